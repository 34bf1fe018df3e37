package edges

import (
	"context"
	"fmt"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/stdlib"
)

// Compile reads a topology's folder for one of its environments, "default" for the one of a topology that declares none.
func Compile(ctx context.Context, dir, environment string) (*schema.Topology, error) {
	folder, err := source.Open(dir)
	if err != nil {
		return nil, err
	}
	project, ds := compiler.Open(folder.WithLibrary(stdlib.Modules()))
	if ds.HasErrors() {
		return nil, fmt.Errorf("%s: %v", dir, ds)
	}
	names, ds := project.Environments(ctx, frontend.Vars{})
	if ds.HasErrors() {
		return nil, fmt.Errorf("%s: %v", dir, ds)
	}
	if len(names) == 0 && environment == "default" {
		environment = ""
	}
	t, ds := project.Compile(ctx, environment, frontend.Vars{})
	if ds.HasErrors() {
		return nil, fmt.Errorf("%s: %v", dir, ds)
	}
	return t, nil
}

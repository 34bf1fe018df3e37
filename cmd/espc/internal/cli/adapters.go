package cli

import (
	"io/fs"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/stdlib"
)

// adapters returns the adapter of every runtime that a function or job of the topology has.
func adapters(t *schema.Topology) (map[string]backends.Adapter, error) {
	out := map[string]backends.Adapter{}
	add := func(runtime string) error {
		if _, known := out[runtime]; known || runtime == "" {
			return nil
		}
		files, handler, err := stdlib.LambdaAdapter(runtime)
		if err != nil {
			return err
		}
		a := backends.Adapter{Handler: handler, JobHandler: stdlib.LambdaJobHandler(handler), Files: map[string][]byte{}}
		out[runtime] = a
		return fs.WalkDir(files, ".", func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			a.Files[p], err = fs.ReadFile(files, p)
			return err
		})
	}
	for _, f := range t.Functions {
		if err := add(f.Runtime.V); err != nil {
			return nil, err
		}
	}
	for _, j := range t.Jobs {
		if err := add(j.Runtime.V); err != nil {
			return nil, err
		}
	}
	return out, nil
}

package schema_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"espc.dev/compiler"
	"espc.dev/compiler/source"
	"espc.dev/schema"
)

// TestEveryKindsExampleCompiles: what the reference shows is right, and nothing is to be said about it.
func TestEveryKindsExampleCompiles(t *testing.T) {
	files, err := fs.Glob(schema.Examples(), "*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".hcl"), func(t *testing.T) {
			project, ds := compiler.Open(source.New(kindExample(t, file)))
			if len(ds) > 0 {
				t.Fatal(ds)
			}
			environments, ds := project.Environments(context.Background(), nil)
			if len(ds) > 0 {
				t.Fatal(ds)
			}
			if len(environments) == 0 {
				environments = []string{""}
			}
			for _, environment := range environments {
				_, ds := project.Compile(context.Background(), environment, nil)
				for _, d := range ds.Sorted() {
					t.Errorf("%s: %s: %s %s (%s)", environment, d.Place(), d.Code, d.Summary, d.Fix)
				}
			}
		})
	}
}

package target

import (
	"context"
	"errors"
	"fmt"

	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// New returns the target, having read the kubeconfig but contacted nothing.
func New(ctx context.Context, c Config) (*Target, error) {
	t := &Target{Config: c, name: set.Name(c.Topology)}
	t.set = set.ID(t.name, c.Namespace)
	api, err := client.New(client.Config{
		Context: c.Context, Project: c.Project, Getenv: c.Getenv, YAML: t.json, Progress: c.Progress, Terminal: c.Terminal, Pace: c.Pace,
	})
	if err != nil {
		return nil, t.explain(ctx, "plan", "finding the cluster", err)
	}
	t.api = api
	return t, nil
}

// json reads a YAML or JSON document into JSON.
func (t *Target) json(name string, content []byte) ([]byte, error) {
	documents, problems := t.Parse(name, content)
	for _, d := range problems {
		if d.Severity == diag.Error {
			return nil, errors.New(d.Summary)
		}
	}
	if len(documents) == 0 { // an empty file, /dev/null
		return []byte("{}"), nil
	}
	if len(documents) != 1 {
		return nil, fmt.Errorf("it holds %d documents and not one", len(documents))
	}
	return tree.AppendJSON(nil, documents[0], ""), nil
}

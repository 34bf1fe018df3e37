package cli

import (
	"context"
	"path/filepath"
	"slices"

	"espc.dev/backends"
	"espc.dev/compiler"
	"espc.dev/compiler/plan"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// part is one backend's folder to be written.
type part struct {
	name, path string
	artifacts  []backends.Artifact
}

// fresh checks that a saved plan still fits: the same input files, no new ones, and the same content of every target. It
// returns the topology's folder: the one the command was run for.
func (a *app) fresh(ctx context.Context, name string, saved *plan.Saved) (string, diag.List, error) {
	root := filepath.Join(filepath.Dir(a.path(name)), filepath.FromSlash(saved.Dir))
	folder, err := source.Open(root)
	if err != nil {
		return "", nil, failf("the topology's folder %s, from where %s is: %s", saved.Dir, name, reason(err))
	}
	var ds diag.List
	now := map[string]string{}
	for input := range saved.Inputs {
		if file, err := folder.Read(input); err == nil {
			now[input] = plan.Inputs([]*diag.File{file})[input]
		}
	}
	names, err := compiler.Files(folder)
	if err != nil {
		return "", nil, failf("%s: %s", saved.Dir, err)
	}
	for _, file := range saved.NewFiles(names) {
		now[file] = ""
	}
	for _, changed := range saved.StaleInputs(now) {
		ds = append(ds, stale(name, saved, "%s has changed since the plan was made", changed))
	}
	for _, o := range saved.Outputs {
		i := slices.IndexFunc(registry, func(b backends.Backend) bool { return b.Info().Name == o.Backend })
		if i < 0 {
			ds = append(ds, stale(name, saved, "it is for a backend %q that this version does not have", o.Backend))
			continue
		}
		r := &rendered{backend: registry[i], folder: o.Folder, artifacts: o.Artifacts()}
		state, err := (&project{path: root}).state(r).ReadState(ctx)
		if err != nil {
			return "", nil, failf("%s: %s", o.Folder, reason(err))
		}
		if state.Digest != o.State || state.Identity != o.Target {
			ds = append(ds, stale(name, saved, "%s has changed since the plan was made", o.Folder))
		}
	}
	return root, ds, nil
}

func stale(name string, saved *plan.Saved, format string, args ...any) diag.Diagnostic {
	return diag.PlanStale.At(diag.Range{}, "%s is stale: "+format, append([]any{name}, args...)...).
		WithFix("make the plan again with espc plan -e %s --out %s", saved.Plan.Environment, name)
}

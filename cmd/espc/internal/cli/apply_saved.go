package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"espc.dev/backends"
	"espc.dev/compiler"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/stdlib"
)

// applySaved does what a saved plan says, if the topology's files and the target are still what they were.
func (a *app) applySaved(ctx context.Context, name string, f applyFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	content, err := os.ReadFile(a.path(name))
	if err != nil {
		return failf("%s: %s", name, reason(err))
	}
	saved, ds := plan.ParseSaved(filepath.ToSlash(name), content)
	switch {
	case ds.HasErrors():
		return a.report(ds)
	case a.env != "" && a.env != saved.Plan.Environment:
		return failf("%s is a plan for %s, not %s", name, saved.Plan.Environment, a.env)
	case len(a.vars)+len(a.varFiles) > 0:
		return failf("%s holds what was compiled with the variables of its time; make the plan again to change them", name)
	case f.offline:
		return failf("%s says itself what it is applied to; --offline goes with espc plan", name)
	case f.adopt && !saved.Adopt:
		return failf("%s takes nothing over; --adopt goes with espc plan --out", name)
	}
	inputs, ds, err := a.unchanged(name, saved)
	if err == nil {
		err = a.report(ds)
	}
	if err != nil {
		return err
	}
	pl := &planned{document: saved.Plan, resume: "espc apply " + quote(filepath.ToSlash(name)) + a.repeated(f)}
	f.adopt = saved.Adopt
	if pl.deployments, ds, err = a.restoreAll(ctx, pl.resume, name, saved, inputs, f); err == nil {
		err = a.report(ds)
	}
	if err != nil {
		return err
	}
	pl.documents = restoreDocuments(saved.Documents)
	pl.compareDocuments()
	return a.carryOut(ctx, pl, f, false)
}

// restoreAll makes the deployments of a saved plan again. Where an earlier run of it was stopped halfway, the parts that it
// wrote are no longer what the plan was made from; they are stale only if nothing else is left to do. resume is the command that
// goes on.
func (a *app) restoreAll(ctx context.Context, resume, name string, saved *plan.Saved, inputs map[string]*diag.File, f applyFlags) ([]*deployment, diag.List, error) {
	root := filepath.Join(filepath.Dir(a.path(name)), filepath.FromSlash(saved.Dir))
	var out []*deployment
	for i := range saved.Outputs {
		d, err := a.restore(ctx, saved, &saved.Outputs[i], root, inputs, f)
		if err != nil {
			return nil, nil, err
		}
		out = append(out, d)
	}
	if err := writable(out); err != nil {
		return nil, nil, err
	}
	for _, d := range out {
		if d.live == nil || d.desired.Prepared != "" { // what the target has prepared it watches over itself
			continue
		}
		if _, err := a.changing(d.title, resume, func(o backends.Options) (backends.Report, error) { return d.target.Settle(ctx, o) }); err != nil {
			return nil, nil, err
		}
	}
	var ds, done diag.List
	for i, d := range out {
		why, same, err := a.stale(ctx, d, saved, &saved.Outputs[i])
		if err != nil {
			return nil, nil, err
		}
		old := diag.PlanStale.At(diag.Range{}, "%s is stale: %s", name, why).WithFix("%s", a.again(saved, root, name))
		switch {
		case why != "" && same:
			done = append(done, old)
		case why != "":
			ds = append(ds, old)
		}
	}
	if len(done) == len(out) {
		ds = append(ds, done...)
	}
	return out, ds, nil
}

// unchanged checks that the topology's files are those that a plan was made from, and returns them by name.
func (a *app) unchanged(name string, saved *plan.Saved) (map[string]*diag.File, diag.List, error) {
	folder, err := source.Open(filepath.Join(filepath.Dir(a.path(name)), filepath.FromSlash(saved.Dir)))
	if err != nil {
		return nil, nil, failf("the topology's folder %s, from where %s is: %s", saved.Dir, name, reason(err))
	}
	folder = folder.WithLibrary(stdlib.Modules())
	files, now := map[string]*diag.File{}, map[string]string{}
	for input := range saved.Inputs {
		if file, err := folder.Read(input); err == nil {
			files[input], now[input] = file, plan.Inputs([]*diag.File{file})[input]
		}
	}
	names, err := compiler.Files(folder)
	if err != nil {
		return nil, nil, failf("%s: %s", saved.Dir, err)
	}
	for _, file := range saved.NewFiles(names) {
		now[file] = ""
	}
	var ds diag.List
	for _, changed := range saved.StaleInputs(now) {
		ds = append(ds, diag.PlanStale.At(diag.Range{}, "%s is stale: %s has changed since the plan was made", name, changed).
			WithFix("%s", a.again(saved, filepath.Join(filepath.Dir(a.path(name)), filepath.FromSlash(saved.Dir)), name)))
	}
	return files, ds, nil
}

// again says how a saved plan is made again. root is the topology's folder.
func (a *app) again(saved *plan.Saved, root, name string) string {
	adopt := ""
	if saved.Adopt {
		adopt = " --adopt"
	}
	return "make the plan again with espc plan " + a.savedArgs(saved, root) + adopt + " --out " + quote(filepath.ToSlash(name))
}

// restore makes a deployment of a part of a saved plan again.
func (a *app) restore(ctx context.Context, saved *plan.Saved, o *plan.SavedOutput, root string, inputs map[string]*diag.File, f applyFlags) (*deployment, error) {
	i := slices.IndexFunc(registry, func(b backends.Backend) bool { return b.Info().Name == o.Backend })
	if i < 0 {
		return nil, failf("the plan is for a backend %q that this version does not have", o.Backend)
	}
	d := &deployment{backend: registry[i], folder: o.Folder, title: o.Target, desired: saved.Desired(o, registry[i], inputs), recorded: true}
	if o.Live == nil {
		path := filepath.Join(root, filepath.FromSlash(o.Folder))
		d.target = &files{force: f.force, Folder: &output.Folder{Path: path, Name: o.Folder, Backend: d.backend, Wanted: d.desired.Artifacts}}
		return d, nil
	}
	var err error
	d.where = &where{fields: o.Live}
	d.live, err = a.connect(ctx, d.where, d.backend, root, a.savedArgs(saved, root))
	d.target = d.live
	return d, err
}

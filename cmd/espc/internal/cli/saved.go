package cli

import (
	"os"
	"path/filepath"

	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
)

// savable refuses a name that no plan can be saved under, before anybody is asked for one.
func (a *app) savable(name string) error {
	if have, err := os.ReadFile(a.path(name)); err == nil && !plan.IsSaved(have) {
		return failf("%s exists and is no saved plan; choose another name for --out", name)
	}
	if err := output.WritableFile(a.path(name)); err != nil {
		return failf("%s: %s; the plan was not saved", name, reason(err))
	}
	return nil
}

// savePlan writes the plan file, whole or not at all.
func (a *app) savePlan(pl *planned, f planFlags) error {
	name := f.out
	dir, err := filepath.Rel(filepath.Dir(a.path(name)), pl.project.path)
	if err != nil {
		return failf("%s: %s", name, err)
	}
	saved := &plan.Saved{Dir: filepath.ToSlash(dir), Inputs: plan.Inputs(pl.project.Inputs()), Plan: pl.document, Documents: pl.documents.saved(), Adopt: f.adopt}
	for _, d := range pl.deployments {
		o := plan.SavedOutput{Backend: d.backend.Info().Name, Target: d.state.Identity, State: d.state.Digest, Folder: d.folder, Prepared: d.desired.Prepared,
			Binding: d.state.Binding, Revision: d.state.Revision}
		if d.where != nil {
			o.Live = d.where.fields
		}
		for _, artifact := range d.desired.Artifacts {
			o.Files = append(o.Files, plan.SavedFile{Path: artifact.Path, Content: artifact.Bytes()})
		}
		saved.Outputs = append(saved.Outputs, o)
	}
	content, err := saved.Bytes()
	if err != nil {
		return err
	}
	if err := output.WriteFile(a.path(name), content); err != nil {
		return failf("%s: %s; the plan was not saved", name, reason(err))
	}
	return nil
}

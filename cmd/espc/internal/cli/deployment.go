package cli

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
	"espc.dev/schema/diag"
)

// deployment is one backend's part of an environment: what is wanted, and the target that is to hold it.
type deployment struct {
	backend backends.Backend
	target  target
	live    backends.Live // the target where it is live, else nil
	where   *where        // of the live target
	title   string        // "stack shop-prod", "files in deploy/prod/aws"; once it was read, its identity
	folder  string        // of its files, relative to the topology's
	desired backends.Desired
	state   backends.State
	plan    *plan.Plan
	shared  bool // what was prepared is another run's too
	// recorded is set where what is desired is all there is to be, as a revision or a saved plan has it: nothing is carried into it.
	recorded bool
	// documents are those of the topology; nil where what is applied was not compiled now.
	documents []documents.Document
}

// deploy returns the deployments of an environment in the order in which they are applied.
func (a *app) deploy(ctx context.Context, p *project, b *built, f planFlags) (out []*deployment, err error) {
	for _, name := range backendOrder(b.topology) {
		for i := range b.outputs {
			r := &b.outputs[i]
			if r.backend.Info().Name != name {
				continue
			}
			d := &deployment{backend: r.backend, folder: r.folder, title: "files in " + r.folder}
			d.desired = backends.Desired{Objects: r.objects, Artifacts: r.artifacts}
			d.documents = b.documents.all
			if err := a.aim(ctx, d, p, b, r, f); err != nil {
				return nil, err
			}
			out = append(out, d)
		}
	}
	return out, nil
}

// aim chooses the target of a deployment: the live one where there is one, unless files or a revision are asked for.
func (a *app) aim(ctx context.Context, d *deployment, p *project, b *built, r *rendered, f planFlags) (err error) {
	folder := p.state(r)
	revision, ofRevision := strings.CutPrefix(f.against, "revision:")
	if !f.offline && (f.against == "" || ofRevision) {
		d.where = liveTarget(b.topology, d.backend.Info().Name)
	}
	switch {
	case d.where != nil:
		d.title = d.where.title()
		if d.live, err = a.connect(ctx, d.where, d.backend, p.path, a.command(p, b.env)); err != nil {
			return err
		}
		if d.target = d.live; ofRevision {
			number, err := revisionNumber(revision)
			d.target = recorded{d.live, d.title, number}
			return err
		}
		return nil
	case ofRevision:
		return failf("--against %s needs a live target, which keeps revisions", f.against)
	case f.against != "" && f.against != "files":
		folder.Path, folder.Name = a.path(f.against), filepath.ToSlash(f.against)
	}
	d.target = &files{Folder: folder, force: f.force}
	return nil
}

// compare plans one deployment: what differs, and what the target thinks of it.
func (d *deployment) compare(ctx context.Context, env string, o backends.Options) (diag.List, error) {
	var err error
	if d.state, err = d.target.ReadState(ctx, d.desired.Objects); err != nil {
		return nil, err
	}
	if err := d.carry(ctx); err != nil {
		return nil, err
	}
	d.title = d.state.Identity
	d.plan = plan.Make(d.state.Objects, d.desired.Objects, d.backend)
	d.plan.Environment, d.plan.Target = env, d.state.Identity
	d.desired.Changes, d.desired.State = d.plan.Changes, d.state.Digest
	found := append(slices.Clip(d.state.Diagnostics), d.breaking()...)
	if d.idle() || found.HasErrors() {
		return found, nil
	}
	impossible := append(slices.Clip(found), d.impossible()...)
	if impossible.HasErrors() {
		return impossible, nil
	}
	prepared, err := d.target.Prepare(ctx, d.desired, o)
	if err != nil {
		return nil, err
	}
	d.plan.Judge(prepared, d.backend)
	d.desired.Changes, d.desired.Prepared, d.shared = d.plan.Changes, prepared.ID, prepared.Shared
	if now := d.impossible(); now.HasErrors() { // what only the target knew to be a replacement
		return slices.Concat(found, prepared.Diagnostics, now), nil
	}
	return append(impossible, prepared.Diagnostics...), nil
}

// impossible are the changes that the backend's kind of target would refuse. What is only written as files may reach a target
// in other steps, so there they are warnings.
func (d *deployment) impossible() diag.List {
	g, ok := d.backend.(backends.Guard)
	if _, past := d.target.(recorded); !ok || past {
		return nil
	}
	ds := g.Impossible(d.desired.Changes)
	for i := range ds {
		if ds[i].Subject.IsZero() && d.where != nil {
			ds[i].Subject = d.where.at
		}
		if d.live == nil {
			ds[i].Severity = diag.Warning
		}
	}
	return ds
}

// idle reports whether nothing is placed on a live target and nothing of it is there, so that it is left alone.
func (d *deployment) idle() bool {
	return d.live != nil && len(d.desired.Objects)+len(d.desired.Changes) == 0
}

// discard gives back what the target made for a plan that is neither saved nor applied.
func (d *deployment) discard(ctx context.Context) error {
	if d.desired.Prepared == "" || d.shared {
		return nil
	}
	return d.target.Discard(ctx, backends.Prepared{ID: d.desired.Prepared})
}

// state returns the reader of an output's folder on disk.
func (p *project) state(r *rendered) *output.Folder {
	return r.folderAt(filepath.Join(p.path, filepath.FromSlash(r.folder)), r.folder)
}

// folderAt returns the reader of a folder on disk that an output is written to.
func (r *rendered) folderAt(where, name string) *output.Folder {
	return &output.Folder{Path: where, Name: name, Backend: r.backend, Wanted: r.artifacts}
}

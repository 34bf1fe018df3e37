package target

import (
	"context"
	"errors"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// History lists the newest revisions, the newest first.
func (t *Target) History(ctx context.Context) ([]backends.Revision, error) {
	if _, err := t.who(ctx, "history"); err != nil {
		return nil, err
	}
	s, err := t.read(ctx, "history")
	if err != nil {
		return nil, err
	}
	all, err := t.records(ctx)
	if err != nil {
		return nil, err
	}
	held := "sha256:" + digest([]byte(s.templates[t.Backend.Info().Entry]))
	current := false
	out := make([]backends.Revision, 0, len(all))
	for _, r := range slices.Backward(all) {
		x := backends.Revision{Number: r.Number, Digest: r.Digest, Time: r.time, By: r.By, From: r.From, Phase: r.Phase}
		settled := s.StackStatus == "" || ended(s.StackStatus)
		switch deployed := s.exists && r.Digest == held && !current; {
		case deployed && settled && r.Phase != backends.Failed:
			x.Phase, x.Current, current = backends.Done, true, true
		case r.Phase == backends.Running && settled:
			x.Phase = backends.Failed // it was begun and is not what is deployed
		}
		out = append(out, x)
	}
	return out, nil
}

// Revision returns what a revision held, read back from the bucket and checked against its digests. 0 is the newest that
// was deployed and holds something else than what is deployed now.
func (t *Target) Revision(ctx context.Context, number int) (backends.Desired, error) {
	if _, err := t.who(ctx, "history"); err != nil {
		return backends.Desired{}, err
	}
	if number == 0 {
		history, err := t.History(ctx)
		if err != nil {
			return backends.Desired{}, err
		}
		if number = before(history); number == 0 {
			return backends.Desired{}, t.fault(diag.NoRevision, "there is no revision before the current one").withFix("run %s to see what there is", t.command("history"))
		}
	}
	if t.Bucket == "" {
		return backends.Desired{}, t.needBucket("revisions are kept in the bucket")
	}
	r, err := t.record(ctx, number)
	var gone *backends.Fault
	if errors.As(err, &gone) && gone.Code == diag.NoRevision.ID {
		return backends.Desired{}, t.fault(diag.NoRevision, "there is no revision %d of the stack %s", number, t.Stack).withFix("run %s to see what there is", t.command("history"))
	}
	if err != nil {
		return backends.Desired{}, err
	}
	if r.foreign(t) {
		return backends.Desired{}, t.fault(diag.NoRevision, "revision %d of the stack %s was %s", number, t.Stack, owner{r.Topology, r.Environment}).withFix("run %s to see what there is", t.command("history"))
	}
	if r.Digest == "" {
		return backends.Desired{}, t.damaged(number, "its record can't be read")
	}
	return t.load(ctx, r)
}

// before returns the revision to go back to from the current one, 0 for none.
func before(history []backends.Revision) int {
	i := slices.IndexFunc(history, func(r backends.Revision) bool { return r.Current })
	current := ""
	if i >= 0 {
		current = history[i].Digest
	}
	for _, r := range history[i+1:] {
		if r.Phase == backends.Done && r.Digest != current {
			return r.Number
		}
	}
	return 0
}

func (t *Target) damaged(number int, why string) error {
	return t.fault(diag.NoRevision, "revision %d is damaged: %s", number, why).withFix("choose another: %s", t.command("history"))
}

// load reads the files of a revision back.
func (t *Target) load(ctx context.Context, r *record) (backends.Desired, error) {
	files := append([]recordFile{r.Entry}, r.Files...)
	d := backends.Desired{From: r.Number, Artifacts: make([]backends.Artifact, len(files))}
	err := each(ctx, len(files), 0, func(ctx context.Context, i int) error {
		f := files[i]
		body, _, err := t.get(ctx, f.Key, f.Size)
		if err != nil {
			return err
		}
		if digest(body) != f.Digest {
			return t.damaged(r.Number, f.Path+" is not what was applied")
		}
		d.Artifacts[i] = backends.Artifact{Path: f.Path, Data: body}
		if !isTemplate(f.Path) {
			return nil
		}
		n, err := t.decode(f.Path, string(body))
		d.Artifacts[i] = backends.Artifact{Path: f.Path, Docs: []*tree.Node{n}}
		return err
	})
	if err != nil {
		return backends.Desired{}, err
	}
	for _, a := range d.Artifacts {
		if a.Docs != nil {
			d.Objects = append(d.Objects, t.Backend.Objects(a.Path, a.Docs)...)
		}
	}
	return d, nil
}

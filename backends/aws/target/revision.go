package target

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

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
		from := 0
		if number, from = before(history); number == 0 {
			return backends.Desired{}, t.nothingBefore(history, from)
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
	history, err := t.History(ctx)
	if err != nil {
		return backends.Desired{}, err
	}
	d, err := t.load(ctx, r)
	if phase := phaseOf(history, r); err == nil && (phase == backends.Failed || phase == backends.Running) {
		d.Failed = t.fault(diag.NoRevision, "revision %d failed, so what it holds never ran whole", number).withFix("%s", t.choose(history))
	}
	return d, err
}

// before returns the revision to go back to from the current one, 0 for none, and the one that the current one went back to
// itself: then it is one further back.
func before(history []backends.Revision) (number, from int) {
	i := slices.IndexFunc(history, func(r backends.Revision) bool { return r.Current })
	current := ""
	if i >= 0 {
		current, from = history[i].Digest, history[i].From
	}
	for _, r := range history[i+1:] {
		if r.Phase == backends.Done && r.Digest != current && (from == 0 || r.Number < from) {
			return r.Number, from
		}
	}
	return 0, from
}

// nothingBefore says that there is nothing further back, and what there is.
func (t *Target) nothingBefore(history []backends.Revision, from int) error {
	f := t.fault(diag.NoRevision, "there is no revision before the current one")
	if from > 0 {
		f = t.fault(diag.NoRevision, "the current revision went back to %d, and there is none before that", from)
	}
	return f.withFix("%s", t.choose(history))
}

// maxChoices is how many revisions a message names.
const maxChoices = 10

// choose says which revisions can be gone back to, the newest first.
func (t *Target) choose(history []backends.Revision) string {
	var out []string
	for _, r := range history {
		if r.Phase == backends.Done && !r.Current && len(out) < maxChoices {
			out = append(out, strconv.Itoa(r.Number))
		}
	}
	if len(out) == 0 {
		return "run " + t.command("history") + " to see what there is; none of it can be gone back to"
	}
	return "name one with " + t.command("rollback") + " --to N: " + strings.Join(out, ", ")
}

// phaseOf is how a revision went, by the history; one that is older than that lists tells itself.
func phaseOf(history []backends.Revision, r *record) backends.Phase {
	for _, h := range history {
		if h.Number == r.Number {
			return h.Phase
		}
	}
	return r.Phase
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

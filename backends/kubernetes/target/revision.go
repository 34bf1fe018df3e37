package target

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// Revision returns what a revision held, checked against its digest. 0 is the one to go back to from what the cluster holds:
// the one before the current one; after a rollback, the one before that went back to; after an apply that failed, the current
// one, which was the last that was applied whole; after a rollback that failed, that one again.
//
// Revisions hold no values of Secrets: those are what they are in the cluster now. A Secret that is not there any more can't be
// gone back to.
func (t *Target) Revision(ctx context.Context, number int) (backends.Desired, error) {
	p, err := t.readParent(ctx)
	if err != nil {
		return backends.Desired{}, err
	}
	if p == nil {
		p = t.newParent()
	}
	past := history(p.Revisions, true) // a running one is no more to go back to than one that was killed
	if number == 0 {
		if number = before(past); number == 0 {
			return backends.Desired{}, t.nothingBefore(past)
		}
	}
	i := slices.IndexFunc(p.Revisions, func(r set.Record) bool { return r.Number == number })
	if i < 0 {
		return backends.Desired{}, t.fault(diag.RevisionGone, "there is no revision %d of the set %s in the namespace %s", number, t.name, t.Namespace).withFix("%s", t.choose(past))
	}
	r := p.Revisions[i]
	d, gone, err := t.heldBy(ctx, r)
	if err != nil {
		return backends.Desired{}, err
	}
	if len(gone) > 0 {
		return backends.Desired{}, t.fault(diag.RevisionGone, "revision %d has %s, of which no values are recorded and the cluster has none any more", number, gone[0]).
			withFix("check out the commit that was applied and run %s, or choose another: %s", t.command("apply"), t.command("history"))
	}
	if r.Phase != backends.Done {
		d.Failed = t.fault(diag.RevisionGone, "revision %d failed, so what it holds never ran whole", number).withFix("%s", t.choose(past))
	}
	return d, nil
}

// heldBy reads what a revision held. Its Secrets have the values that the cluster has now; those that are not there, or lack a key,
// are in the second result, and have no values.
func (t *Target) heldBy(ctx context.Context, r set.Record) (backends.Desired, []backends.ObjectAddress, error) {
	if r.Content == "" {
		return backends.Desired{}, nil, t.damaged(r.Number, "what it held was not kept")
	}
	kept, err := t.stored(ctx, r.Content)
	switch {
	case is(err, 404):
		return backends.Desired{}, nil, t.damaged(r.Number, "the ConfigMap "+r.Content+" is gone")
	case err != nil:
		return backends.Desired{}, nil, t.explain(ctx, "history", "reading the revision", err)
	}
	kept.Packed.Digest = r.Digest // the record's word, not the content's own
	c, err := set.Unpack(kept.Packed)
	if err != nil {
		return backends.Desired{}, nil, t.damaged(r.Number, "the ConfigMap "+r.Content+" can't be read: "+err.Error())
	}
	d := backends.Desired{From: r.Number, Artifacts: make([]backends.Artifact, len(c.Files))}
	values, err := t.values(ctx, c.Secrets)
	if err != nil {
		return backends.Desired{}, nil, t.explain(ctx, "history", "reading the revision", err)
	}
	var gone []backends.ObjectAddress
	for i, f := range c.Files {
		d.Artifacts[i] = backends.Artifact{Path: f.Path, Data: f.Data}
		if !isManifest(f.Path) {
			continue
		}
		docs, ds := t.Parse(f.Path, f.Data)
		if ds.HasErrors() {
			return backends.Desired{}, nil, t.damaged(r.Number, f.Path+" can't be read: "+ds[0].Summary)
		}
		artifact := &d.Artifacts[i]
		artifact.Docs = docs
		for j, doc := range docs {
			if s, ok := set.SecretOf(doc, c.Secrets); ok {
				artifact.Data = nil // it gets values that the cluster has
				if docs[j], ok = set.Restore(doc, s, values[s.Key()]); !ok {
					gone = append(gone, backends.ObjectAddress{Type: secretType.Name, Namespace: s.Namespace, Name: s.Name})
				}
			}
		}
		d.Objects = append(d.Objects, t.Backend.Objects(f.Path, docs)...)
	}
	return d, gone, nil
}

// values are what the cluster has of Secrets, by their key and the name of the value, in base64.
func (t *Target) values(ctx context.Context, secrets []set.Secret) (map[string]map[string]string, error) {
	out := map[string]map[string]string{}
	for _, s := range secrets {
		k := t.key(s.Name)
		if s.Namespace != "" {
			k.Namespace = s.Namespace
		}
		data, err := t.api.Get(ctx, secretType, k)
		if is(err, 404) {
			continue
		}
		if err != nil {
			return nil, err
		}
		var live struct {
			Data map[string]string `json:"data"`
		}
		if err := json.Unmarshal(data, &live); err != nil {
			return nil, err
		}
		if live.Data == nil {
			live.Data = map[string]string{}
		}
		out[s.Key()] = live.Data
	}
	return out, nil
}

// before returns the number of the revision to go back to, 0 for none. The history is the newest first.
func before(history []backends.Revision) int {
	current := slices.IndexFunc(history, func(r backends.Revision) bool { return r.Current })
	if current < 0 {
		return 0
	}
	// What failed after the current one is partly there: the way back from it is to what was whole.
	if newest := history[0]; current > 0 {
		if newest.From > 0 && slices.ContainsFunc(history, func(r backends.Revision) bool { return r.Number == newest.From && r.Phase == backends.Done }) {
			return newest.From
		}
		if newest.Digest != history[current].Digest {
			return history[current].Number
		}
	}
	from := history[current].From
	for _, r := range history[current+1:] {
		if r.Phase == backends.Done && r.Digest != history[current].Digest && (from == 0 || r.Number < from) {
			return r.Number
		}
	}
	return 0
}

// nothingBefore says that there is nothing further back, and what there is.
func (t *Target) nothingBefore(history []backends.Revision) error {
	f := t.fault(diag.RevisionGone, "there is no revision before the current one")
	for _, r := range history {
		if r.Current && r.From > 0 {
			f = t.fault(diag.RevisionGone, "the current revision went back to %d, and there is none before that", r.From)
		}
	}
	return f.withFix("%s", t.choose(history))
}

// choose says which revisions can be gone back to, the newest first.
func (t *Target) choose(history []backends.Revision) string {
	var out []string
	for i, r := range history {
		if r.Phase == backends.Done && (!r.Current || i > 0) {
			out = append(out, strconv.Itoa(r.Number))
		}
	}
	if len(out) == 0 {
		return "run " + t.command("history") + " to see what there is; none of it can be gone back to"
	}
	return "name one with " + t.command("rollback") + " --to N: " + strings.Join(out, ", ")
}

func (t *Target) damaged(number int, why string) error {
	return t.fault(diag.RevisionGone, "revision %d can't be read back: %s", number, why).withFix("choose another (%s), or check out the commit and apply it", t.command("history"))
}

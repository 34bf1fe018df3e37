package target

import (
	"context"
	"errors"

	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// newParent is the parent of a set that is not in the cluster yet.
func (t *Target) newParent() *set.Parent {
	return &set.Parent{Name: t.name, Namespace: t.Namespace, Topology: t.Topology, Environment: t.Environment}
}

// readParent returns the set's parent, nil where there is none. One that is not ours or can't be read is a fault: nothing is
// changed on its word.
func (t *Target) readParent(ctx context.Context) (*set.Parent, error) {
	p, err := t.fetchParent(ctx)
	if err != nil {
		return nil, t.explain(ctx, "plan", "the record of the set", err)
	}
	return p, nil
}

// fetchParent reads the parent; an error of the cluster stays one.
func (t *Target) fetchParent(ctx context.Context) (*set.Parent, error) {
	data, err := t.api.Get(ctx, configMapType, t.key(t.name))
	if is(err, 404) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	p, err := set.Parse(data)
	if err != nil {
		return nil, t.notOurs(err)
	}
	if p.Topology != t.Topology || p.Environment != t.Environment {
		return nil, t.fault(diag.SetForeign, "the set %s in the namespace %s is of topology %q in environment %q", t.name, t.Namespace, p.Topology, p.Environment).
			withFix("give each environment a namespace of its own")
	}
	return p, nil
}

// notOurs says why a ConfigMap in the parent's place is not taken for the set's record.
func (t *Target) notOurs(err error) error {
	var foreign *set.Foreign
	var bad *set.Unreadable
	switch {
	case errors.As(err, &foreign) && foreign.Owner == "":
		return t.fault(diag.ObjectForeign, "the ConfigMap %s in the namespace %s, where espc keeps the record of its objects, is not espc's", t.name, t.Namespace).
			withFix("rename or delete it: %s", t.kubectl("delete configmap "+t.name))
	case errors.As(err, &foreign):
		return t.fault(diag.SetForeign, "the set %s in the namespace %s belongs to %s", t.name, t.Namespace, foreign.Owner).
			withFix("give each tool a namespace of its own")
	case errors.As(err, &bad) && bad.Later:
		return t.fault(diag.SetUnreadable, "the record of the set, ConfigMap %s in the namespace %s, can't be read: %s", t.name, t.Namespace, bad.Why).
			withFix("use the version of espc that applied it last, or a later one")
	}
	return t.fault(diag.SetUnreadable, "the record of the set, ConfigMap %s in the namespace %s, can't be read: %s", t.name, t.Namespace, err.Error()).
		withFix("restore the ConfigMap; or delete it (%s) and run %s: members are found again by their labels, and nothing is pruned that time", t.kubectl("delete configmap "+t.name), t.command("apply"))
}

// writeParent creates or updates the parent, and makes p what the cluster has then: uid, version, and the times of new
// revisions. Its version is the precondition, so that of two writers one fails. A write whose answer was lost is looked up. An
// error of the cluster is the client's; a run says what to do about it.
func (t *Target) writeParent(ctx context.Context, p *set.Parent) error {
	const attempts = 4 // a lost answer, and somebody who writes labels at the same time, each more than once
	var last error
	for range attempts {
		data, err := p.JSON()
		if err != nil {
			return t.fault(diag.ClusterRequest, "%s", err.Error()).withFix("split the topology in two")
		}
		var a client.Answer
		if p.UID == "" {
			a, err = t.api.Create(ctx, configMapType, p.Namespace, data)
		} else {
			a, err = t.api.Update(ctx, configMapType, t.key(p.Name), data)
		}
		if err == nil {
			return t.written(p, a.Object)
		}
		if !unknown(err) && !is(err, 409) && !is(err, 404) || ctx.Err() != nil {
			return err
		}
		if is(err, 404) && p.UID == "" {
			return err // there is no namespace
		}
		last = err
		now, err := t.fetchParent(ctx)
		switch {
		case err != nil:
			return err
		case now == nil && p.UID == "":
			continue // it was not created
		case now == nil:
			return t.overtaken("somebody deleted the record of the set")
		case now.Same(p) && (p.UID == "" || now.UID == p.UID):
			*p = *now // it was written
			return nil
		case p.UID == "":
			return t.overtaken("another run created the record of the set")
		case !p.Rebase(now):
			return t.overtaken("another run changed the record of the set")
		}
	}
	return last
}

// written makes p what the answer to a write says.
func (t *Target) written(p *set.Parent, answer []byte) error {
	now, err := set.Parse(answer)
	if err != nil {
		return t.notOurs(err)
	}
	*p = *now
	return nil
}

// overtaken says that somebody else wrote what this run was about to write.
func (t *Target) overtaken(what string) error {
	return t.fault(diag.ClusterStale, "%s (ConfigMap %s in the namespace %s) in the middle of this one", what, t.name, t.Namespace).
		withFix("run %s again", t.command("plan"))
}

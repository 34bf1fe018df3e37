package target

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// exist looks which of the objects that the plan creates are there, with a LIST of metadata for each type and namespace.
func (p *preparation) exist(ctx context.Context) error {
	lists := map[listing]bool{}
	for a := range p.creates {
		typ, ok := p.types.Find(a.Type)
		if ok && a.Type != namespaceType && !p.inNew(a) {
			lists[listing{typ: typ, namespace: a.Namespace}] = true
		}
	}
	todo := make([]listing, 0, len(lists))
	for l := range lists {
		todo = append(todo, l)
	}
	p.standing = map[backends.ObjectAddress]bool{}
	err := each(ctx, todo, func(ctx context.Context, l listing) error {
		var d fields.Decoder
		err := p.api.List(ctx, l.typ, l.namespace, "", true, func(item []byte) error {
			live, err := d.Decode(item)
			if err != nil {
				return err
			}
			a := backends.ObjectAddress{Type: l.typ.Name, Namespace: live.Namespace(), Name: live.Name()}
			if p.creates[a] {
				p.mu.Lock()
				defer p.mu.Unlock()
				p.standing[a] = true
			}
			return nil
		})
		if is(err, 404) {
			return nil
		}
		return err
	})
	return p.explain(ctx, p.verb, "looking for what is to be created", err)
}

// inNew reports whether an object is in a namespace that the plan creates, so that nothing is there yet.
func (p *preparation) inNew(a backends.ObjectAddress) bool {
	return p.creates[backends.ObjectAddress{Type: namespaceType, Name: a.Namespace}]
}

// judgeCreate asks about a creation: what exists is taken over by consent alone. Where the plan is only looked at, the server is asked
// for its opinion; an apply gets it anyway.
func (p *preparation) judgeCreate(ctx context.Context, v *verdict) error {
	c := &v.change
	typ, ok := p.typeFor(v)
	if !ok {
		return nil
	}
	c.Reason = p.deleted(c.Address)
	if p.standing[c.Address] {
		object, err := p.api.Get(ctx, typ, keyOf(c.Address))
		switch {
		case is(err, 404):
		case err != nil:
			return err
		case !p.o.Adopt:
			v.ds = append(v.ds, p.taken(c, object))
			return nil
		default:
			c.Action, c.Reason = backends.Adopt, ""
			return p.judgeAgainst(ctx, v, typ, object)
		}
	}
	if !p.o.Throwaway || p.inNew(c.Address) {
		return nil
	}
	answer, err := p.api.Apply(ctx, typ, keyOf(c.Address), p.body(c.After, precondition{absent: true}), client.Write{DryRun: true})
	if p.reads(err) {
		return nil
	}
	var e *client.Error
	if errors.As(err, &e) && judged(e.Status) {
		v.ds = append(v.ds, p.refusals(c, err)...)
		return nil
	}
	p.warned(v, answer)
	return err
}

// deleted says of what was there when the set's record was written that somebody deleted it, "" of anything else.
func (p *preparation) deleted(a backends.ObjectAddress) string {
	if p.seen == nil || len(p.seen.Revisions) == 0 {
		return ""
	}
	at := placeOf(a.Type, a.Namespace, a.Name)
	if !slices.ContainsFunc(p.seen.Members, func(m set.Member) bool { return m.UID != "" && placeOf(m.Type, m.Namespace, m.Name) == at }) {
		return ""
	}
	return fmt.Sprintf("it was deleted since revision %d", p.seen.Revisions[len(p.seen.Revisions)-1].Number)
}

// judged reports whether a status says that the server looked at an object and won't have it, so that other objects are worth
// asking about.
func judged(status int) bool {
	return status >= 400 && status < 500 && status != 401 && status != 429
}

// taken says that an object stands where another is to be created, and whose it is as far as it tells.
func (p *preparation) taken(c *backends.Change, object []byte) diag.Diagnostic {
	var d fields.Decoder
	l, err := d.Decode(object)
	if err != nil {
		return p.at(diag.ObjectForeign, c, "%s exists, and it can't be told whose it is", c.Address).WithFix("rename one of the two")
	}
	if l.Deleting() {
		return p.at(diag.DeleteBlocked, c, "%s is deleted and not gone yet", c.Address).
			WithFix("wait until it is gone, or look at its finalizers, then run %s", p.command(p.verb))
	}
	if l.Label(set.LabelPartOf) == p.set && l.AppliedBy(client.Manager) {
		return p.at(diag.ObjectForeign, c, "%s exists in the cluster by now: another run of espc has just created it", c.Address).
			WithFix("wait until that has ended, then run %s again", p.command("plan"))
	}
	fix := p.command("plan") + " --adopt shows what taking it over would change; or "
	if l.Label(set.LabelPartOf) != p.set {
		fix += "delete it (" + p.deletion(c.Address) + "), or "
	}
	whose := "is not espc's"
	switch label := l.Label(set.LabelPartOf); {
	case label == p.set:
		whose = "has the set's label, and espc did not create it"
	case label != "":
		whose = "belongs to another set (" + set.LabelPartOf + "=" + label + ")"
	case l.Creator() == client.Manager:
		whose = "has not the set's label any more"
	case l.Creator() != "":
		whose += ", " + l.Creator() + " made it"
	}
	return p.at(diag.ObjectForeign, c, "%s exists in the cluster and %s", c.Address, whose).
		WithFix("%s", fix+"rename one of the two")
}

// warned keeps what the server says beside its answer, where no apply follows that would hear it again.
func (p *preparation) warned(v *verdict, answer client.Answer) {
	if !p.o.Throwaway {
		return
	}
	for _, text := range answer.Warnings {
		v.ds = append(v.ds, p.at(diag.ObjectWarned, &v.change, "%s: %s", v.change.Address, text).WithFix("see what the server means; it takes the object all the same"))
	}
}

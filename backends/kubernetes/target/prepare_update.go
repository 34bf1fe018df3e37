package target

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// judgeUpdate asks about a change of what is there.
func (p *preparation) judgeUpdate(ctx context.Context, v *verdict) error {
	c := &v.change
	typ, ok := p.typeFor(v)
	if !ok {
		return nil
	}
	object, err := p.api.Get(ctx, typ, keyOf(c.Address))
	if is(err, 404) {
		v.ds = append(v.ds, p.at(diag.ClusterStale, c, "%s was deleted a moment ago", c.Address).WithFix("run %s again", p.command(p.verb)))
		return nil
	}
	if err != nil {
		return err
	}
	return p.judgeAgainst(ctx, v, typ, object)
}

// judgeAgainst asks what an object that is there becomes.
func (p *preparation) judgeAgainst(ctx context.Context, v *verdict, typ client.Type, object []byte) error {
	c := &v.change
	var before, after fields.Decoder
	was, err := before.Decode(object)
	if err != nil {
		return err
	}
	want := c.After
	if was.Label(set.LabelPartOf) != p.set && c.Action != backends.Adopt {
		want = labelled(want, p.set)
	}
	compared := p.comparison()
	old := compared.Project(c.Address.Type, was, want)
	if was.Squatted() && c.Action == backends.Update {
		c.Before, c.Fields = old, p.compare(c, old, want).Fields
		return nil // the server can only be asked once the elements are claimed, see claim
	}
	answer, err := p.dryRun(ctx, v, typ, was)
	var e *client.Error
	switch {
	case p.reads(err):
		if c.Action == backends.Adopt {
			compared := p.comparison()
			now := compared.Project(c.Address.Type, was, want)
			c.Before, c.Fields = now, p.compare(c, now, want).Fields
		}
		return nil
	case errors.As(err, &e) && judged(e.Status):
		p.refusedUpdate(v, was, want, e)
		return nil
	case err != nil || len(v.ds) > 0:
		return err
	}
	p.warned(v, answer)
	is, err := after.Decode(answer.Object)
	if err != nil {
		return err
	}
	p.weigh(v, old, compared.Project(c.Address.Type, is, want), want, fields.Same(was, is))
	return nil
}

// weigh compares an object as it is with what the server would make of it. Where a field can only be changed by a replacement, the
// server may also accept the change and not make it.
func (p *preparation) weigh(v *verdict, old, now, want *tree.Node, same bool) {
	c := &v.change
	made := p.compare(c, old, now)
	short := p.compare(c, now, want)
	if c.Action == backends.Replace {
		for _, f := range short.Fields {
			if f.After == nil && slices.Contains(c.Replace, f.Path) {
				return // it stays a replacement: the server keeps what is wanted no more
			}
		}
	}
	if c.Action == backends.Adopt {
		c.Before, c.Fields, c.Restarts = old, made.Fields, made.Restarts
		if c.Reason = differently(c.Address.Type, short.Fields); c.Address.Type == namespaceType {
			c.Reason = strings.TrimPrefix(c.Reason+"; "+takenOver, "; ")
		}
		return
	}
	if !same && len(made.Fields) == 0 && c.Address.Type == secretType.Name && want.Get("stringData") != nil {
		return // the server writes it into data, and shows it nowhere
	}
	if same || len(made.Fields) == 0 && !made.Restarts {
		v.none, v.reason = true, "the cluster reads both as the same"
		return
	}
	c.Action, c.Before, c.Fields, c.Restarts, c.Replace = backends.Update, old, made.Fields, made.Restarts, nil
	c.Reason = differently(c.Address.Type, short.Fields)
}

// compare compares two states of a change's object as a plan does.
func (p *preparation) compare(c *backends.Change, before, after *tree.Node) backends.Change {
	if before == after {
		return backends.Change{}
	}
	for _, made := range p.Compare([]backends.Object{{Address: c.Address, Tree: before}}, []backends.Object{{Address: c.Address, Tree: after}}) {
		return made
	}
	return backends.Change{}
}

// differently says what the cluster makes of fields, where that is not what is asked for.
func differently(typ string, list []backends.FieldChange) string {
	if len(list) == 0 {
		return ""
	}
	f := list[0]
	text := "the cluster drops " + f.Path
	switch {
	case f.Before == nil:
	case typ == secretType.Name: // what it makes may be shown to nobody
		text = "the cluster makes something else of " + f.Path
	default:
		text = fmt.Sprintf("the cluster makes %s of %s", short(f.Before), f.Path)
	}
	if n := len(list) - 1; n > 0 {
		text += fmt.Sprintf(", and something else of %d more", n)
	}
	return text
}

// short is a value as JSON, cut where it is long.
func short(n *tree.Node) string {
	const most = 60
	text := string(tree.AppendJSON(nil, n, ""))
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "") + "…"
	}
	return text
}

// dryRun asks the server for the object that an apply would make. What others set by hand is taken back, which the plan shows; what
// others apply is not, unless it is adopted.
func (p *preparation) dryRun(ctx context.Context, v *verdict, typ client.Type, was *fields.Live) (client.Answer, error) {
	c := &v.change
	body := p.body(c.After, precondition{uid: was.UID()})
	w := client.Write{DryRun: true, Force: p.o.Adopt}
	answer, err := p.api.Apply(ctx, typ, keyOf(c.Address), body, w)
	var e *client.Error
	if !errors.As(err, &e) || len(e.Conflicts) == 0 {
		return answer, err
	}
	for _, x := range e.Conflicts {
		if x.Applies {
			v.ds = append(v.ds, p.contested(c, x))
		}
	}
	if len(v.ds) > 0 {
		return answer, nil
	}
	w.Force = true
	return p.api.Apply(ctx, typ, keyOf(c.Address), body, w)
}

// contested says that another tool applies a field too.
func (p *preparation) contested(c *backends.Change, x client.Conflict) diag.Diagnostic {
	d := p.at(diag.FieldConflict, c, "%s: %s is applied by %s as well, with another value", c.Address, x.Field, x.Manager).
		WithFix("take the field out of one of the two, or run %s --adopt to take it over", p.command("plan"))
	if at := fieldPlace(c.After, x.Field); !at.IsZero() {
		d.Subject = at
	}
	return d
}

// refusedUpdate judges what the server won't have: fields that it never changes make a replacement, all else is an error.
func (p *preparation) refusedUpdate(v *verdict, was *fields.Live, want *tree.Node, e *client.Error) {
	c := &v.change
	if e.Status == 422 && len(e.Causes) > 0 && !slices.ContainsFunc(e.Causes, func(x client.Cause) bool { return !immutable(x.Message) }) {
		if c.Action == backends.Replace {
			return
		}
		for _, x := range e.Causes {
			c.Replace = append(c.Replace, x.Field)
		}
		c.Action, c.Reason = backends.Replace, "the cluster does not change "+strings.Join(c.Replace, ", ")+" of what exists"
		compared := p.comparison()
		c.Before = compared.Project(c.Address.Type, was, want)
		c.Fields = p.compare(c, c.Before, want).Fields
		return
	}
	v.ds = append(v.ds, p.refusals(c, e)...)
}

// immutable reports whether a refusal is about a field that can't be changed once it is there, by the words of
// k8s.io/apimachinery/pkg/api/validation and pkg/apis/*/validation.
func immutable(message string) bool {
	for _, words := range []string{
		"field is immutable", "may not change once set", "may not be changed once set", "updates to statefulset spec for fields other than",
		"spec is immutable after creation", "cannot change roleRef", "is immutable",
	} {
		if strings.Contains(message, words) {
			return true
		}
	}
	return false
}

// labelled returns a wanted object with the set's label, for the comparison with what lacks it.
func labelled(want *tree.Node, id string) *tree.Node {
	out := *want
	out.Fields = slices.Clone(want.Fields)
	for i, f := range out.Fields {
		if f.Key == "metadata" {
			meta := *f.Value
			labels := with(meta.Get("labels"), set.LabelPartOf, id)
			if old := meta.Get("labels"); old != nil {
				labels.Origin = old.Origin
			}
			m := with(&meta, "labels", labels)
			m.Origin = meta.Origin
			out.Fields[i].Value = m
		}
	}
	return &out
}

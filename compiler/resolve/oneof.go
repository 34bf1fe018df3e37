package resolve

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// choice is one of several fields of which exactly one is to be given.
type choice struct {
	name string
	node *tree.Node // nil where it is not given
}

// exactlyOne reports a block in which none or several of its choices are given. what is how the message calls it.
func (c *checker) exactlyOne(of schema.Address, around *tree.Node, what string, choices ...choice) {
	var given []choice
	names := make([]string, len(choices))
	for i, ch := range choices {
		names[i] = ch.name
		if ch.node != nil {
			given = append(given, ch)
		}
	}
	list := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	switch len(given) {
	case 0:
		if misspelled(of.Kind, around, names) {
			return
		}
		c.report(of, diag.ExactlyOne.At(key(around), "%s needs one of %s", what, list).WithFix("add one of them"))
	case 1:
	default:
		slices.SortStableFunc(given, func(a, b choice) int { return cmp.Compare(a.node.Range().Start, b.node.Range().Start) })
		d := diag.ExactlyOne.At(at(given[1].node, around), "%s takes one of %s, and has several", what, list).WithFix("keep one of them")
		for _, other := range given[:1] {
			d = d.WithRelated(at(other.node, around), "%s here", other.name)
		}
		c.report(of, d)
	}
}

// sources reports code that comes from nowhere or from two places, and a source whose runtime is not said.
func (c *checker) sources() {
	for _, f := range c.t.Functions {
		c.exactlyOne(f.Address, f.Node, f.Address.String(), choice{"source", f.Source.Node}, choice{"image", f.Image.Node})
		c.runtime(f.Address, f.Source, f.Image, f.Runtime)
		if f.Handler.IsSet() && f.Image.IsSet() && !f.Source.IsSet() {
			c.noEffect(f.Address, f.Handler.Node, "handler", "an image")
		}
	}
	for _, j := range c.t.Jobs {
		c.exactlyOne(j.Address, j.Node, j.Address.String(), choice{"image", j.Image.Node}, choice{"source", j.Source.Node})
		c.runtime(j.Address, j.Source, j.Image, j.Runtime)
	}
	for _, m := range c.t.Microservices {
		c.exactlyOne(m.Address, m.Node, m.Address.String(), choice{"image", m.Image.Node}, choice{"models", m.Models.Node})
		if m.Models.IsSet() && len(m.Models.Node.Items) == 0 {
			c.report(m.Address, diag.EmptyList.At(m.Models.Node.Range(), "%s takes no model", m.Address).WithFix("list the models it takes"))
		}
	}
}

func (c *checker) runtime(of schema.Address, source, image, runtime schema.Value[string]) {
	switch {
	case source.IsSet() && !runtime.IsSet():
		c.report(of, diag.NeedsField.At(source.Node.Range(), "the source of %s needs a runtime", of).
			WithFix(`add runtime = "nodejs24", "python3.14" or another one`))
	case runtime.IsSet() && image.IsSet() && !source.IsSet():
		c.noEffect(of, runtime.Node, "runtime", "an image")
	}
}

// misspelled reports whether a block has a field that does not exist and is near to one of some names, which decode says.
func misspelled(kind schema.Kind, around *tree.Node, names []string) bool {
	if around == nil {
		return false
	}
	info := schema.LookupKind(kind)
	for _, f := range around.Fields {
		if info != nil && info.Field(f.Key) == nil && nearest.Of(f.Key, slices.Values(names)) != "" && !slices.Contains(names, f.Key) {
			return true
		}
	}
	return false
}

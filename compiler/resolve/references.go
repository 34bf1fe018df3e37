package resolve

import (
	"slices"
	"strings"

	"espc.dev/compiler/decode"
	"espc.dev/compiler/decode/format"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// references reports references to nothing, to the wrong kind, and of an entity to itself. Those of environments other
// than the one compiled for are left alone: their variables may declare other entities.
func (c *checker) references() {
	for i := range c.refs {
		r := &c.refs[i]
		switch {
		case r.From.Kind == schema.KindEnvironment && !c.compiledFor(r.From):
		case r.Kinds != nil && !slices.Contains(r.Kinds, r.To.Kind):
			c.wrongKind(r)
		case c.t.Lookup(r.To) == nil:
			c.dangling(r)
		case r.To == r.From && !r.Self:
			c.report(r.From, diag.SelfReference.At(r.Node.Range(), "%s of %s refers to itself", fieldOf(r), r.From).
				WithFix("remove it, or name another entity"))
		}
	}
}

// fieldOf names the field that makes a reference; what is in an object, by the object: env.URL of { of = … } in env.
func fieldOf(r *decode.Reference) string {
	if object, found := strings.CutSuffix(r.Field, ".of"); found {
		return object
	}
	return r.Name
}

func (c *checker) compiledFor(environment schema.Address) bool {
	return c.t.Environment != nil && c.t.Environment.Address == environment
}

func (c *checker) wrongKind(r *decode.Reference) {
	words := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		words[i] = string(k)
	}
	kinds := strings.Join(words, ", ")
	fix := "refer to one of these kinds: " + kinds
	near := schema.Address{Kind: schema.Kind(nearest.Of(string(r.To.Kind), slices.Values(words))), Name: r.To.Name}
	if near.Kind != "" && c.t.Lookup(near) != nil {
		fix = "write " + c.means(near)
	} else if same := c.sameName(r.To.Name, r.Kinds); same != "" {
		fix = "write " + same
	}
	c.report(r.From, diag.WrongKind.At(r.Node.Range(), "%s takes a reference to %s, not to %s", r.Name, kinds, r.To).WithFix("%s", fix))
}

// sameName returns the address of an entity of a name among kinds, or "".
func (c *checker) sameName(name string, kinds []schema.Kind) string {
	for _, k := range kinds {
		if a := (schema.Address{Kind: k, Name: name}); c.t.Lookup(a) != nil {
			return c.means(a)
		}
	}
	return ""
}

// maxSearches bounds for how many names a near one is searched: past that many mistakes, one more suggestion helps nobody.
const maxSearches = 100

func (c *checker) dangling(r *decode.Reference) {
	if ds := frontend.CheckName(r.To.String(), r.Node.Range()); len(ds) > 0 {
		c.report(r.From, ds[0])
		return
	}
	d := diag.DanglingReference.At(r.Node.Range(), "there is no %s", r.To).WithFix("declare it")
	if c.searched++; c.searched <= maxSearches {
		if c.renamed(r.To) {
			return
		}
		d = c.suggest(d, r)
	}
	c.report(r.From, d)
}

// renamed reports whether a reference already has the name that an entity is told to take.
func (c *checker) renamed(a schema.Address) bool {
	for _, name := range c.names(a.Kind) {
		if name != a.Name && format.Name(name) != nil && format.Slug(name) == a.Name {
			c.meant[schema.Address{Kind: a.Kind, Name: name}] = true
			return true
		}
	}
	return false
}

// means notes that an entity is meant by a reference that does not name it, and returns what the reference should say:
// its address, by the name that it should have.
func (c *checker) means(a schema.Address) string {
	c.meant[a] = true
	if format.Name(a.Name) != nil && format.Slug(a.Name) != "" {
		a.Name = format.Slug(a.Name)
	}
	return a.String()
}

// suggest sets the fix to what the reference probably means.
func (c *checker) suggest(d diag.Diagnostic, r *decode.Reference) diag.Diagnostic {
	names := c.names(r.To.Kind)
	if keys := c.keys(r.To); keys != nil {
		for _, name := range c.names(r.To.Kind) {
			if strings.HasPrefix(name, r.To.Name+"-") {
				c.means(schema.Address{Kind: r.To.Kind, Name: name})
			}
		}
		return d.WithFix("name one of those that start with it: %s", strings.Join(keys, ", "))
	}
	if near := nearest.Of(r.To.Name, slices.Values(names)); near != "" {
		return d.WithFix("write %s", c.means(schema.Address{Kind: r.To.Kind, Name: near}))
	}
	if same := c.sameName(r.To.Name, r.Kinds); same != "" {
		return d.WithFix("write %s", same)
	}
	if len(names) > 0 && len(names) <= 8 {
		return d.WithFix("declare it, or write one of %s.{%s}", r.To.Kind, strings.Join(names, ", "))
	}
	return d
}

// names returns the names of the entities of a kind, sorted.
func (c *checker) names(kind schema.Kind) []string {
	if len(c.byKind) == 0 {
		for _, e := range c.t.Entities() {
			a := e.EntityMeta().Address
			c.byKind[a.Kind] = append(c.byKind[a.Kind], a.Name)
		}
	}
	return c.byKind[kind]
}

// keys returns the first entities that for_each may have made under a name, or nil where there are none.
func (c *checker) keys(a schema.Address) []string {
	var out []string
	for _, name := range c.names(a.Kind) {
		if strings.HasPrefix(name, a.Name+"-") && len(out) < 4 {
			out = append(out, string(a.Kind)+"."+name)
		}
	}
	return out
}

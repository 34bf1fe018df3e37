package compiler

import (
	"slices"
	"strconv"
	"testing"

	"espc.dev/schema/tree"
)

// wide returns a map of n fields, each with a value of its own.
func wide(n int, value func() *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map}
	for i := range n {
		out.Fields = append(out.Fields, tree.Field{Key: strconv.Itoa(i), Value: value()})
	}
	return out
}

// overriding returns a document whose environment p overrides the entities of a kind by their changes.
func overriding(kind string, entities, changes *tree.Node) *tree.Node {
	override := &tree.Node{Kind: tree.Map}
	for _, f := range changes.Fields {
		override.Fields = append(override.Fields, tree.Field{Key: kind + "." + f.Key, Value: f.Value})
	}
	environment := tree.NewMap(tree.F("p", tree.NewMap(tree.F("override", override))))
	return tree.NewMap(tree.F(kind, entities), tree.F("environment", environment))
}

// As many overrides as a topology may have entities, and an override of as many fields: what goes through all of them for each takes
// minutes.
func TestManyOverridesAndLargeOnesAreApplied(t *testing.T) {
	field := func(text string) func() *tree.Node {
		return func() *tree.Node { return tree.NewMap(tree.F("image", tree.NewString(text))) }
	}
	const fields = 150_000
	one := func(text string) *tree.Node {
		return tree.NewMap(tree.F("a", wide(fields, func() *tree.Node { return tree.NewString(text) })))
	}
	for name, doc := range map[string]*tree.Node{
		"many overrides":   overriding("microservice", wide(maxEntities, field("a")), wide(maxEntities, field("b"))),
		"a large override": overriding("microservice", one("a"), one("b")),
	} {
		out := applyOverrides(doc, "p")
		overriddenReferences(doc, "p")
		entity := out.Get("microservice").Fields[0].Value
		if got := entity.Fields[0].Value.Text; got != "b" {
			t.Errorf("%s: the first field is %q", name, got)
		}
		if was := doc.Get("microservice").Fields[0].Value.Fields[0].Value.Text; was != "a" {
			t.Errorf("%s: the document that is overridden has %q now", name, was)
		}
	}
}

func TestAnOverrideRemovesByNull(t *testing.T) {
	text, null := tree.NewString, &tree.Node{Kind: tree.Null}
	base := tree.NewMap(tree.F("a", text("1")), tree.F("b", text("2")), tree.F("c", text("3")))
	change := tree.NewMap(tree.F("c", null), tree.F("a", null), tree.F("x", null), tree.F("d", text("4")))
	var keys []string
	for _, f := range Merge(base, change).Fields {
		keys = append(keys, f.Key)
	}
	if want := []string{"b", "d"}; !slices.Equal(keys, want) {
		t.Errorf("left are %v, not %v", keys, want)
	}
}

package decode

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// texts decodes a map of strings, secrets and, where the field has a block for them, endpoint values; sorted by key.
func (d *decoder) texts(f *schema.FieldInfo, n *tree.Node) schema.Map[schema.Text] {
	out := schema.Map[schema.Text]{Node: n}
	if !d.is(f, n, tree.Map) {
		return out
	}
	out.Entries = make([]schema.Entry[schema.Text], 0, len(n.Fields))
	for _, e := range sorted(n.Fields) {
		if e.Value.IsNull() {
			continue
		}
		d.label(f, e)
		d.path = append(d.path, e.Key)
		text, ok := d.oneText(f, e)
		d.path = d.path[:len(d.path)-1]
		if ok {
			out.Entries = append(out.Entries, schema.Entry[schema.Text]{Key: e.Key, Value: schema.Value[schema.Text]{V: text, Node: e.Value}})
		}
	}
	return out
}

func (d *decoder) oneText(f *schema.FieldInfo, e tree.Field) (schema.Text, bool) {
	n := e.Value
	switch {
	case n.Kind == tree.String && (n.Ref || d.secretAddress(n.Text)):
		return schema.Text{Secret: d.secret(f, n)}, true
	case n.Kind == tree.String:
		d.free(n, e.Key)
		d.likeReference(n)
		return schema.Text{Literal: n.Text}, true
	case unquoted(n) != "":
		d.meant(&schema.FieldInfo{Name: f.Name, Refs: []schema.Kind{schema.KindSecret}, Edge: schema.EdgeReads}, n, unquoted(n))
		d.report(diag.WrongType.At(n.Range(), "%s takes a string, not %s", e.Key, n.Kind).
			WithFix("write %s: elsewhere than in HCL a reference is text", quote(unquoted(n))))
		return schema.Text{}, false
	case n.Kind == tree.Map && n.Get("value") != nil && len(n.Fields) == 1:
		value := n.Get("value")
		if value.Kind != tree.String || value.Ref {
			d.report(diag.WrongType.At(value.Range(), "value takes a string, not %s", kindOf(value)).WithFix("write the text in quotes"))
			return schema.Text{}, false
		}
		d.free(value, e.Key)
		return schema.Text{Literal: value.Text}, true
	case n.Kind == tree.Map && f.BlockName != "":
		v := &schema.EndpointValue{Block: schema.Block{Node: n}}
		d.block(v, f.Block(), n, f.Name+" "+quote(e.Key))
		return schema.Text{Endpoint: v}, true
	}
	d.wrongEntry(f, e)
	return schema.Text{}, false
}

// secretAddress reports whether a text is exactly the address of a declared secret.
func (d *decoder) secretAddress(s string) bool {
	name, found := strings.CutPrefix(s, "secret.")
	return found && d.secrets[name]
}

// secret makes the reference to a secret that a text in a map is.
func (d *decoder) secret(f *schema.FieldInfo, n *tree.Node) schema.Address {
	if a, ok := schema.ParseAddress(n.Text); ok && a.Kind != schema.KindSecret || strings.Count(n.Text, ".") > 1 {
		fix := "refer to a secret"
		if f.BlockName != "" && ok {
			fix = "write { of = " + n.Text + " } for its URL"
		} else if parts := strings.Split(n.Text, "."); f.BlockName != "" && len(parts) == 3 {
			fix = "write { of = " + parts[0] + "." + parts[1] + ", part = " + partLike(f, parts[2]) + " }"
		}
		d.report(diag.WrongKind.At(n.Range(), "%s takes a string or a reference to a secret, not %s", f.Name, n.Text).WithFix("%s", fix))
		return schema.Address{}
	}
	return d.refer(n, n.Text, []schema.Kind{schema.KindSecret}, schema.EdgeReads, false, f.Name)
}

// partLike returns the part of an address that a word means, in quotes: it, or the nearest to it; for any other the part that stands
// where none is written.
func partLike(f *schema.FieldInfo, word string) string {
	part := f.Block().Field("part")
	if part == nil || slices.Contains(part.Enum, word) {
		return quote(word)
	}
	return quote(cmp.Or(nearest.Of(word, slices.Values(part.Enum)), part.Enum[0]))
}

// likeReference warns about a text that was probably meant as a reference to a secret.
func (d *decoder) likeReference(n *tree.Node) {
	name, found := strings.CutPrefix(n.Text, "secret.")
	if !found || strings.ContainsAny(name, ". /") || name == "" {
		return
	}
	fix := `write { value = "…" } if the text is meant`
	if near := d.nearestSecret(name); near != "" {
		fix = "write secret." + near + `, or { value = "…" } if the text is meant`
	}
	d.report(diag.LikeReference.At(n.Range(), "%s is no declared secret, so it is plain text", quote(n.Text)).WithFix("%s", fix))
}

package decode

import (
	"maps"
	"path"
	"slices"
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// quote shows a text in a message; what may be a secret it does not show.
func quote(s string) string { return format.Quote(s) }

// kindOf is the word for what a node is: "a number", "a reference".
func kindOf(n *tree.Node) string {
	if n.Ref {
		return "the reference " + n.Text
	}
	return n.Kind.String()
}

// problem reports what a format found in a node's text.
func (d *decoder) problem(p *format.Problem, n *tree.Node) {
	d.report(p.Code.At(stretch(n.Range(), n.Text, p.From, p.To), "%s", p.Summary).WithFix("%s", p.Fix))
}

// is reports whether a node is of a kind, and says so where it is not.
func (d *decoder) is(f *schema.FieldInfo, n *tree.Node, kind tree.Kind) bool {
	if n.Kind == kind {
		return true
	}
	d.wrongType(f, n)
	return false
}

func (d *decoder) wrongType(f *schema.FieldInfo, n *tree.Node) {
	d.report(diag.WrongType.At(n.Range(), "%s takes %s, not %s", f.Name, takes(f), kindOf(n)).WithFix("%s", typeFix(f, n)))
}

func (d *decoder) wrongItem(f *schema.FieldInfo, i int, n *tree.Node) {
	what := "strings"
	if f.Type == schema.TypeRefs {
		what = "references"
	}
	fix := "write a list such as " + example(f)
	if a := unquoted(n); a != "" && f.Type == schema.TypeRefs {
		d.meant(f, n, a)
		fix = "write [" + quote(a) + "]: elsewhere than in HCL a reference is text"
	}
	d.report(diag.WrongType.At(n.Range(), "%s takes %s, and element %d is %s", f.Name, what, i+1, kindOf(n)).WithFix("%s", fix))
}

// wrongObject says that an item of a list of objects is none. What refers to an entity of a kind that a field of the object
// takes is what that field was meant to be.
func (d *decoder) wrongObject(f *schema.FieldInfo, i int, n *tree.Node) {
	fix := "write an object with " + fieldNames(f.Block())
	if n.Ref || n.Kind == tree.String {
		var fields []string
		target := false
		for j := range f.Block().Fields {
			field := &f.Block().Fields[j]
			switch {
			case field.Type == schema.TypeRef && !target:
				target = true
				value := quote(n.Text)
				if n.Ref {
					value = n.Text
				}
				fields = append(fields, field.Name+" = "+value)
			case field.Required && len(field.Enum) > 0:
				fields = append(fields, field.Name+" = "+quote(field.Enum[0]))
			}
		}
		if target {
			fix = "write { " + strings.Join(fields, ", ") + " }"
		}
	}
	d.report(diag.WrongType.At(n.Range(), "%s takes a list of objects, and element %d is %s", f.Name, i+1, kindOf(n)).WithFix("%s", fix))
}

// unquoted returns the address that stands in the source where a struct came out: CUE's secret.pg without quotes is the
// whole entity.
func unquoted(n *tree.Node) string {
	r := n.Range()
	if n.Kind != tree.Map || r.IsZero() || r.Start > r.End || int(r.End) > len(r.File.Data) {
		return ""
	}
	a, ok := schema.ParseAddress(strings.TrimPrefix(string(r.File.Data[r.Start:r.End]), "$."))
	if !ok || schema.LookupKind(a.Kind) == nil {
		return ""
	}
	return a.String()
}

func (d *decoder) wrongEntry(f *schema.FieldInfo, e tree.Field) {
	what, fix := "a string", "write the text in quotes"
	if f.Type == schema.TypeTextMap {
		what = "a string or a secret"
		if f.BlockName != "" {
			what = "a string, a secret or { of, part }"
		}
	}
	if e.Value.Kind == tree.Number || e.Value.Kind == tree.Bool {
		if what := format.SecretField(e.Key, e.Value.Text); what != "" {
			d.literalSecret(e.Value, what)
			return
		}
		fix = "write " + quote(tree.Literal(e.Value))
	}
	d.report(diag.WrongType.At(e.Value.Range(), "%s takes %s, not %s", e.Key, what, kindOf(e.Value)).WithFix("%s", fix))
}

// typeFix says what to write in place of a value of another type.
func typeFix(f *schema.FieldInfo, n *tree.Node) string {
	switch {
	case (f.Type == schema.TypeRef || f.Type == schema.TypeRoute) && unquoted(n) != "":
		return "write " + quote(unquoted(n)) + ": elsewhere than in HCL a reference is text"
	case f.Type == schema.TypeInt && n.Kind == tree.String && n.Text != "" && !strings.ContainsFunc(n.Text, func(r rune) bool { return r < '0' || r > '9' }):
		return "write " + n.Text + " without quotes"
	case f.Type == schema.TypeBool && (n.Text == "true" || n.Text == "false"):
		return "write " + n.Text + " without quotes"
	case f.Type == schema.TypeString && len(f.Enum) > 0 && !slices.Contains(f.Enum, n.Text):
		return "write one of " + list(f.Enum, ", ")
	case f.Type == schema.TypeString && (n.Kind == tree.Number || n.Kind == tree.Bool):
		return "write " + quote(tree.Literal(n))
	case (f.Type == schema.TypeStrings || f.Type == schema.TypeRefs) && n.Kind == tree.String && !n.Ref:
		return "write [" + quote(n.Text) + "]"
	case (f.Type == schema.TypeStrings || f.Type == schema.TypeRefs) && n.Ref:
		return "write [" + n.Text + "]"
	case f.Type == schema.TypeBlocks && n.Range().File != nil && path.Ext(n.Range().File.Name) == ".hcl":
		return "write " + f.Name + ` "NAME" { … }`
	}
	return "write " + example(f)
}

func (d *decoder) notAllowed(f *schema.FieldInfo, n *tree.Node) {
	fix := "write one of " + list(f.Enum, ", ")
	if near := nearest.Close(n.Text, slices.Values(f.Enum)); near != "" {
		fix = `write "` + near + `"; allowed are ` + list(f.Enum, ", ")
	}
	d.report(diag.NotAllowed.At(n.Range(), "%s is none of the values of %s: %s", quote(n.Text), f.Name, list(f.Enum, ", ")).WithFix("%s", fix))
}

func (d *decoder) outOfRange(f *schema.FieldInfo, n *tree.Node) {
	text := tree.Literal(n)
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	if !f.Bounded {
		d.report(diag.OutOfRange.At(n.Range(), "%s is out of the range of whole numbers", text).WithFix("write a smaller number"))
		return
	}
	d.report(diag.OutOfRange.At(n.Range(), "%s is %s, and takes %d to %d", f.Name, text, f.Min, f.Max).
		WithFix("write a number from %d to %d", f.Min, f.Max))
}

// unknownField reports a field that does not exist, and returns the name of the one that was probably meant, or "".
func (d *decoder) unknownField(info *schema.BlockInfo, f *tree.Field, what string) string {
	near := nearest.Of(f.Key, fieldSeq(info))
	fix := "remove it, or use one of " + fieldNames(info)
	switch kinds := kindsWith(f.Key); {
	case near != "":
		fix = "write " + near
	case d.address.Kind == schema.KindSecret:
		fix = "remove it and put the value into the store: a secret holds a reference, never a value"
	case len(kinds) > 0 && len(d.path) == 0:
		fix = "remove it: it is a field of " + strings.Join(kinds, ", ")
	}
	d.hideMisplaced(info, f)
	d.report(diag.UnknownField.At(f.Value.Origin.KeyPlace(), "%s has no field %s", what, quote(f.Key)).WithFix("%s", fix))
	return near
}

func fieldSeq(info *schema.BlockInfo) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := range info.Fields {
			if !yield(info.Fields[i].Name) {
				return
			}
		}
	}
}

func fieldNames(info *schema.BlockInfo) string {
	return strings.Join(slices.Sorted(fieldSeq(info)), ", ")
}

// kindsWith returns the kinds that have a field of a name.
func kindsWith(field string) []string {
	var out []string
	for i := range schema.AllKinds {
		if schema.AllKinds[i].Field(field) != nil {
			out = append(out, string(schema.AllKinds[i].Kind))
		}
	}
	return out
}

func (d *decoder) unknownKind(f tree.Field) {
	kinds := []string{"topology"}
	for i := range schema.AllKinds {
		kinds = append(kinds, string(schema.AllKinds[i].Kind))
	}
	fix := "use one of " + strings.Join(kinds, ", ")
	near := nearest.Of(f.Key, slices.Values(kinds))
	if near != "" {
		fix = "write " + near
	}
	for _, e := range entries(f.Value) { // that references to these lead nowhere follows from the kind
		d.misplaced[schema.Address{Kind: schema.Kind(f.Key), Name: e.Key}] = true
		d.misplaced[schema.Address{Kind: schema.Kind(near), Name: e.Key}] = true
	}
	at := f.Value.Origin.KeyPlace()
	if at.IsZero() && len(f.Value.Fields) > 0 {
		at = f.Value.Fields[0].Value.Origin.KeyPlace()
	}
	d.ds = append(d.ds, diag.UnknownKind.At(at, "there is no kind %s", quote(f.Key)).WithFix("%s", fix))
}

// maxSearches bounds how often a near name is searched: past that many mistakes, one more suggestion helps nobody.
const maxSearches = 100

// nearestSecret returns the name of the declared secret nearest to one.
func (d *decoder) nearestSecret(name string) string {
	if d.searched++; d.searched > maxSearches {
		return ""
	}
	return nearest.Of(name, maps.Keys(d.secrets))
}

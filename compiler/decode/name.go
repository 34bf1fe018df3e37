package decode

import (
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// name checks the name of the entity that is being decoded.
func (d *decoder) name(f tree.Field) {
	if p := format.Name(f.Key); p != nil {
		d.report(p.Code.At(keyRange(f.Value, f.Key, p), "%s", p.Summary).WithFix("%s", p.Fix))
	}
}

// label checks a key of a map or the label of a block by what the field says its labels are. The address of an entity
// makes a reference where the field says of which kinds.
func (d *decoder) label(f *schema.FieldInfo, e tree.Field) {
	switch {
	case f.Label == "address" && len(f.Refs) > 0:
		d.labelReference(f, e)
		return
	case f.Label == "address":
		if _, ok := schema.ParseAddress(e.Key); !ok {
			d.report(diag.BadReference.At(e.Value.Origin.KeyPlace(), "%s takes addresses, kind.name, and %s is none", f.Name, quote(e.Key)).
				WithFix("write the address of an entity, such as function.NAME"))
		}
		return
	case f.Label == "kind_or_address":
		return // which kinds and addresses there are, resolve knows
	}
	if check := format.Of(f.Label); check != nil {
		if p := check(e.Key); p != nil {
			code := p.Code
			if code == diag.BadText {
				code = diag.BadLabel
			}
			d.report(code.At(keyRange(e.Value, e.Key, p), "%s", p.Summary).WithFix("%s", p.Fix))
		}
	}
}

// labelReference notes the edge of a label that is an address; its place is the label's.
func (d *decoder) labelReference(f *schema.FieldInfo, e tree.Field) {
	n := tree.NewString(e.Key).With(&tree.Origin{Range: e.Value.Origin.KeyPlace()})
	d.refer(n, e.Key, f.Refs, f.Edge, false, f.Name)
}

// labelValue checks the value of a Kubernetes label.
func (d *decoder) labelValue(f *schema.FieldInfo, n *tree.Node) {
	if f.Label != "label_key" {
		return
	}
	if p := format.LabelValue(n.Text); p != nil {
		d.problem(p, n)
	}
}

// keyRange returns the place of a key, or of the part of it that a problem marks.
func keyRange(value *tree.Node, key string, p *format.Problem) diag.Range {
	return stretch(value.Origin.KeyPlace(), key, p.From, p.To)
}

// stretch narrows the range of a text that was written as it is, quoted or not, to a part of it.
func stretch(r diag.Range, text string, from, to int) diag.Range {
	if to == 0 || r.IsZero() || int(r.End) > len(r.File.Data) || r.Start > r.End {
		return r
	}
	i := strings.Index(string(r.File.Data[r.Start:r.End]), text)
	if i < 0 || i > 1 {
		return r
	}
	start := r.Start + int32(i)
	return diag.Range{File: r.File, Start: start + int32(from), End: start + int32(to)}
}

package hcl

import (
	"slices"
	"strings"
	"sync"

	"espc.dev/compiler/frontend"
	"espc.dev/schema"
	"espc.dev/schema/diag"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// unit is what the files of one folder declare. It is not changed once it is made, so it may be evaluated several times
// at once.
type unit struct {
	items     []item // in the order of files and lines
	variables map[string]*variable
	locals    map[string]*local
	names     []string // of locals, in the order written
	entities  map[string]*entity
	kinds     map[string]bool // what the first word of a reference can be

	declared     sync.Once
	variableList []frontend.Variable // made once, see Declared
}

// item is a block or an attribute that makes a document.
type item struct {
	file      *file
	block     *hclsyntax.Block
	attribute *hclsyntax.Attribute
}

// entity is a block that declares an entity, or with each several.
type entity struct {
	item
	each *hclsyntax.Attribute
}

// local is one local value.
type local struct {
	file *file
	attr *hclsyntax.Attribute
}

func declare(files []*file) (*unit, diag.List) {
	u := &unit{
		variables: map[string]*variable{}, locals: map[string]*local{}, entities: map[string]*entity{},
		kinds: map[string]bool{"module": true},
	}
	for i := range schema.AllKinds {
		u.kinds[string(schema.AllKinds[i].Kind)] = true
	}
	var ds diag.List
	for _, f := range files {
		ds = append(ds, u.declareBody(f)...)
	}
	return u, ds
}

func (u *unit) declareBody(f *file) diag.List {
	var ds diag.List
	for _, attr := range sortedAttributes(f.body) {
		u.items = append(u.items, item{file: f, attribute: attr})
	}
	for _, b := range f.body.Blocks {
		switch b.Type {
		case "variable":
			ds = append(ds, u.declareVariable(f, b)...)
		case "locals":
			ds = append(ds, u.declareLocals(f, b)...)
		default:
			ds = append(ds, u.declareEntity(f, b)...)
		}
	}
	return ds
}

func (u *unit) declareLocals(f *file, b *hclsyntax.Block) diag.List {
	ds := noLabel(f, b)
	for _, inner := range b.Body.Blocks {
		ds = append(ds, diag.Syntax.At(f.at(inner.TypeRange), "locals holds values, not blocks").WithFix("write %s = { … }", inner.Type))
	}
	for _, attr := range sortedAttributes(b.Body) {
		if first := u.locals[attr.Name]; first != nil {
			ds = append(ds, diag.DuplicateKey.At(f.at(attr.NameRange), "local.%s is declared twice", attr.Name).
				WithRelated(first.file.at(first.attr.NameRange), "first declared here").WithFix("rename or remove one of the two"))
			continue
		}
		u.locals[attr.Name] = &local{file: f, attr: attr}
		u.names = append(u.names, attr.Name)
	}
	return ds
}

func noLabel(f *file, b *hclsyntax.Block) diag.List {
	if len(b.Labels) == 0 {
		return nil
	}
	return diag.List{diag.BlockLabel.At(f.at(b.LabelRanges[0]), "%s takes no label", b.Type).WithFix("write %s {", b.Type)}
}

func (u *unit) declareEntity(f *file, b *hclsyntax.Block) diag.List {
	var ds diag.List
	known := u.kinds[b.Type] || b.Type == "topology"
	switch {
	case known && len(b.Labels) == 0:
		ds = append(ds, diag.BlockLabel.At(f.at(b.TypeRange), "%s needs a name", article(b.Type)).WithFix("write %s \"NAME\" {", b.Type))
	case known && len(b.Labels) > 1:
		ds = append(ds, diag.BlockLabel.At(f.at(b.LabelRanges[1]), "%s has one name, its only label", article(b.Type)).
			WithFix("write %s %q {", b.Type, b.Labels[0]))
	}
	if len(ds) > 0 {
		return ds
	}
	it := item{file: f, block: b}
	u.items = append(u.items, it)
	if len(b.Labels) == 1 && b.Type != "topology" {
		address := b.Type + "." + b.Labels[0]
		if u.entities[address] == nil { // what is declared twice, Merge reports
			u.entities[address] = &entity{item: it, each: b.Body.Attributes["for_each"]}
		}
	}
	return nil
}

// article is a kind as prose has it: api_endpoint is "an api endpoint".
func article(kind string) string {
	if strings.IndexByte("aeio", kind[0]) >= 0 {
		return "an " + strings.ReplaceAll(kind, "_", " ")
	}
	return "a " + strings.ReplaceAll(kind, "_", " ")
}

// sortedAttributes returns a body's attributes in the order written.
func sortedAttributes(body *hclsyntax.Body) []*hclsyntax.Attribute {
	attrs := make([]*hclsyntax.Attribute, 0, len(body.Attributes))
	for _, a := range body.Attributes {
		attrs = append(attrs, a)
	}
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
	return attrs
}

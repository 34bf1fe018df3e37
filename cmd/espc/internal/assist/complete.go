package assist

import (
	"path"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/compiler/resolve"
	"espc.dev/schema"
)

// ItemKind says what a completion is, for the sign that an editor shows.
type ItemKind uint8

// Kinds of items.
const (
	KindItem ItemKind = iota // a kind of entity
	FieldItem
	BlockItem
	ValueItem // one of a field's allowed values
	ReferenceItem
	AttributeItem
	VariableItem
	FunctionItem
	ModuleItem
	FolderItem
	FileItem
)

// Item is something that can be written at a place.
type Item struct {
	Label string
	Kind  ItemKind
	// Detail is a few words, Doc some sentences in Markdown.
	Detail, Doc string
	// Address is the entity that a reference leads to: see Summary.
	Address schema.Address
	// Text is what to write in place of the stretch: a snippet with tab stops ($1, ${2:name}, $0), or plain where there are none.
	Text string
	// Rank orders items: what is likelier comes first.
	Rank int
}

// Completion is what can be written at a place: items that replace a stretch of the file.
type Completion struct {
	Items      []Item
	Start, End int
}

type completer struct {
	w    *World
	file *File
	c    outline.Context
	spot spot
	out  []Item
}

// Complete returns what can be written at a byte offset of a file.
func (w *World) Complete(name string, offset int) Completion {
	f := w.file(name)
	if f == nil {
		return Completion{}
	}
	c := completer{w: w, file: f, c: outline.At(f.Language, f.Text, offset)}
	c.spot = spotAt(f.Language, c.c.Path)
	before := f.Text[:c.c.Start]
	switch {
	case namesVariable(before):
		c.variables("")
	case c.c.Slot == outline.KeySlot:
		c.keys()
	case c.c.Slot == outline.LabelSlot:
		c.labels()
	case c.c.Slot == outline.ValueSlot:
		c.values()
	}
	return Completion{Items: c.out, Start: c.c.Start, End: c.c.End}
}

// namesVariable reports whether a variable's name follows a text, as CUE and Jsonnet name it.
func namesVariable(before string) bool {
	return strings.HasSuffix(before, "@tag(") || strings.HasSuffix(before, "std.extVar('") || strings.HasSuffix(before, `std.extVar("`)
}

func (c *completer) add(i Item) { c.out = append(c.out, i) }

// keys completes the name of a field, a block or a kind.
func (c *completer) keys() {
	switch c.spot.level {
	case root:
		c.kinds()
	case fields, single:
		if c.spot.block != nil {
			c.fields(c.spot.block)
		}
		if c.spot.field != nil && c.spot.field.Type == schema.TypeTextMap && c.spot.level == single {
			c.add(Item{Label: "value", Kind: FieldItem, Detail: "a string", Doc: "A literal string, whatever it looks like.", Text: c.key("value", c.text("$0"))})
		}
	case labels:
		c.labelKeys()
	}
}

func (c *completer) kinds() {
	words := []string{"topology"}
	for i := range schema.AllKinds {
		words = append(words, string(schema.AllKinds[i].Kind))
	}
	for _, kind := range words {
		if kind == "topology" && slices.Contains(c.c.Set, kind) {
			continue
		}
		t, _ := schema.Explain(kind)
		c.add(Item{Label: kind, Kind: KindItem, Detail: "kind", Doc: topicDoc(t), Text: c.kindText(kind)})
	}
	if c.file.Language == outline.HCL {
		c.add(Item{Label: "variable", Kind: KindItem, Detail: "variable", Doc: "A value that is given from outside: `var.NAME`.", Text: "variable \"${1:name}\" {\n  type = ${2:string}\n}", Rank: 1})
		c.add(Item{Label: "locals", Kind: KindItem, Detail: "local values", Doc: "Values with names: `local.NAME`.", Text: "locals {\n  $0\n}", Rank: 1})
	}
}

// fields completes the names of a block's fields that are not set yet, required ones first.
func (c *completer) fields(b *schema.BlockInfo) {
	for i := range b.Fields {
		f := &b.Fields[i]
		name := f.Name
		if f.Type == schema.TypeSteps && (c.file.Language != outline.HCL && c.file.Language != outline.CUE) {
			name = "steps"
		}
		repeated := c.file.Language == outline.HCL && !c.c.Attribute && (f.Type == schema.TypeBlocks || f.Type == schema.TypeSteps || f.Type == schema.TypeRoute || f.BlockName == "Backends")
		if slices.Contains(c.c.Set, name) && !repeated {
			continue
		}
		item := Item{Label: name, Kind: FieldItem, Detail: f.Takes(), Doc: fieldDoc(f), Text: c.fieldText(name, f), Rank: 1}
		if f.Block() != nil && f.Type != schema.TypeTextMap {
			item.Kind = BlockItem
		}
		if f.Required {
			item.Detail, item.Rank = item.Detail+" (required)", 0
		}
		c.add(item)
	}
	if c.spot.kind == "module" && c.spot.topic == "module" {
		c.moduleVariables()
	}
	if c.file.Language == outline.HCL && len(c.c.Path) == 2 && c.spot.kind != "topology" && c.spot.kind != "variable" && !slices.Contains(c.c.Set, "for_each") {
		c.add(Item{Label: "for_each", Kind: FieldItem, Detail: "a map or a list of strings", Doc: "Makes an entity NAME-KEY for each key; `each.key` and `each.value` are what it is made for.", Text: c.key("for_each", "$0"), Rank: 2})
	}
}

// moduleVariables completes the variables of the module whose block this is.
func (c *completer) moduleVariables() {
	dir, ok := c.w.moduleFolder(c.file.Name, c.c.Path[1])
	if !ok {
		return
	}
	for _, d := range c.w.declarations(path.Join(dir, "any")) {
		if d.kind != "variable" || slices.Contains(c.c.Set, d.name) {
			continue
		}
		rank, detail := 0, "variable of the module (required)"
		if fieldOf(d.field, "default") != nil {
			rank, detail = 1, "variable of the module"
		}
		c.add(Item{Label: d.name, Kind: VariableItem, Detail: detail, Doc: description(d), Text: c.key(d.name, "$0"), Rank: rank})
	}
}

// description is the text of a declaration's description.
func description(d declaration) string {
	if f := fieldOf(d.field, "description"); f != nil && len(f.Values) == 1 {
		return f.Values[0].Text
	}
	return ""
}

// labels completes a block's label in HCL.
func (c *completer) labels() {
	if !c.c.Quoted {
		return
	}
	s := c.spot
	switch {
	case s.level == fields && s.field != nil && s.field.Type == schema.TypeBlock && s.field.BlockName == "Backends":
		for i := range s.block.Fields {
			c.add(Item{Label: s.block.Fields[i].Name, Kind: ValueItem, Doc: s.block.Fields[i].Doc, Text: s.block.Fields[i].Name})
		}
	case s.level == labels:
		c.labelKeys()
	}
}

// labelKeys completes labels and keys that name something: addresses, kinds, variables.
func (c *completer) labelKeys() {
	f := c.spot.field
	if f == nil {
		return
	}
	value := ""
	if c.c.Slot == outline.KeySlot {
		value = c.value(f)
	}
	switch {
	case f.Label == "address":
		for _, a := range c.w.addresses(c.file.Name, f.Refs) {
			if !slices.Contains(c.c.Set, a.String()) && (a.Kind != schema.KindEnvironment && a.Kind != schema.KindModule || len(f.Refs) > 0) {
				c.add(Item{Label: a.String(), Kind: ReferenceItem, Address: a, Text: c.quotedKey(a.String(), value)})
			}
		}
	case f.Label == "kind_or_address":
		for i := range schema.AllKinds {
			kind := string(schema.AllKinds[i].Kind)
			c.add(Item{Label: kind, Kind: KindItem, Text: c.quotedKey(kind, value), Rank: 1})
		}
		for _, a := range c.w.addresses(c.file.Name, nil) {
			c.add(Item{Label: a.String(), Kind: ReferenceItem, Text: c.quotedKey(a.String(), value)})
		}
	case c.spot.topic == "environment.variables":
		for _, v := range c.w.variableNames(c.file.Name) {
			if !slices.Contains(c.c.Set, v) {
				c.add(Item{Label: v, Kind: VariableItem, Text: c.key(v, c.text("$0"))})
			}
		}
	case f.Type == schema.TypeFilters:
		for _, attribute := range []string{"type", "source", "subject", "data."} {
			c.add(Item{Label: attribute, Kind: FieldItem, Text: c.quotedKey(attribute, "")})
		}
	}
}

// attributesOf returns what may follow an address and a dot.
func (c *completer) attributesOf(kind, name string) []string {
	if kind == "module" {
		return c.w.outputsOf(c.file.Name, name)
	}
	return resolve.Attributes(schema.Kind(kind))
}

func (c *completer) functions() {
	for _, name := range hcl.Functions() {
		c.add(Item{Label: name, Kind: FunctionItem, Detail: "function", Text: name + "($0)", Rank: 5})
	}
}

// reference is an address as it is written here.
func (c *completer) reference(text string) string {
	if c.c.Quoted || c.c.Code || c.file.Language == outline.YAML {
		return text
	}
	if _, name, _ := strings.Cut(text, "."); c.file.Language == outline.HCL && name != "" && (name[0] < '0' || name[0] > '9') {
		return text
	}
	return c.text(text)
}

package assist

import (
	"path"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// values completes a value by what its field takes.
func (c *completer) values() {
	if kind, name, attribute := split(c.c.Prefix); attribute {
		c.attributes(kind, name)
		return
	}
	f := c.spot.field
	object := c.file.Language == outline.CUE || c.file.Language == outline.YAML
	switch s := c.spot; {
	case s.level == fields && object && s.block != nil:
		c.fields(s.block) // CUE's function: resize: memory: "1Gi", YAML's first field of an item
	case s.level == root && c.file.Language == outline.JSON, s.level == root && c.file.Language == outline.Jsonnet:
		c.add(Item{Label: "{ }", Kind: BlockItem, Text: "{\n  $0\n}"})
	case c.c.Code:
	case s.kind == "variable" && f != nil && f.Name == "type":
		for _, t := range []string{"string", "number", "bool", "list(string)", "map(string)", "any"} {
			c.add(Item{Label: t, Kind: ValueItem, Text: t})
		}
		return
	case s.level == single && f != nil:
		c.valuesOf(f)
	case s.level == unknown:
		c.references(nil)
	}
	if c.file.Language == outline.HCL && !c.c.Quoted {
		c.expressions()
	}
}

// split takes a reference that is being written apart; attribute says that the address is whole and what follows it is asked for.
func split(prefix string) (kind, name string, attribute bool) {
	kind, rest, _ := strings.Cut(prefix, ".")
	name, _, attribute = strings.Cut(rest, ".")
	return kind, name, attribute && schema.LookupKind(schema.Kind(kind)) != nil
}

func (c *completer) attributes(kind, name string) {
	for _, attribute := range c.attributesOf(kind, name) {
		text := kind + "." + name + "." + attribute
		c.add(Item{Label: text, Kind: AttributeItem, Detail: "known at deploy time", Text: text})
	}
}

func (c *completer) valuesOf(f *schema.FieldInfo) {
	listed := c.spot.item
	switch {
	case len(f.Enum) > 0:
		for _, v := range f.Enum {
			item := Item{Label: v, Kind: ValueItem, Doc: f.Doc, Text: c.inList(f, c.text(v))}
			if f.Default != nil && f.Default.Text == v {
				item.Detail = "default"
			}
			c.add(item)
		}
	case f.Type == schema.TypeBool:
		for _, v := range []string{"true", "false"} {
			c.add(Item{Label: v, Kind: ValueItem, Doc: f.Doc, Text: v})
		}
	case f.Type == schema.TypeRef || f.Type == schema.TypeRoute || f.Type == schema.TypeRefs:
		c.references(f)
	case f.Type == schema.TypeTextMap:
		c.textValues(f)
	case f.Type == schema.TypeAny && f.Name == "value":
		for _, a := range c.w.addresses(c.file.Name, nil) {
			if attributes := c.attributesOf(string(a.Kind), a.Name); len(attributes) > 0 {
				c.add(c.referenceItem(a, c.reference(a.String()+"."+attributes[0]), 0))
			}
		}
	case f.Format == "module_source":
		c.modules()
	case f.Format == "folder" || f.Format == "file" || f.Format == "overlay":
		c.paths(f.Format != "folder", "")
	case f.Default != nil && !listed:
		text := f.Default.Text
		if f.Type != schema.TypeInt {
			text = c.text(text)
		}
		c.add(Item{Label: f.Default.Text, Kind: ValueItem, Detail: "default", Doc: f.Doc, Text: text})
	}
}

// references completes the address of an entity that a field takes, or any for none.
func (c *completer) references(f *schema.FieldInfo) {
	var kinds []schema.Kind
	if f != nil {
		kinds = f.Refs
	}
	self := schema.Address{}
	if len(c.c.Path) > 1 && (f == nil || !f.Self) {
		self = schema.Address{Kind: schema.Kind(c.c.Path[0]), Name: c.c.Path[1]}
	}
	for _, a := range c.w.addresses(c.file.Name, kinds) {
		if a == self {
			continue
		}
		text := c.reference(a.String())
		if f != nil {
			text = c.inList(f, text)
		}
		c.add(c.referenceItem(a, text, 0))
	}
	for _, d := range c.w.declarations(c.file.Name) {
		if d.kind == "module" && f == nil {
			for _, output := range c.w.outputsOf(c.file.Name, d.name) {
				c.add(Item{Label: "module." + d.name + "." + output, Kind: AttributeItem, Detail: "output of the module", Text: c.reference("module." + d.name + "." + output), Rank: 1})
			}
		}
	}
}

func (c *completer) referenceItem(a schema.Address, text string, rank int) Item {
	return Item{Label: a.String(), Kind: ReferenceItem, Detail: strings.ReplaceAll(string(a.Kind), "_", " "), Address: a, Text: text, Rank: rank}
}

// inList puts a value into a list where the field takes one and there is none yet.
func (c *completer) inList(f *schema.FieldInfo, text string) string {
	list := f.Type == schema.TypeRefs || f.Type == schema.TypeStrings
	if !list || c.spot.item || c.c.Quoted || c.c.Code {
		return text
	}
	return "[" + text + "]"
}

// textValues completes what an env map's value may be beside plain text: a secret, or the endpoint of something.
func (c *completer) textValues(f *schema.FieldInfo) {
	for _, a := range c.w.addresses(c.file.Name, []schema.Kind{schema.KindSecret}) {
		c.add(c.referenceItem(a, c.reference(a.String()), 0))
	}
	if f.BlockName != "" && !c.c.Quoted {
		c.add(Item{Label: "{ of, part }", Kind: BlockItem, Detail: "an endpoint value", Doc: "The URL, address, host or port of something in the topology.", Text: c.object("of", "$1", "part", c.text("${2|url,address,host,port|}")), Rank: 1})
	}
}

// expressions completes what stands for a value in HCL.
func (c *completer) expressions() {
	c.variables("var.")
	for _, f := range c.w.beside(c.file.Name) {
		for _, name := range localNames(f) {
			c.add(Item{Label: "local." + name, Kind: VariableItem, Detail: "local value", Text: "local." + name, Rank: 3})
		}
	}
	if c.inForEach() {
		for _, name := range []string{"each.key", "each.value"} {
			c.add(Item{Label: name, Kind: VariableItem, Detail: "of for_each", Text: name, Rank: 2})
		}
	}
	if c.c.Code || c.spot.level == unknown || c.spot.field == nil {
		if c.c.Code {
			for _, a := range c.w.addresses(c.file.Name, nil) {
				c.add(c.referenceItem(a, a.String(), 4))
			}
		}
	}
	if c.c.Prefix != "" && !strings.Contains(c.c.Prefix, ".") {
		c.functions()
	}
}

// inForEach reports whether the block around has for_each.
func (c *completer) inForEach() bool {
	if len(c.c.Path) < 2 {
		return false
	}
	for _, d := range c.w.declarations(c.file.Name) {
		if d.kind == c.c.Path[0] && d.name == c.c.Path[1] {
			return d.several
		}
	}
	return false
}

func (c *completer) variables(prefix string) {
	for _, d := range c.w.variableDeclarations(c.file.Name) {
		c.add(Item{Label: prefix + d.name, Kind: VariableItem, Detail: "variable", Doc: c.w.variableDoc(d), Text: prefix + d.name, Rank: 2})
	}
}

// modules completes the source of a module: those that come with espc, and folders beside.
func (c *completer) modules() {
	if c.w.Folder != nil {
		for _, name := range c.w.Folder.Library() {
			c.add(Item{Label: "std/" + name, Kind: ModuleItem, Detail: "comes with espc", Text: c.text("std/" + name)})
		}
	}
	c.paths(false, "./")
}

// paths completes a path that starts at the file's folder: folders, and files too where they are meant.
func (c *completer) paths(files bool, lead string) {
	if c.w.Folder == nil {
		return
	}
	dir, _ := path.Split(c.c.Prefix)
	folder, err := c.w.Folder.Sub(path.Join(path.Dir(c.file.Name), dir))
	if err != nil {
		return
	}
	entries, err := folder.Entries()
	if err != nil {
		return
	}
	if dir == "" {
		dir = lead
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || !e.IsDir() && !files || slices.Contains([]string{"deploy", "node_modules"}, name) {
			continue
		}
		kind := FileItem
		if e.IsDir() {
			kind = FolderItem
		}
		c.add(Item{Label: dir + name, Kind: kind, Text: c.text(dir + name)})
	}
}

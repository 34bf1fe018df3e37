package main

import (
	"fmt"
	"regexp"
	"strings"

	"espc.dev/schema"
)

// groups are the kinds in the order a reader meets them.
var groups = []struct {
	title string
	kinds []string
}{
	{"The application", []string{"topology", "environment", "module", "output", "secret"}},
	{"What runs", []string{"function", "microservice", "job", "schedule"}},
	{"Data", []string{"model", "connector", "table", "bucket", "queue"}},
	{"The public door", []string{"gateway", "api_endpoint", "service_endpoint", "consumer", "plan"}},
	{"Events", []string{"event_bus", "event", "schema", "integration"}},
}

func referencePages() map[string]string {
	out := map[string]string{"reference/README.md": referenceIndex()}
	for _, kind := range kinds() {
		out["reference/"+kind.Path+".md"] = kindPage(kind)
	}
	return out
}

// kinds returns the topics of topology and every kind.
func kinds() []*schema.Topic {
	_, all := schema.Explain("")
	var out []*schema.Topic
	for _, name := range all.Names {
		t, _ := schema.Explain(name)
		out = append(out, t)
	}
	return out
}

func referenceIndex() string {
	var b strings.Builder
	b.WriteString(generated + "# Reference\n\n" +
		"A topology is kinds, names and fields: `kind -> name -> fields`, in HCL `kind \"name\" { … }`. " +
		"`espc explain KIND.FIELD` shows the same in a terminal, `espc schema` prints it all as JSON Schema or CUE, and " +
		"[diagnostics](../diagnostics.md) lists what the compiler may say.\n")
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n| Kind | |\n|---|---|\n", g.title)
		for _, name := range g.kinds {
			t, _ := schema.Explain(name)
			fmt.Fprintf(&b, "| [%s](%[1]s.md) | %s |\n", name, escape(t.Doc))
		}
	}
	b.WriteString("\n" + `## What holds for every kind

- A name is a DNS-1123 label of at most 40 characters. An entity's address is its kind and name: ` + "`function.resize`" + `.
- A reference is an address. In HCL it is written as it is or as a string, elsewhere as a string.
- A block with a label is a map by label outside HCL; a block without one is an object.
- Units are strings: ` + "`256Mi`, `100m`, `30s`, `7d`, `100/s`, `1000/day`" + `. A bare number where a unit is due is an error.
- Every field is optional unless it says required. ` + "`null`" + ` means unset, and removes a value in an override.
`)
	return b.String()
}

func kindPage(t *schema.Topic) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n%s\n\n## Example\n\n%s", generated, t.Path, escape(t.Doc), fence("hcl", t.Example))
	b.WriteString("\n## Fields\n\n")
	p := page{b: &b, named: map[string]string{}}
	p.table(t.Block)
	for i := 0; i < len(p.blocks); i++ { // blocks hold blocks
		p.section(p.blocks[i])
	}
	return b.String()
}

// page collects the blocks that a kind's fields hold; each is described once, under the name of the field that has it.
type page struct {
	b      *strings.Builder
	blocks []*schema.FieldInfo
	named  map[string]string // heading by definition
}

func (p *page) section(f *schema.FieldInfo) {
	fmt.Fprintf(p.b, "\n### %s\n\n", p.named[f.BlockName])
	if form := blockForm(f); form != "" {
		fmt.Fprintf(p.b, "%s: %s\n\n", form, escape(f.Doc))
	} else {
		fmt.Fprintf(p.b, "%s\n\n", escape(f.Block().Doc))
	}
	p.table(f.Block())
}

// blockForm shows how a block is written in HCL.
func blockForm(f *schema.FieldInfo) string {
	switch f.Type {
	case schema.TypeBlock:
		return "`" + f.Name + " { … }`"
	case schema.TypeBlocks, schema.TypeSteps, schema.TypeRoute:
		label := "NAME"
		switch f.Label {
		case "address":
			label = string(f.Refs[0]) + ".NAME"
		case "file_path":
			label = "PATH"
		}
		return fmt.Sprintf("`%s %q { … }`", f.Name, label)
	case schema.TypeObjects:
		return "`" + f.Name + " = [{ … }]`"
	}
	return ""
}

func (p *page) table(block *schema.BlockInfo) {
	p.b.WriteString("| Field | Takes | Default | |\n|---|---|---|---|\n")
	for i := range block.Fields {
		f := &block.Fields[i]
		fmt.Fprintf(p.b, "| %s | %s | %s | %s |\n", code(f.Name), p.takes(f), defaultCell(f), escape(f.Doc)+edge(f))
	}
	if block.Open {
		p.b.WriteString("| any other | anything | | One of the module's variables. |\n")
	}
}

func (p *page) takes(f *schema.FieldInfo) string {
	text := escape(f.Takes())
	for _, word := range f.Enum {
		text = strings.Replace(text, escape(word), code(word), 1)
	}
	for _, k := range f.Refs {
		word := regexp.MustCompile(`\b(an?) ` + string(k) + `\b`)
		text = word.ReplaceAllString(text, fmt.Sprintf("$1 [%s](%[1]s.md)", k))
	}
	if f.BlockName == "" {
		return text
	}
	heading, ok := p.named[f.BlockName]
	if !ok {
		heading = p.heading(f)
		p.named[f.BlockName] = heading
		p.blocks = append(p.blocks, f)
	}
	return fmt.Sprintf("%s ([%s](#%s))", text, heading, strings.ReplaceAll(heading, " ", "-"))
}

// heading is the field's name, or the definition's where another block has the field's name already.
func (p *page) heading(f *schema.FieldInfo) string {
	for _, taken := range p.named {
		if taken == f.Name {
			return strings.ToLower(f.BlockName)
		}
	}
	return f.Name
}

func defaultCell(f *schema.FieldInfo) string {
	switch {
	case f.Required:
		return "required"
	case f.Default != nil:
		return code(f.DefaultText())
	}
	return escape(f.DefaultDoc)
}

// edge names the class of the edge that a field makes.
func edge(f *schema.FieldInfo) string {
	if f.Edge == "" {
		return ""
	}
	return " Edge: " + code(string(f.Edge)) + "."
}

package assist

import (
	"fmt"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// Hover returns what there is to say in Markdown about what stands at an offset, and the stretch that it is about.
func (w *World) Hover(name string, offset int) (doc string, at Place) {
	f := w.file(name)
	if f == nil {
		return "", Place{}
	}
	u, ok := f.UseAt(offset)
	if !ok {
		return "", Place{}
	}
	t := w.targetOf(f, u, offset)
	at = Place{name, u.Start, u.End}
	switch t.kind {
	case entityTarget:
		if _, ok := w.declarationOf(name, t.address); ok {
			return w.Summary(name, t.address), at
		}
	case variableTarget:
		for _, d := range w.variableDeclarations(name) {
			if d.name == t.name {
				return w.variableDoc(d), at
			}
		}
	case localTarget:
		return "**local." + t.name + "**", at
	case outputTarget:
		return fmt.Sprintf("**module.%s.%s**\n\nAn output of the module.", t.address.Name, t.name), at
	}
	if u.Key {
		return w.keyDoc(f, u), at
	}
	if s := spotAt(f.Language, u.Path); s.field != nil && (u.Kind == outline.Text || f.Language == outline.YAML || len(s.field.Enum) > 0) {
		return heading(s.topic) + fieldDoc(s.field), at
	}
	return "", Place{}
}

// keyDoc is what the schema says of a kind or a field.
func (w *World) keyDoc(f *File, u outline.Use) string {
	if len(u.Path) == 1 {
		if t, _ := schema.Explain(u.Text); t != nil {
			doc := heading(u.Text) + t.Doc
			if t.Example != "" {
				doc += "\n\n```hcl\n" + strings.TrimSpace(t.Example) + "\n```"
			}
			return doc
		}
		return ""
	}
	s := spotAt(f.Language, u.Path)
	before := spotAt(f.Language, u.Path[:len(u.Path)-1])
	switch {
	case u.Text == "for_each" && f.Language == outline.HCL && len(u.Path) == 3:
		return heading("for_each") + "Makes an entity NAME-KEY for each key of a map, or each string of a list. `each.key` and `each.value` are what it is made for."
	case before.level == labels && before.field != nil && s.field == before.field:
		return heading(before.topic) + fieldDoc(before.field)
	case s.field != nil && s.topic != "":
		return heading(s.topic) + fieldDoc(s.field)
	}
	return ""
}

func heading(topic string) string { return "**" + topic + "**\n\n" }

package assist

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// topicDoc is what the schema says of a kind, a block or a field, in Markdown.
func topicDoc(t *schema.Topic) string {
	switch {
	case t == nil:
		return ""
	case t.Field != nil:
		return fieldDoc(t.Field)
	}
	return t.Doc
}

// fieldDoc is what the schema says of a field.
func fieldDoc(f *schema.FieldInfo) string {
	var b strings.Builder
	b.WriteString(f.Doc)
	fmt.Fprintf(&b, "\n\nTakes %s.", f.Takes())
	if f.Required {
		b.WriteString(" Required.")
	}
	if d := f.DefaultText(); d != "" && f.Default != nil {
		fmt.Fprintf(&b, " Default: `%s`.", d)
	} else if d != "" {
		fmt.Fprintf(&b, " Default: %s.", d)
	}
	return b.String()
}

// maxShown is how many fields of an entity, and how many of its users, a summary lists.
const maxShown = 8

// Summary is a few lines in Markdown about an entity that a file refers to: what it is, where it is declared, what is set, and what
// refers to it.
func (w *World) Summary(file string, a schema.Address) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**%s**", a)
	if at := w.declaredAt(file, a); at != "" {
		fmt.Fprintf(&b, " in %s", at)
	}
	if t, _ := schema.Explain(string(a.Kind)); t != nil {
		fmt.Fprintf(&b, "\n\n%s", t.Doc)
	}
	e := w.compiled(a)
	if e == nil {
		return b.String()
	}
	shown := 0
	for _, f := range e.EntityMeta().Node.Fields {
		if text := w.shownValue(f.Value); text != "" && shown < maxShown {
			if shown == 0 {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "\n- %s: `%s`", f.Key, text)
			shown++
		}
	}
	var users []string
	for _, edge := range w.Compiled.Topology.To(a) {
		if user := edge.From.String(); !slices.Contains(users, user) {
			users = append(users, user)
		}
	}
	if len(users) > maxShown {
		users = append(users[:maxShown], fmt.Sprintf("%d more", len(users)-maxShown))
	}
	if len(users) > 0 {
		fmt.Fprintf(&b, "\n\nUsed by %s", strings.Join(users, ", "))
	}
	return b.String()
}

// shownValue is a scalar, or a list of scalars, on one line, "" for what has no short form or may not be shown.
func (w *World) shownValue(n *tree.Node) string {
	if w.sensitive(n.Origin) {
		return ""
	}
	text := n.Text
	if n.Kind == tree.List {
		var items []string
		for _, item := range n.Items {
			s := w.shownValue(item)
			if s == "" {
				return ""
			}
			items = append(items, s)
		}
		text = strings.Join(items, ", ")
	}
	if text == "" || len(text) > 80 || strings.ContainsAny(text, "`\n\r") {
		return ""
	}
	return text
}

// sensitive reports whether a value came from a sensitive variable, or is hidden where it is written.
func (w *World) sensitive(o *tree.Origin) bool {
	for ; o != nil; o = o.From {
		if o.How == tree.Variable {
			for _, v := range w.Variables {
				if v.Name == o.Rule && v.Sensitive {
					return true
				}
			}
		}
		if r := o.Range; !r.IsZero() && int(r.End) <= len(r.File.Data) && r.File.Text(int(r.Start), int(r.End)) != string(r.File.Data[r.Start:r.End]) {
			return true
		}
		if slices.ContainsFunc(o.Also, w.sensitive) {
			return true
		}
	}
	return false
}

// declaredAt is FILE:LINE of an entity's declaration, "" where it is not known.
func (w *World) declaredAt(file string, a schema.Address) string {
	at, ok := w.declarationOf(file, a)
	if !ok {
		return ""
	}
	f := w.file(at.File)
	if f == nil {
		return strings.TrimPrefix(at.File, "/")
	}
	return fmt.Sprintf("%s:%d", strings.TrimPrefix(at.File, "/"), strings.Count(f.Text[:min(at.Start, len(f.Text))], "\n")+1)
}

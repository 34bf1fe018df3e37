package assist

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
)

// variableDeclarations returns what HCL beside a file declares as variables, sorted by name.
func (w *World) variableDeclarations(file string) []declaration {
	var out []declaration
	for _, d := range w.declarations(file) {
		if d.kind == "variable" && d.file.Language == outline.HCL {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b declaration) int { return strings.Compare(a.name, b.name) })
	return out
}

func (w *World) variableNames(file string) []string {
	var out []string
	for _, d := range w.variableDeclarations(file) {
		out = append(out, d.name)
	}
	for _, v := range w.Variables {
		if !slices.Contains(out, v.Name) {
			out = append(out, v.Name)
		}
	}
	return out
}

// variableDoc is a few lines about a variable.
func (w *World) variableDoc(d declaration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "**variable %q** in %s:%d", d.name, strings.TrimPrefix(d.file.Name, "/"), lineOf(d.file, d.field.Key.Start))
	if text := description(d); text != "" {
		fmt.Fprintf(&b, "\n\n%s", text)
	}
	sensitive := sensitive(d)
	if t := written(d, "type"); t != "" {
		fmt.Fprintf(&b, "\n\n- type: `%s`", t)
	}
	switch v := written(d, "default"); {
	case sensitive:
		b.WriteString("\n- sensitive: its value is not shown")
	case v != "" && !strings.ContainsAny(v, "`\n"):
		fmt.Fprintf(&b, "\n- default: `%s`", v)
	case v == "":
		b.WriteString("\n- no default: it has to be given")
	}
	return b.String()
}

// sensitive reports whether a variable may be sensitive: what is no plain false is taken for true.
func sensitive(d declaration) bool {
	return fieldOf(d.field, "sensitive") != nil && written(d, "sensitive") != "false"
}

// written is the text of a field's value as it stands in the file.
func written(d declaration, name string) string {
	f := fieldOf(d.field, name)
	if f == nil || f.Key == nil {
		return ""
	}
	text := d.file.Text[f.Key.End:]
	if i := strings.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	text = strings.TrimLeft(text, " \t=")
	if i := strings.Index(text, " #"); i >= 0 {
		text = text[:i]
	}
	return strings.TrimSpace(text)
}

func lineOf(f *File, offset int) int { return strings.Count(f.Text[:offset], "\n") + 1 }

// locals returns the fields of a file's locals blocks.
func locals(f *File) []*outline.Field {
	var out []*outline.Field
	if f.Language != outline.HCL {
		return nil
	}
	for _, kind := range f.Root.Fields {
		if kind.Name() != "locals" {
			continue
		}
		for _, v := range kind.Values {
			if v.Kind == outline.Object {
				out = append(out, v.Fields...)
			}
		}
	}
	return out
}

func localNames(f *File) []string {
	var out []string
	for _, local := range locals(f) {
		out = append(out, local.Name())
	}
	return out
}

package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// Topic is what `explain KIND.FIELD` says, as `-o json` prints it.
type Topic struct {
	FormatVersion string `json:"format_version"`
	TopicField
	// Fields are those of a kind or block.
	Fields  []TopicField `json:"fields,omitempty"`
	Example string       `json:"example,omitempty"`
}

// TopicField is a kind, a block or a field. Takes says in words what a field takes, Allowed and References say it again for
// programs.
type TopicField struct {
	Path       string   `json:"path"`
	Doc        string   `json:"doc"`
	Takes      string   `json:"takes,omitempty"`
	Required   bool     `json:"required,omitempty"`
	Default    string   `json:"default,omitempty"`
	Allowed    []string `json:"allowed,omitempty"`
	References []string `json:"references,omitempty"`
	Edge       string   `json:"edge,omitempty"`
}

// Explain returns the view of a topic of the schema.
func Explain(t *schema.Topic) Topic {
	out := Topic{FormatVersion: "1", TopicField: newTopicField(t.Path, t.Doc, t.Field), Example: t.Example}
	if t.Block != nil {
		for i := range t.Block.Fields {
			f := &t.Block.Fields[i]
			out.Fields = append(out.Fields, newTopicField(t.Path+"."+f.Name, f.Doc, f))
		}
	}
	return out
}

func newTopicField(path, doc string, f *schema.FieldInfo) TopicField {
	out := TopicField{Path: path, Doc: doc}
	if f == nil {
		return out
	}
	out.Takes, out.Required, out.Default, out.Allowed, out.Edge = f.Takes(), f.Required, f.DefaultText(), f.Enum, string(f.Edge)
	for _, k := range f.Refs {
		out.References = append(out.References, string(k))
	}
	return out
}

// JSON writes the topic in the form of `-o json`.
func (t Topic) JSON(w io.Writer) error { return writeJSON(w, t) }

// Text writes the topic for a person.
func (t Topic) Text(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, style.paint(bold, t.Path)+t.summary())
	paragraph(b, style, "", t.Doc)
	if len(t.Fields) > 0 {
		fmt.Fprintln(b, "\n"+style.paint(bold, "Fields"))
	}
	for _, f := range t.Fields {
		fmt.Fprintln(b, "  "+style.paint(boldCyan, f.Path[strings.LastIndexByte(f.Path, '.')+1:])+f.summary())
		paragraph(b, style, "      ", f.Doc)
	}
	if t.Example != "" {
		fmt.Fprintln(b, "\n"+style.paint(bold, "Example"))
		indented(b, t.Example)
	}
	return b.Flush()
}

// summary is what stands on a field's own line.
func (f TopicField) summary() string {
	if f.Takes == "" {
		return ""
	}
	s := ": " + f.Takes
	switch {
	case f.Required:
		s += "; required"
	case f.Default != "":
		s += "; default " + f.Default
	}
	return s
}

// Code is what `explain CODE` says, as `-o json` prints it.
type Code struct {
	FormatVersion string `json:"format_version"`
	Code          string `json:"code"`
	Severity      string `json:"severity"`
	Title         string `json:"title"`
	Explanation   string `json:"explanation"`
	Example       string `json:"example"`
	Fixed         string `json:"fixed"`
	// Page is the code's page in the project's folder.
	Page string `json:"page"`
}

// ExplainCode returns the view of a code.
func ExplainCode(c *diag.Code) Code {
	return Code{"1", c.ID, c.Severity().String(), c.Title, c.Explain, c.Example, c.Fixed, c.Page()}
}

// JSON writes the code in the form of `-o json`.
func (c Code) JSON(w io.Writer) error { return writeJSON(w, c) }

// Text writes the code for a person.
func (c Code) Text(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, style.paint(severityColor(c.Severity), c.Severity+"["+c.Code+"]")+style.paint(bold, ": "+c.Title))
	fmt.Fprintln(b)
	paragraph(b, style, "", c.Explanation)
	fmt.Fprintln(b, "\n"+style.paint(bold, "Example"))
	exampleFiles(b, style, c.Example)
	fmt.Fprintln(b, "\n"+style.paint(bold, "Right"))
	exampleFiles(b, style, c.Fixed)
	fmt.Fprintln(b, "\nWhat espc says about it is in "+c.Page)
	return b.Flush()
}

// exampleFiles writes an example, each file that has a name below it.
func exampleFiles(w io.Writer, style Style, example string) {
	for i, f := range diag.ExampleFiles(example) {
		if f.Name != "" {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintln(w, "  "+style.paint(boldCyan, f.Name))
		}
		indented(w, f.Text)
	}
}

// paragraph writes text wrapped to the width, each line after an indent.
func paragraph(w io.Writer, style Style, indent, text string) {
	for part := range strings.SplitSeq(text, "\n") {
		for _, line := range wrap(part, style.Width-len(indent)) {
			fmt.Fprintln(w, indent+line)
		}
	}
}

func indented(w io.Writer, text string) {
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		fmt.Fprintln(w, strings.TrimRight("  "+strings.ReplaceAll(line, "\t", "    "), " "))
	}
}

package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Rules is what `explain RULE` says, as `-o json` prints it: the rules of a name, of each backend that has one.
type Rules struct {
	FormatVersion string `json:"format_version"`
	Rules         []Rule `json:"rules"`
}

// Rule is a rule of a backend, and the fields that it decides wherever they stand.
type Rule struct {
	Backend string   `json:"backend"`
	Name    string   `json:"name"`
	Doc     string   `json:"doc"`
	Fields  []string `json:"fields,omitempty"`
}

// JSON writes the rules in the form of `-o json`.
func (r Rules) JSON(w io.Writer) error { return writeJSON(w, r) }

// Text writes the rules for a person.
func (r Rules) Text(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	for i, rule := range r.Rules {
		if i > 0 {
			fmt.Fprintln(b)
		}
		fmt.Fprintln(b, style.paint(bold, rule.Name)+", a rule of "+rule.Backend)
		paragraph(b, style, "", rule.Doc)
		for _, f := range rule.Fields {
			fmt.Fprintln(b, "  "+strings.ReplaceAll(f, ".[]", "[]"))
		}
	}
	return b.Flush()
}

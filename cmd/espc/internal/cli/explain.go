package cli

import (
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain KIND[.FIELD] | CODE | RULE",
		Short: "Say what a kind or field is, what a diagnostic means, or what a rule does",
		Example: `  espc explain function
  espc explain function.scale.max
  espc explain E0201
  espc explain callee-url`,
		Args: oneTopic,
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0]) },
	}
}

func (a *app) explain(what string) error {
	if code := diag.Lookup(strings.ToUpper(what)); code != nil {
		return a.show(view.ExplainCode(code))
	}
	if rules := rulesCalled(what); len(rules.Rules) > 0 {
		return a.show(rules)
	}
	topic, unknown := schema.Explain(what)
	if unknown != nil {
		if looksLikeCode(what) {
			return failf("no diagnostic has the code %s; a code is what stands in brackets after error, warning or note", what)
		}
		in := "kind"
		if unknown.In != "" {
			in = "field of " + unknown.In
		}
		names := unknown.Names
		if unknown.In == "" && !strings.Contains(what, ".") {
			names = append(slices.Clip(names), ruleNames()...)
		}
		if near := compiler.Nearest(unknown.Part, names); near != "" {
			return failf("%q is no %s; did you mean %s?", unknown.Part, in, near)
		}
		return failf("%q is no %s; there are %s", unknown.Part, in, strings.Join(unknown.Names, ", "))
	}
	return a.show(view.Explain(topic))
}

// rulesCalled returns the rules of a name, of each backend that has one.
func rulesCalled(name string) view.Rules {
	out := view.Rules{FormatVersion: "1", Rules: []view.Rule{}}
	for _, b := range registry {
		for _, r := range b.Rules() {
			if r.Name == name {
				out.Rules = append(out.Rules, view.Rule{Backend: b.Info().Name, Name: r.Name, Doc: r.Doc, Fields: r.Fields})
			}
		}
	}
	return out
}

func ruleNames() []string {
	var names []string
	for _, b := range registry {
		for _, r := range b.Rules() {
			names = append(names, r.Name)
		}
	}
	return names
}

// looksLikeCode reports whether a person asks for a diagnostic: E0201, w0406.
func looksLikeCode(s string) bool {
	return len(s) == 5 && strings.ContainsAny(s[:1], "EWNewn") && strings.Trim(s[1:], "0123456789") == ""
}

// shown is what a command prints as text or as JSON.
type shown interface {
	Text(w io.Writer, style view.Style) error
	JSON(w io.Writer) error
}

func (a *app) show(v shown) error {
	if a.output == "json" {
		return v.JSON(a.io.Out)
	}
	return v.Text(a.io.Out, a.style(a.io.OutTerminal))
}

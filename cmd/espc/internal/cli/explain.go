package cli

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func (a *app) explainCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "explain KIND[.FIELD] | CODE",
		Short: "Say what a kind or field is, or what a diagnostic means",
		Example: `  espc explain function
  espc explain function.scale.max
  espc explain E0201`,
		Args: oneTopic,
		RunE: func(_ *cobra.Command, args []string) error { return a.explain(args[0]) },
	}
}

func (a *app) explain(what string) error {
	if code := diag.Lookup(what); code != nil {
		return a.show(view.ExplainCode(code))
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
		return failf("%q is no %s; there are %s", unknown.Part, in, strings.Join(unknown.Names, ", "))
	}
	return a.show(view.Explain(topic))
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

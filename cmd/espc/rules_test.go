package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/kubernetes"
	"espc.dev/schema"
)

const rulesPage = "../../docs/rules.md"

// TestTheRulesPageIsTheTables holds docs/rules.md to the backends' tables; -update writes it.
func TestTheRulesPageIsTheTables(t *testing.T) {
	want := rulesDocument(kubernetes.Backend{}, aws.Backend{})
	if *update {
		if err := os.WriteFile(rulesPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/rules.md is not what the tables say; run go test ./cmd/espc -run RulesPage -update")
	}
}

func TestARuleSaysInASentenceWhatItDoes(t *testing.T) {
	for _, b := range []backends.Backend{kubernetes.Backend{}, aws.Backend{}} {
		seen := map[string]bool{}
		for _, r := range b.Rules() {
			switch {
			case seen[r.Name]:
				t.Errorf("%s has the rule %s twice", b.Info().Name, r.Name)
			case strings.Trim(r.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "":
				t.Errorf("%s: %q is no name of a rule", b.Info().Name, r.Name)
			case !strings.HasSuffix(r.Doc, ".") || len(r.Doc) < 20:
				t.Errorf("%s: the rule %s says %q", b.Info().Name, r.Name, r.Doc)
			}
			seen[r.Name] = true
			for _, f := range r.Fields {
				if _, path, ok := strings.Cut(f, " "); !ok || path == "**" || path == "*" || strings.HasSuffix(path, ".**") {
					t.Errorf("%s: the rule %s decides %q, which can be anything", b.Info().Name, r.Name, f)
				}
			}
		}
	}
}

func rulesDocument(all ...backends.Backend) string {
	var b strings.Builder
	b.WriteString(`# Rules

What a backend writes that nobody wrote is decided by a rule, and ` + "`espc why`" + ` names it ([why](why.md)). This page is made from the
schema and the backends' tables of rules. ` + "`espc explain RULE`" + ` says the same of one.

A rule with fields decides these wherever it stands in an object: ` + "`[]`" + ` is any element of a list, ` + "`*`" + ` any key, and ` + "`**`" + ` any number of
steps. The others are named by what they made.
`)
	b.WriteString("\n## Schema\n\nA field whose default depends on others is a rule, too; `espc explain FIELD` says more of the field.\n\n| rule | its default |\n|---|---|\n")
	escape := strings.NewReplacer("|", `\|`, "<", `\<`)
	for _, d := range schema.DerivedDefaults() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", d.Path, escape.Replace(d.Doc))
	}
	for _, backend := range all {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | what it does | fields |\n|---|---|---|\n", backend.Info().Title)
		for _, r := range backend.Rules() {
			var fields []string
			for _, f := range r.Fields {
				types, path, _ := strings.Cut(f, " ")
				fields = append(fields, strings.ReplaceAll(types, "|", ", ")+" `"+strings.ReplaceAll(path, ".[]", "[]")+"`")
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Name, escape.Replace(r.Doc), strings.ReplaceAll(strings.Join(fields, "<br>"), "* `", "any type `"))
		}
	}
	return b.String()
}

package lsp

import (
	"slices"
	"strings"
	"testing"
)

// actions opens a text of main.hcl beside shop's other files, and returns the code actions for its first error, each as its title
// and the text that it leaves.
func actions(t *testing.T, text string) []string {
	t.Helper()
	c := open(t, shop, Config{})
	c.openText("new.hcl", text)
	ds := c.diagnostics("new.hcl", 1)
	if len(ds) == 0 {
		t.Fatal("nothing is wrong")
	}
	slices.SortStableFunc(ds, func(a, b Diagnostic) int { return a.Severity - b.Severity })
	m := c.ask("textDocument/codeAction", map[string]any{
		"textDocument": c.id("new.hcl"), "range": ds[0].Range, "context": map[string]any{"diagnostics": ds[:1]},
	})
	var out []string
	for _, a := range into[[]CodeAction](c, m) {
		if a.Kind != "quickfix" || len(a.Diagnostics) != 1 || a.Diagnostics[0].Code != ds[0].Code || len(a.Edit.DocumentChanges) != 1 {
			t.Errorf("got %+v", a)
			continue
		}
		now := newText([]byte(text))
		for _, e := range a.Edit.DocumentChanges[0].Edits {
			start, end := now.span(utf16Encoding, e.Range)
			now = newText([]byte(string(now.data[:start]) + e.NewText + string(now.data[end:])))
		}
		out = append(out, a.Title+": "+string(now.data))
	}
	return out
}

func TestAFixThatIsATextIsOffered(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"a misspelled reference": {
			"schedule \"s\" {\n  every = \"1h\"\n  to    = microservice.apx\n}\n",
			"Write microservice.api: schedule \"s\" {\n  every = \"1h\"\n  to    = microservice.api\n}\n",
		},
		"a misspelled field": {
			"schedule \"s\" {\n  evry = \"1h\"\n  to   = microservice.api\n}\n",
			"Write every: schedule \"s\" {\n  every = \"1h\"\n  to   = microservice.api\n}\n",
		},
		"a misspelled kind": {
			"schedul \"s\" {\n  every = \"1h\"\n  to    = microservice.api\n}\n",
			"Write schedule: schedule \"s\" {\n  every = \"1h\"\n  to    = microservice.api\n}\n",
		},
		"a misspelled value": {
			"function \"f\" {\n  runtime = \"nodejs23x\"\n  source = \"code\"\n}\n",
			"Write \"nodejs22\": function \"f\" {\n  runtime = \"nodejs22\"\n  source = \"code\"\n}\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := actions(t, test.text)
			if len(got) == 0 || got[0] != test.want {
				t.Errorf("got %s", strings.Join(got, "\n"))
			}
		})
	}
}

func TestAFixThatOnlyAPersonCanWriteIsNotOffered(t *testing.T) {
	for _, text := range []string{
		"secret \"s\" {\n", // close it
		"function \"f\" {\n  runtime = \"nodejs22\"\n}\n",        // a field is missing
		"function \"resize\" {\n  image = \"x\"\n}\n",            // declared twice
		"microservice \"m\" {\n  image = \"x\"\n  port = 0\n}\n", // a number from 1 to 65535
	} {
		if got := actions(t, text); len(got) > 0 {
			t.Errorf("%s: %s", text, strings.Join(got, "\n"))
		}
	}
}

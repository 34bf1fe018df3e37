package tree_test

import (
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

func TestYAMLInFull(t *testing.T) {
	doc := tree.NewMap(
		tree.F("apiVersion", tree.NewString("apps/v1")),
		tree.F("empty", tree.NewMap()),
		tree.F("none", &tree.Node{}),
		tree.F("list", tree.NewList(
			tree.NewString("a"),
			tree.NewMap(tree.F("x", tree.NewInt(1)), tree.F("y", tree.NewList(tree.NewBool(true)))),
			tree.NewList(tree.NewList(tree.NewInt(-3), tree.NewList()), tree.NewString("b\nc\n")),
		)),
		tree.F("app.kubernetes.io/name", tree.NewString("on")),
		tree.F("text", tree.NewString("one\n  two\n\nthree")),
		tree.F("nested", tree.NewMap(tree.F("kept", tree.NewString("end\n\n")), tree.F("~", tree.NewString("")))),
	)
	want := `apiVersion: apps/v1
empty: {}
none: null
list:
- a
- x: 1
  "y":
  - true
- - - -3
    - []
  - |
    b
    c
app.kubernetes.io/name: "on"
text: |-
  one
    two

  three
nested:
  kept: |+
    end

  "~": ""
`
	if got := string(tree.AppendYAML(nil, doc)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestYAMLOfARootThatIsNoMap(t *testing.T) {
	tests := []struct {
		node *tree.Node
		want string
	}{
		{nil, "null\n"},
		{&tree.Node{}, "null\n"},
		{tree.NewMap(), "{}\n"},
		{tree.NewList(), "[]\n"},
		{tree.NewList(tree.NewInt(1)), "- 1\n"},
		{tree.NewString("a"), "a\n"},
		{tree.NewString("a\nb"), "|-\n  a\n  b\n"},
		{tree.NewList(nil, tree.NewInt(1)), "- 1\n"},
		{&tree.Node{Kind: tree.List, Items: []*tree.Node{nil}}, "- null\n"},
	}
	for _, test := range tests {
		if got := string(tree.AppendYAML(nil, test.node)); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// TestYAMLStrings says for strings that some reader takes for something else how they are written.
func TestYAMLStrings(t *testing.T) {
	plain := strings.Fields(`a shop-function-resize registry.example.com/shop:1.4.2 http://svc:8080/a?b=c&d=[e] apps/v1 256Mi 100m 30s 7d 1.4.2-rc
		/api/* _x $HOME a#b a:b x{}y foo{bar NOPE yesterday nullable onset offset truest inform nano /dev/null 12h30m 5G 2K 10.0.0.0-x`)
	plain = append(plain, "two words", "it's", `say "hi"`, "a, b", "a - b", "a ? b")
	for _, s := range plain {
		if got, want := string(tree.AppendYAML(nil, tree.NewString(s))), s+"\n"; got != want {
			t.Errorf("%q: got %s, want it as it is", s, got)
		}
	}
	quoted := []string{
		"NO", "no", "No", "yes", "Y", "y", "n", "on", "Off", "TRUE", "False", "null", "Null", "~", ".nan", ".NaN", "NaN", "nan", ".inf", "-.inf", "Inf",
		"0", "1", "-1", "+1", "0123", "0o17", "0x1f", "0b101", "1_000", "1:30", "190:20:30", "190:20:30.15", "1e3", "1E3", "1.5e3", "12e", "1.5", ".5", "5.", "-.5", "1,000",
		"2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-15T02:59:43.1Z",
		"", " ", "a ", " a", "a:", "a: b", "a #b", "#a", "- a", "-", "--- a", "---", "...", "? a", "?", ": a", ":", "!a", "!!str a", "&a", "*a", "%a", "@a", "`a",
		"|", ">", "'a'", `"a"`, "[a]", "{a}", "]", "}", ",", "=", "<<", "${a}", "\t", "a\tb", "é", "🚗", "a\\b\u0000", "\n", "\n\n", " \na", "\ta\nb", "a\r\nb", "a\u0085b", "a\u2028b\n",
		"\ufeffa", "\u202ea\nb", "\U000e0041", "\U0001fffe", "\u00ad", "\x7f",
	}
	for _, s := range quoted {
		got := string(tree.AppendYAML(nil, tree.NewString(s)))
		if !strings.HasPrefix(got, `"`) || !strings.HasSuffix(got, "\"\n") || strings.Count(got, "\n") != 1 {
			t.Errorf("%q: got %s, want it quoted", s, got)
		}
	}
	block := []string{"a\n", "a\nb", "a\n\n\n", "\n\na", "a\n b \n", "a\n\tb", "# a\n- b: c\n---\n...\n%x\n", "\"a\"\n\\b\n", "é\n🚗"}
	for _, s := range block {
		got := string(tree.AppendYAML(nil, tree.NewString(s)))
		if !strings.HasPrefix(got, "|") {
			t.Errorf("%q: got %s, want a literal block", s, got)
		}
	}
}

func TestYAMLEscapes(t *testing.T) {
	tests := map[string]string{
		"\x00\x1b\x7f\u0085\u00ad":            `"\u0000\u001b\u007f\u0085\u00ad"`,
		"\"\\\t\r\n":                          `"\"\\\t\r\n"`,
		"\u200b\u202e\u2066\ufeff\u2028":      `"\u200b\u202e\u2066\ufeff\u2028"`,
		"\U000e0041\U0010ffff":                `"\U000e0041\U0010ffff"`,
		"é漢🚗\u00a0\U00020000":                 "\"é漢🚗\u00a0\U00020000\"",
		"broken \xff\xc3":                     `"broken \ufffd\ufffd"`,
		"a surrogate in UTF-8 is broken \xed": `"a surrogate in UTF-8 is broken \ufffd"`,
	}
	for s, want := range tests {
		if got := string(tree.AppendYAML(nil, tree.NewString(s))); got != want+"\n" {
			t.Errorf("%q: got %s, want %s", s, got, want)
		}
	}
}

func TestJSONEscapesAstralRunesAsSurrogates(t *testing.T) {
	const s = "\U000e0041\x1b\u202eé🚗"
	if got, want := string(tree.AppendJSON(nil, tree.NewString(s), "")), `"\udb40\udc41\u001b\u202eé🚗"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestYAMLNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "-0": "-0", "-12": "-12", "18446744073709551616": "18446744073709551616", "1.50": "1.50",
		"1e5": "1.0e+5", "1E5": "1.0e+5", "1.5e-7": "1.5e-7", "-2e+3": "-2.0e+3",
	} {
		if got := string(tree.AppendYAML(nil, &tree.Node{Kind: tree.Number, Text: text})); got != want+"\n" {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestYAMLOfLongKeysIsExplicit(t *testing.T) {
	key := strings.Repeat("k", 1001)
	doc := tree.NewMap(tree.F("a", tree.NewMap(tree.F(key, tree.NewMap(tree.F("b", tree.NewInt(1)))), tree.F("c", tree.NewInt(2)))))
	want := "a:\n  ? \"" + key + "\"\n  :\n    b: 1\n  c: 2\n"
	if got := string(tree.AppendYAML(nil, doc)); got != want {
		t.Errorf("got:\n%s", got)
	}
}

func TestJSONInFull(t *testing.T) {
	doc := tree.NewMap(
		tree.F("a", tree.NewList(tree.NewInt(1), tree.NewList(), tree.NewMap())),
		tree.F("b", tree.NewMap(tree.F("c", nil), tree.F("d", tree.NewString("<&>\n")))),
		tree.F("e", &tree.Node{Kind: tree.Number, Text: "1e5"}),
	)
	if got, want := string(tree.AppendJSON(nil, doc, "")), `{"a":[1,[],{}],"b":{"d":"<&>\n"},"e":1e5}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	want := `{
  "a": [
    1,
    [],
    {}
  ],
  "b": {
    "d": "<&>\n"
  },
  "e": 1e5
}`
	if got := string(tree.AppendJSON(nil, doc, "  ")); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestAppendGoesOnAfterWhatIsThere(t *testing.T) {
	if got := string(tree.AppendYAML([]byte("---\n"), tree.NewMap(tree.F("a", tree.NewString("b\n"))))); got != "---\na: |\n  b\n" {
		t.Errorf("got %q", got)
	}
}

package tree_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"testing"

	yaml2 "go.yaml.in/yaml/v2"
	yaml3 "go.yaml.in/yaml/v3"
	kubectlyaml "sigs.k8s.io/yaml"

	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// readers are how others read what the emitters write: YAML 1.2 (roughly), YAML 1.1, YAML as kubectl turns it into JSON, JSON; and
// how espc reads it back.
var readers = []struct {
	name string
	emit func(*tree.Node) []byte
	read func([]byte) (any, error)
}{
	{"YAML 1.2", yaml, func(data []byte) (v any, err error) { return v, yaml3.Unmarshal(data, &v) }},
	{"YAML 1.1", yaml, func(data []byte) (v any, err error) { return v, yaml2.UnmarshalStrict(data, &v) }},
	{"kubectl's YAML", yaml, readAsKubectl},
	{"our own YAML", yaml, readOurs},
	{"JSON", func(n *tree.Node) []byte { return tree.AppendJSON(nil, n, "") }, readJSON},
	{"indented JSON", func(n *tree.Node) []byte { return tree.AppendJSON(nil, n, "\t") }, readJSON},
}

func yaml(n *tree.Node) []byte { return tree.AppendYAML(nil, n) }

func readAsKubectl(text []byte) (any, error) {
	converted, err := kubectlyaml.YAMLToJSONStrict(text)
	if err != nil {
		return nil, err
	}
	v, err := readJSON(converted)
	return rounded(v), err
}

// rounded has as floats the numbers that are no integers of 64 bits, as they are to kubectl.
func rounded(v any) any {
	switch v := v.(type) {
	case json.Number:
		_, signed := strconv.ParseInt(v.String(), 10, 64)
		_, unsigned := strconv.ParseUint(v.String(), 10, 64)
		if f, err := v.Float64(); err == nil && signed != nil && unsigned != nil {
			return f
		}
	case []any:
		for i := range v {
			v[i] = rounded(v[i])
		}
	case map[string]any:
		for key := range v {
			v[key] = rounded(v[key])
		}
	}
	return v
}

func readOurs(text []byte) (any, error) {
	docs, ds := data.Documents(diag.NewFile("x.yaml", text))
	if ds.HasErrors() {
		return nil, errors.New(ds[0].Summary)
	}
	switch len(docs) {
	case 0: // what is null is left out of a stream
		return nil, nil
	case 1:
	default:
		return nil, fmt.Errorf("%d documents", len(docs))
	}
	return plain(docs[0]), nil
}

// plain is a node as the other readers give it out.
func plain(n *tree.Node) any {
	switch n.Kind {
	case tree.Null:
		return nil
	case tree.Bool:
		return n.Text == "true"
	case tree.Number:
		return json.Number(n.Text)
	case tree.String:
		return n.Text
	case tree.List:
		out := []any{}
		for _, item := range n.Items {
			out = append(out, plain(item))
		}
		return out
	}
	out := map[string]any{}
	for _, f := range n.Fields {
		out[f.Key] = plain(f.Value)
	}
	return out
}

func readJSON(data []byte) (v any, err error) {
	d := json.NewDecoder(strings.NewReader(string(data)))
	d.UseNumber()
	return v, d.Decode(&v)
}

// check emits a tree and reads it back with every reader.
func check(t *testing.T, n *tree.Node) {
	t.Helper()
	for _, r := range readers {
		out := r.emit(n)
		v, err := r.read(out)
		if err != nil {
			t.Fatalf("%s: %v in\n%s", r.name, err, out)
		}
		if path, ok := equal(n, v); !ok {
			t.Fatalf("%s: read back something else at %q:\n%s", r.name, path, out)
		}
	}
}

// equal reports whether a reader's value is what a node holds, else where it is not.
func equal(n *tree.Node, v any) (path string, ok bool) {
	if n == nil {
		return "", v == nil
	}
	switch n.Kind {
	case tree.Null:
		return "", v == nil
	case tree.Bool:
		return "", v == (n.Text == "true")
	case tree.String:
		return "", v == eachInvalid(n.Text)
	case tree.Number:
		return "", sameNumber(n.Text, v)
	case tree.List:
		items, ok := v.([]any)
		if !ok || len(items) != len(n.Items) {
			return "", false
		}
		for i, item := range n.Items {
			if path, ok := equal(item, items[i]); !ok {
				return "[]" + path, false
			}
		}
		return "", true
	}
	fields, ok := fieldsOf(v)
	if !ok || len(fields) != len(n.Fields) {
		return "", false
	}
	for _, f := range n.Fields {
		value, ok := fields[eachInvalid(f.Key)]
		if !ok {
			return "." + f.Key + " (absent)", false
		}
		if path, ok := equal(f.Value, value); !ok {
			return "." + f.Key + path, false
		}
	}
	return "", true
}

// eachInvalid puts U+FFFD in the place of each byte that is not UTF-8.
func eachInvalid(s string) string { return string([]rune(s)) }

func fieldsOf(v any) (map[string]any, bool) {
	switch m := v.(type) {
	case map[string]any:
		return m, true
	case map[any]any:
		out := map[string]any{}
		for key, value := range m {
			s, ok := key.(string)
			if !ok {
				return nil, false
			}
			out[s] = value
		}
		return out, true
	}
	return nil, false
}

func sameNumber(text string, v any) bool {
	want, _, err := big.ParseFloat(text, 10, 200, big.ToNearestEven)
	if err != nil {
		return false
	}
	var got *big.Float
	switch x := v.(type) {
	case int:
		got = new(big.Float).SetInt64(int64(x))
	case int64:
		got = new(big.Float).SetInt64(x)
	case uint64:
		got = new(big.Float).SetUint64(x)
	case float64:
		f, _ := want.Float64()
		return x == f
	case json.Number:
		got, _, err = big.ParseFloat(x.String(), 10, 200, big.ToNearestEven)
		if err != nil {
			return false
		}
	default:
		return false
	}
	return got.Cmp(want) == 0
}

// everywhere returns a tree with a string in each position that the emitters treat in its own way.
func everywhere(key, value string) *tree.Node {
	s := tree.NewString(value)
	inner := tree.NewMap(tree.F(key, s))
	if key != "z" {
		inner = tree.NewMap(tree.F(key, s), tree.F("z", tree.NewInt(1)))
	}
	return tree.NewMap(
		tree.F("value", s),
		tree.F("items", tree.NewList(s, s, tree.NewInt(1))),
		tree.F("maps", tree.NewList(inner, tree.NewMap(tree.F(key, inner)))),
		tree.F("lists", tree.NewList(tree.NewList(s, tree.NewList(s)), tree.NewList(inner, s))),
		tree.F("deep", tree.NewMap(tree.F(key, tree.NewMap(tree.F(key, tree.NewList(s)))))),
		tree.F("emptied", tree.NewMap(tree.F(key, tree.NewMap()))),
		tree.F("last", s),
	)
}

// hard are strings that some reader takes for something else, or that some emitter writes wrong.
var hard = []string{
	"", " ", "  ", "\n", "\n\n", "\t", "\r", "\r\n", "a", "a ", " a", "\na", "a\n", "a\n\n", "a\n \n", "a\n  ", "\n a", "\n\ta", "a\n\t", "a\n\t\nb", "  a\n b", "a \nb ",
	"NO", "no", "on", "y", "N", "true", "null", "~", "0123", "0o17", "0x1f", "0b1", "1_000", "1:30", "190:20:30.15", "1e3", "1E400", "12e03", "-2E+05", ".5", "5.", "-.5", "+1", "-0",
	".inf", "-.INF", ".nan", "Infinity", "=", "<<", "2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-15 2:59:43.10", "99999999999999999999", "1.7976931348623157e309",
	"#", "# a", "a # b", "a#b", ":", "a:", "a: b", "a :b", "-", "- a", "-a", "--- a", "---", "...", "... a", "?", "? a", "?a", "!", "!a", "!!int 1", "&a", "*a", "%YAML 1.1", "@a", "`a`",
	"|", "|-\n a", ">", "'", "''", `"`, `""`, `\`, `\n`, "[", "]", "[]", "{}", "{a: b}", ",", "a, b", "${a}", "$a", "$${", "%{", "{{resolve:x}}", "{{ x }}",
	"a\rb", "a\r\nb\r\n", "a\u0085b", "a\u2028b", "a\u2029", "\ufeff", "\ufeffa\nb", "a\ufeff", "\u200b", "\u202eabc\u202c", "\u2066\u2069", "\u00a0a", "a\u00a0", "\u3000",
	"é", "é\nb\n", "漢字", "🚗", "👩\u200d🔧", "e\u0301", "\U000e0041", "\U0001fffe", "\U0010ffff", "\ufffe", "\ufffd", "\ufdd0", "\x00", "\x07", "\x1b[31m", "\x7f", "\u0080", "\u009f",
	"\xff", "a\xc3\n", "\xed\xa0\x80", "\xf4\x90\x80\x80",
	"# comment\nkey: value\n- item\n", "---\na: b\n---\n", "a:\n  - b\n", "\"\n'\n\\\n", "line\n\n\n\nline\n\n\n", "if x:\n\tpass\n", "a\n#\n", "a\n...\n", "a\n%TAG\n",
}

func TestHardStringsAreReadBackTheSame(t *testing.T) {
	long := []string{
		strings.Repeat("a", 999), strings.Repeat("a", 1000), strings.Repeat("a", 1001), strings.Repeat("k: ", 500), strings.Repeat("é", 999), strings.Repeat("\x00", 200),
		strings.Repeat("word ", 500) + "end", strings.Repeat("a", 3000) + "\n" + strings.Repeat("b", 3000), strings.Repeat("\n", 1500) + "a", "a" + strings.Repeat("\n", 1500),
	}
	for _, s := range append(hard, long...) {
		check(t, tree.NewString(s))
		check(t, tree.NewList(tree.NewString(s)))
		check(t, everywhere("k", s))
		check(t, everywhere(s, "v"))
		check(t, everywhere(s, s))
	}
}

func TestNumbersAreReadBackTheSame(t *testing.T) {
	for _, text := range strings.Fields("0 -0 1 -1 7 80 8080 9007199254740993 9223372036854775807 -9223372036854775808 18446744073709551615 18446744073709551616 123456789012345678901234567890 " +
		"0.5 -0.5 1.0 1.50 3.14159 1e5 1E5 1e+5 1e-5 1.5e300 -2.5E-3 0e0 0.1e1 1e22") {
		n := &tree.Node{Kind: tree.Number, Text: text}
		check(t, n)
		check(t, tree.NewMap(tree.F("a", n), tree.F("b", tree.NewList(n, n))))
	}
}

func TestDeepTreesAreReadBackTheSame(t *testing.T) {
	n := tree.NewString("a\nb\n")
	for i := range 60 {
		switch i % 3 {
		case 0:
			n = tree.NewMap(tree.F("k", n), tree.F("l", tree.NewInt(int64(i))))
		case 1:
			n = tree.NewList(n, tree.NewList())
		default:
			n = tree.NewList(tree.NewMap(), n)
		}
	}
	check(t, n)
}

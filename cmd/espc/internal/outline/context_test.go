package outline

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestTheCursorsPlaceIsKnownInTextThatDoesNotParse has the cursor at ⌷. What is wanted reads "slot path prefix set…".
func TestTheCursorsPlaceIsKnownInTextThatDoesNotParse(t *testing.T) {
	slots := map[Slot]string{NoSlot: "none", KeySlot: "key", LabelSlot: "label", ValueSlot: "value"}
	for _, c := range []struct {
		name     string
		language Language
		text     string
		want     string
	}{
		{"a kind in HCL", HCL, "fun⌷", "key / fun"},
		{"a kind before others in HCL", HCL, "fun⌷\nmodel \"a\" {}\n", "key / fun model"},
		{"a field in HCL", HCL, "function \"a\" {\n  runtime = \"x\"\n  mem⌷\n}\n", "key function/a mem runtime"},
		{"a field before others", HCL, "function \"a\" {\n  m⌷\n  runtime = \"x\"\n}\n", "key function/a m runtime"},
		{"a field in a block that is not closed yet", HCL, "function \"a\" {\n  cpu = 1\n  m⌷\n\nmodel \"b\" {\n  plural = \"x\"\n}\n", "key function/a m cpu"},
		{"a nested block's field", HCL, "function \"a\" {\n  on \"x\" {\n    ⌷\n  }\n}", "key function/a/on/x "},
		{"a label", HCL, "function \"a\" {\n  on \"⌷\n}", "label function/a/on  quoted"},
		{"a kind's label", HCL, "function \"⌷\"", "label function  quoted"},
		{"a value", HCL, "function \"a\" {\n  runtime = ⌷\n}", "value function/a/runtime "},
		{"a value in quotes", HCL, "function \"a\" {\n  runtime = \"nod⌷\"\n}", "value function/a/runtime nod quoted"},
		{"a reference", HCL, "function \"a\" {\n  calls = [model.⌷]\n}", "value function/a/calls/[] model."},
		{"a second reference", HCL, "function \"a\" {\n  calls = [\n    model.b,\n    fu⌷\n  ]\n}", "value function/a/calls/[] fu"},
		{"a map's key", HCL, "function \"a\" {\n  env = {\n    A = \"x\"\n    ⌷\n  }\n}", "key function/a/env  attribute A"},
		{"a map's value", HCL, "function \"a\" {\n  env = {\n    A = sec⌷\n  }\n}", "value function/a/env/A sec attribute"},
		{"an object in a list", HCL, "function \"a\" {\n  uses = [{ of = table.x, acc⌷ }]\n}", "key function/a/uses/[] acc attribute of"},
		{"an interpolation", HCL, "function \"a\" {\n  image = \"x:${var.⌷}\"\n}", "value function/a/image var. code"},
		{"a condition's branch", HCL, "function \"a\" {\n  memory = var.x ? ⌷\n}", "value function/a/memory "},
		{"a call's argument", HCL, "function \"a\" {\n  env = merge(local.x, { B = ⌷ })\n}", "value function/a/env/B  attribute"},
		{"an override", HCL, "environment \"p\" {\n  override \"function.⌷\" {}\n}", "label environment/p/override function. quoted"},
		{"a comment in HCL", HCL, "function \"a\" {\n  # mem⌷\n}", "none"},
		{"a heredoc", HCL, "function \"a\" {\n  handler = <<EOT\n  mem⌷\n", "none"},
		{"after a value", HCL, "function \"a\" {\n  memory = \"1Gi\" ⌷", "none"},

		{"a kind in CUE", CUE, "package x\n\nfun⌷\n", "key / fun"},
		{"a field in CUE", CUE, "function: a: {\n\truntime: \"x\"\n\tme⌷\n}\n", "key function/a me runtime"},
		{"a field of a chain", CUE, "function: a: mem⌷\n", "value function/a mem"},
		{"a value in CUE", CUE, "function: a: {\n\truntime: \"⌷\n}\n", "value function/a/runtime  quoted"},
		{"a list's item in CUE", CUE, "function: a: calls: [\"model.⌷\"]\n", "value function/a/calls/[] model. quoted"},
		{"a template in CUE", CUE, "function: [Name=string]: {\n\tme⌷\n}\n", "key function/* me"},
		{"an interpolation in CUE", CUE, "function: a: image: \"x:\\(_ta⌷)\"\n", "value function/a/image _ta code"},
		{"what is joined in CUE", CUE, "function: a: _base & {\n\tme⌷\n}\n", "key function/a me"},
		{"a comprehension in CUE", CUE, "function: {\n\tfor k in x {\n\t\t\"\\(k)\": {\n\t\t\tme⌷\n\t\t}\n\t}\n}\n", "key function/* me"},
		{"a comment in CUE", CUE, "// fun⌷", "none"},
		{"a list of several lines in CUE", CUE, "function: a: {\n\tcalls: [\n\t\t\"model.x\",\n\t\t\"fu⌷\"\n\t]\n}", "value function/a/calls/[] fu quoted"},

		{"a kind in Jsonnet", Jsonnet, "local x = 1;\n{\n  fun⌷\n}", "key / fun"},
		{"a field in Jsonnet", Jsonnet, "{ 'function': { a: { runtime: 'x', me⌷ } } }", "key function/a me runtime"},
		{"a field before others in Jsonnet", Jsonnet, "{ 'function': { a: { me⌷, runtime: 'x' } } }", "key function/a me runtime"},
		{"a value in Jsonnet", Jsonnet, "{ 'function': { a: { runtime: 'no⌷' } } }", "value function/a/runtime no quoted"},
		{"what is added in Jsonnet", Jsonnet, "{ model: { a: {} } } + { model+: { b: { pl⌷", "key model/b pl"},
		{"a computed name in Jsonnet", Jsonnet, "{ model: { ['a-' + x]: { pl⌷ } for x in y } }", "key model/* pl"},
		{"an argument in Jsonnet", Jsonnet, "{ api_endpoint: { a: route(['/x'], 'model.⌷') } }", "value api_endpoint/a/? model. quoted"},
		{"a local value in Jsonnet", Jsonnet, "local r(x) = { gate⌷ };\n{}", "key ? gate"},
		{"a condition in Jsonnet", Jsonnet, "{ model: { a: if x then { pl⌷ } } }", "key model/a pl"},

		{"a kind in JSON", JSON, "{ \"fun⌷\" }", "key / fun quoted"},
		{"a field in JSON", JSON, "{\"function\": {\"a\": {\"runtime\": \"x\", \"me⌷\": 1}}}", "key function/a me quoted followed runtime"},
		{"a value in JSON", JSON, "{\"function\": {\"a\": {\"runtime\": \"⌷\"}}}", "value function/a/runtime  quoted"},
		{"a list's item in JSON", JSON, "{\"function\": {\"a\": {\"calls\": [\"model.a\", \"⌷", "value function/a/calls/[]  quoted"},

		{"a kind in YAML", YAML, "fun⌷", "key / fun"},
		{"a kind after another in YAML", YAML, "model:\n  a:\n    plural: x\nfun⌷\n", "key / fun model"},
		{"a first field in YAML", YAML, "function:\n  a:\n    ⌷", "key function/a "},
		{"a field in YAML", YAML, "function:\n  a:\n    runtime: x\n    me⌷\n    cpu: 1\n", "key function/a me runtime cpu"},
		{"a field before others in YAML", YAML, "function:\n  a:\n    me⌷\n    cpu: 1\n", "key function/a me cpu"},
		{"a value in YAML", YAML, "function:\n  a:\n    runtime: nod⌷\n", "value function/a/runtime nod"},
		{"a value yet to be begun", YAML, "function:\n  a:\n    runtime: ⌷\n", "value function/a/runtime "},
		{"a quoted value in YAML", YAML, "function:\n  a:\n    runtime: \"nod⌷\"\n", "value function/a/runtime nod quoted"},
		{"an item in YAML", YAML, "function:\n  a:\n    calls:\n      - model.a\n      - fu⌷\n", "value function/a/calls/[] fu"},
		{"an item at its key's indent", YAML, "function:\n  a:\n    calls:\n    - fu⌷\n", "value function/a/calls/[] fu"},
		{"an object's field in a list", YAML, "function:\n  a:\n    uses:\n      - of: table.x\n        acc⌷\n", "key function/a/uses/[] acc of"},
		{"an object's value in a list", YAML, "function:\n  a:\n    uses:\n      - of: ta⌷\n", "value function/a/uses/[]/of ta"},
		{"a field in brackets", YAML, "function:\n  a:\n    env: {URL: {of: mic⌷", "value function/a/env/URL/of mic"},
		{"an item in brackets", YAML, "function:\n  a:\n    calls: [model.a, fu⌷]", "value function/a/calls/[] fu"},
		{"a comment in YAML", YAML, "function:\n  # a⌷", "none"},
		{"a field after a list", YAML, "function:\n  a:\n    calls:\n      - model.a\n    me⌷", "key function/a me calls"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, after, _ := strings.Cut(c.text, "⌷")
			got := At(c.language, before+after, len(before))
			words := []string{slots[got.Slot], strings.Join(got.Path, "/"), got.Prefix}
			if len(got.Path) == 0 {
				words[1] = "/"
			}
			for word, is := range map[string]bool{"quoted": got.Quoted, "code": got.Code, "attribute": got.Attribute && got.Slot != NoSlot && (got.Slot == KeySlot || len(got.Path) > 3 && got.Path[2] == "env")} {
				if is {
					words = append(words, word)
				}
			}
			slices.Sort(words[3:])
			if got.Followed && c.language == JSON {
				words = append(words, "followed")
			}
			out := strings.Join(append(words, got.Set...), " ")
			if got.Slot == NoSlot {
				out = "none"
			}
			if strings.TrimRight(out, " ") != strings.TrimRight(c.want, " ") {
				t.Errorf("%q\ngot  %q\nwant %q", c.text, out, c.want)
			}
		})
	}
}

// TestTextThatNestsWithoutEndIsReadInTime has texts of which a reader that goes over anything twice has enough for hours.
func TestTextThatNestsWithoutEndIsReadInTime(t *testing.T) {
	for _, piece := range []string{strings.Repeat("#", 64), `"${`, `[{`, `{[`, `(`, `a: `, `a: {`, "a: [[}\n", `"\(`, `- `, "- a:\n ", `{a: `, `local x = `, `f(`, "<<E\n", `|||`, "x \"a\" {\n"} {
		for l := range Language(5) {
			s := strings.Repeat(piece, 3_000)
			start := time.Now()
			At(l, s, len(s))
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%q in language %d took %s", piece, l, took)
			}
		}
	}
}

// FuzzAnyTextHasAnOutline looks for texts that end the reader: it must answer for every one, at every place in it.
func FuzzAnyTextHasAnOutline(f *testing.F) {
	for _, s := range []string{"function \"a\" {\n  x = \"${var.", "a: b: [{c: \"\\(d", "{ local x = 1, [a]: f(b) {", "a:\n  - b: {c: [d", "<<EOT\n", "|||\n x\n|||", "- - a: 'b", "{ a: }"} {
		for l := range uint8(5) {
			f.Add(l, s, len(s))
		}
	}
	f.Fuzz(func(t *testing.T, l uint8, s string, offset int) {
		language := Language(l % 5)
		file := Read(language, s)
		file.Uses(func(u Use) {
			if u.Start < 0 || u.End < u.Start || u.End > len(s) || u.From < u.Start || u.To > u.End {
				t.Errorf("a word of %q is at %d-%d (%d-%d) in a text of %d", u.Text, u.Start, u.End, u.From, u.To, len(s))
			}
		})
		c := At(language, s, offset)
		if c.Start > c.End || c.End > len(s) {
			t.Errorf("the word at %d is at %d-%d", offset, c.Start, c.End)
		}
	})
}

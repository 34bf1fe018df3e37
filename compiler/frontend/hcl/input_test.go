package hcl_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// compile evaluates one file.
func compile(text string, vars frontend.Vars) ([]*tree.Node, diag.List) {
	folder := source.New(fstest.MapFS{"input.hcl": &fstest.MapFile{Data: []byte(text), Mode: 0o644}})
	unit, ds := frontendtest.Parse(folder, hcl.Language{})
	docs, more := unit.Documents(context.Background(), vars)
	return docs, append(ds, more...)
}

func TestLineEndingsAndByteOrderMarkChangeNothing(t *testing.T) {
	const text = "function \"a\" {\n  text = <<-EOT\n    one\n    two ${1 + 1}\n\n    EOT\n  list = [\n    1, # x\n  ]\n  escape = \"\\r\\n\"\n}\n"
	values := func(text string) string {
		docs, ds := compile(text, nil)
		if len(ds) > 0 {
			t.Fatal(frontendtest.Diagnostics(ds))
		}
		return string(tree.AppendJSON(nil, docs[0], ""))
	}
	want := `{"function":{"a":{"text":"one\ntwo 2\n\n","list":[1],"escape":"\r\n"}}}`
	for name, variant := range map[string]string{
		"LF": text, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "BOM": "\ufeff" + text,
	} {
		if got := values(variant); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestPlacesCountTheByteOrderMark(t *testing.T) {
	docs, _ := compile("\ufefffunction \"a\" {\n  x = 1\n}\n", nil)
	r := docs[0].Get("function").Get("a").Range()
	if got := string(r.File.Data[r.Start:r.End]); got != `function "a"` {
		t.Errorf("the block's place is %q", got)
	}
}

// Each input would take the memory or the time of a machine if it were evaluated as it stands.
func TestHostileInputIsRefusedSoon(t *testing.T) {
	doubled := func(first, step string) string {
		var b strings.Builder
		b.WriteString("locals {\n  l0 = " + first + "\n")
		for i := 1; i <= 60; i++ {
			n := string(rune('0'+i/10)) + string(rune('0'+i%10))
			p := string(rune('0'+(i-1)/10)) + string(rune('0'+(i-1)%10))
			if i == 1 {
				p = "0"
			}
			b.WriteString("  l" + n + " = " + strings.ReplaceAll(step, "X", "local.l"+p) + "\n")
		}
		return b.String() + "}\nfunction \"a\" {\n  x = local.l60\n}\n"
	}
	chain := func(n int) string {
		var b strings.Builder
		b.WriteString("locals {\n  a" + strings.Repeat("a", n) + " = 1\n")
		for i := range n {
			b.WriteString("  a" + strings.Repeat("a", i) + " = [local.a" + strings.Repeat("a", i+1) + "]\n")
		}
		return b.String() + "}\nfunction \"a\" {\n  x = local.a\n}\n"
	}
	in := func(expression string) string { return "function \"a\" {\n  x = " + expression + "\n}\n" }
	tests := []struct{ name, text, code string }{
		{"nested brackets", in(strings.Repeat("[", 100_000)), "E0113"},
		{"nested brackets, closed", in(strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000)), "E0113"},
		{"nested blocks", strings.Repeat("a {\n", 100_000), "E0113"},
		{"nested templates", in(strings.Repeat(`"${`, 100_000)), "E0113"},
		{"a chain of negations", in(strings.Repeat("!", 1_000_000) + "true"), "E0113"},
		{"a chain of conditions", in(strings.Repeat("true ? 1 : ", 1_000_000) + "1"), "E0113"},
		{"open comments", strings.Repeat("/* ", 5_000_000), "E0101"},
		{"a number of a million digits", in(strings.Repeat("9", 1_000_000)), "E0113"},
		{"many signs", strings.Repeat("+\n", 5_000_000), "E0113"},
		{"doubled text", doubled(`"xxxxxxxxxx"`, `"${X}${X}"`), "E0129"},
		{"doubled lists", doubled(`[1]`, `concat(X, X)`), "E0129"},
		{"nested doubled lists", doubled(`[1]`, `[X, X]`), "E0129"},
		{"doubled lists in a function", doubled(`[1]`, `[X, X]`) + in("jsonencode(local.l60)") + in("sort(flatten(local.l60))"), "E0129"},
		{"a chain of local values", chain(600), "E0129"},
		{"loops in loops", in("[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : [1, 2, 3]]]]"), "E0129"},
		{"a product", in("setproduct(range(1000), range(1000), range(1000))"), "E0128"},
		{"a width", in(`format("%999999999d", 1)`), "E0128"},
		{"an indent", in(`indent(999999999, "a\nb")`), "E0129"},
		{"a replacement", in(`replace(join("", range(1000)), "", join(",", [for i in range(500) : join("", range(500))]))`), "E0129"},
		{"a huge power", in("pow(10, 999999999)"), "E0128"},
		{"a huge exponent", in(`"${1e999999999 + 1}"`), "E0128"},
		{"nested JSON", in(`jsondecode("` + strings.Repeat("[", 1_000_000) + `")`), "E0128"},
		{"a huge shift", in(`cidrhost("::/0", -99999999999999999999)`), "E0128"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			_, ds := compile(test.text, nil)
			if took := time.Since(start); took > 30*time.Second { // each takes less than a second on a machine of its own
				t.Errorf("took %s", took)
			}
			if len(ds) == 0 || ds[0].Code != test.code {
				t.Errorf("got %.300s", frontendtest.Diagnostics(ds))
			}
		})
	}
}

func TestAStoppedContextEndsTheEvaluation(t *testing.T) {
	unit, _ := hcl.Language{}.Parse(nil, []*diag.File{diag.NewFile("input.hcl", []byte("function \"a\" {\n}\n"))})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if docs, _ := unit.Documents(ctx, nil); len(docs) != 0 {
		t.Error("evaluated all the same")
	}
}

func TestPiecesOfAFileParseAsTheWhole(t *testing.T) {
	data := services(200)
	docs, ds := compile(string(data), nil)
	if len(docs) != 201 || len(ds) > 0 {
		t.Fatalf("%d documents, %v", len(docs), ds)
	}
	for _, doc := range docs[1:] {
		entity := doc.Get("microservice").Fields[0]
		r := entity.Value.Origin.Name
		if got := string(data[r.Start:r.End]); got != `"`+entity.Key+`"` {
			t.Fatalf("the name %s is placed at %s", entity.Key, got)
		}
	}
	broken := strings.Replace(string(data), "svc-00150:1.0.0\"", "svc-00150:1.0.0", 1)
	if _, ds = compile(broken, nil); len(ds) != 1 || ds[0].Subject.Pos().Line != strings.Count(broken[:strings.Index(broken, "svc-00150:1.0.0")], "\n")+1 {
		t.Errorf("got %s", frontendtest.Diagnostics(ds))
	}
}

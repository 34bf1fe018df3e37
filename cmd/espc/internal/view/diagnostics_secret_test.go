package view

import (
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

func TestSnippetsShowNoSecret(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"HCL", `  password = "hunter2"`, `  password = "*******"`},
		{"an unclosed string", `  DB_PASSWORD = "hunter2`, `  DB_PASSWORD = "*******`},
		{"JSON", `{"token": "abc", "port": 1}`, `{"token": "***", "port": 1}`},
		{"YAML", `  password: hunter2`, `  password: *******`},
		{"URL", `  url = "https://joe:pw@example.com/"`, `  url = "https://joe:**@example.com/"`},
		{"AWS key", `  id = "AKIAIOSFODNN7EXAMPLE"`, `  id = "********************"`},
		{"PEM", `  cert = "-----BEGIN X"`, `  cert = "*************`},
		{"a call", `DB_PASSWORD: std.asciiUpper('hunter2'), X: std.nope`, `DB_PASSWORD: std.asciiUpper('*******'), X: std.nope`},
		{"a call in HCL", `  DB_PASSWORD = upper("hunter2")`, `  DB_PASSWORD = upper("*******")`},
		{"calls in calls", `token: f(g("a)b", "c"), 'd') + "e"`, `token: f(g("***", "*"), '*') + "e"`},
		{"a call that goes on", `token = join("-", ["a`, `token = join("*", ["*`},
		{"what a call is given after it", `token = f() "x"`, `token = f() "x"`},
		{"a reference is none", `  password = secret.db`, `  password = secret.db`},
		{"a reference as string is none", `  password: 'secret.db',`, `  password: 'secret.db',`},
		{"the kind secret", `secret: db: key: "shop-db"`, `secret: db: key: "shop-db"`},
		{"fields about secrets", `  secrets = "external"`, `  secrets = "external"`},
		{"a store", `  secret_store = "vault"`, `  secret_store = "vault"`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := diag.NewFile("f", []byte(test.line))
			d := diag.Diagnostic{Code: "E0201", Summary: "x", Subject: diag.Range{File: f, Start: 2, End: 4}}
			got := Diagnostics(diag.List{d}).Diagnostics[0].Snippet.Lines[0].Text
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestSnippetsShowNothingHidden(t *testing.T) {
	f := diag.NewFile("f", []byte(`env = { X = "näh" } x`))
	r := at(t, f, "näh")
	f.Hide(int(r.Start), int(r.End))
	d := diag.Diagnostic{Code: "E0201", Summary: "x", Subject: at(t, f, "x")}
	got := textOf(t, diag.List{d}, Style{})
	want := "1 | env = { X = \"***\" } x\n  |                     ^\n"
	if !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant in it:\n%s", got, want)
	}
}

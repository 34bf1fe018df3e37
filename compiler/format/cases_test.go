package format_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler/format"
	"espc.dev/schema/diag"
)

var update = flag.Bool("update", false, "rewrite the outputs of testdata")

// TestGoldenFormats runs testdata/*.txtar: each file that is not in out/ is formatted, and out/FILE is what comes out, or its
// diagnostics where nothing does.
func TestGoldenFormats(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	for _, p := range paths {
		archive, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		var files []txtar.File
		for _, f := range archive.Files {
			if name, ok := strings.CutPrefix(f.Name, "out/"); ok {
				want[name] = string(f.Data)
				continue
			}
			files = append(files, f)
		}
		var out []txtar.File
		for _, f := range files {
			got := result(diag.NewFile(f.Name, f.Data))
			if got != want[f.Name] && !*update {
				t.Errorf("%s: %s becomes\n%s\nwant\n%s", p, f.Name, got, want[f.Name])
			}
			out = append(out, f, txtar.File{Name: "out/" + f.Name, Data: []byte(got)})
		}
		if *update {
			archive.Files = out
			if err := os.WriteFile(p, txtar.Format(archive), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func result(file *diag.File) string {
	text, ds := format.File(file)
	if text != nil {
		return string(text)
	}
	var b strings.Builder
	for _, d := range ds {
		b.WriteString(d.Place() + " " + d.Code + "\n")
	}
	return b.String()
}

func TestLineBreaksAndByteOrderMarksStay(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a.hcl", "a=1\r\nb  = 2", "a = 1\r\nb = 2\r\n"},
		{"a.cue", "\ufeffa:   1\r\nb: \"\"\"\r\n  x\r\n  \"\"\"\r\n", "\ufeffa: 1\r\nb: \"\"\"\r\n\tx\r\n\t\"\"\"\r\n"},
		{"a.jsonnet", "{a:1,\r\n# c\r\nb:2}", "{\r\n  a: 1,\r\n  // c\r\n  b: 2,\r\n}\r\n"},
		{"a.topology.json", "\ufeff{\"a\":\r\n1}", "\ufeff{\r\n  \"a\": 1\r\n}\r\n"},
		{"a.topology.yaml", "a:\r\n    b:  |\r\n       x\r\n        y\r\n\r\n\r\n    c: 1", "a:\r\n  b: |\r\n    x\r\n     y\r\n\r\n  c: 1\r\n"},
		{"empty.hcl", " \n\n", " \n\n"},
	}
	for _, test := range tests {
		if got := result(diag.NewFile(test.name, []byte(test.text))); got != test.want {
			t.Errorf("%q becomes\n%q\nwant\n%q", test.text, got, test.want)
		}
	}
}

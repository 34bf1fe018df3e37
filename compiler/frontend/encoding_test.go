package frontend_test

import (
	"bytes"
	"strings"
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

func TestCheckTextRefusesWhatIsNoText(t *testing.T) {
	tests := []struct {
		name, data, code, summary string
		line, column              int
	}{
		{"plain", "a = 1\r\n", "", "", 0, 0},
		{"letters of any script", "# für die Straße, 日本語, и так далее\n", "", "", 0, 0},
		{"an emoji of several runes", "a = \"👩\u200d👩\u200d👧\"\n", "", "", 0, 0},
		{"one byte order mark", "\ufeffa = 1\n", "", "", 0, 0},
		{"two byte order marks", "\ufeff\ufeffa = 1\n", "E0112", "the file has a byte order mark (U+FEFF) inside", 1, 2},
		{"Latin-1", "a = 1\nb = \"f\xfcr\"\n", "E0110", "the file is not UTF-8: byte 12 is 0xfc", 2, 7},
		{"an encoded surrogate", "a = \"\xed\xa0\x80\"\n", "E0110", "the file is not UTF-8: byte 5 is 0xed", 1, 6},
		{"UTF-16", "\xff\xfea\x00", "E0110", "the file is UTF-16, not UTF-8", 1, 1},
		{"NUL", "a = 1\n\x00", "E0111", "the file has a NUL at byte 6", 2, 1},
		{"right-to-left override", "# \u202eabc\n", "E0112", "the file has U+202E, which changes the direction of text", 1, 3},
		{"isolate", "a = \"\u2066\"\n", "E0112", "the file has U+2066, which changes the direction of text", 1, 6},
		{"Arabic letter mark", "a = \"\u061c\"\n", "E0112", "the file has U+061C, which changes the direction of text", 1, 6},
		{"nothing", "", "W0114", "the file is empty", 1, 1},
		{"blank lines", "\ufeff\n \r\n", "W0114", "the file is empty", 1, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ds := frontend.CheckText(diag.NewFile("f", []byte(test.data)))
			if test.code == "" {
				if len(ds) != 0 {
					t.Fatalf("got %v, want nothing", ds)
				}
				return
			}
			if len(ds) != 1 {
				t.Fatalf("got %d diagnostics, want 1: %v", len(ds), ds)
			}
			p := ds[0].Subject.Pos()
			if ds[0].Code != test.code || ds[0].Summary != test.summary || p.Line != test.line || p.Column != test.column {
				t.Errorf("got %s %q at %d:%d", ds[0].Code, ds[0].Summary, p.Line, p.Column)
			}
		})
	}
}

func TestCheckNameSuggestsWhatIsMeant(t *testing.T) {
	tests := []struct{ name, code, fix string }{
		{"resize", "", ""},
		{"größe", "", ""},
		{"путь", "", ""},
		{"functi\u043en", "E0304", `write "function"`},
		{"\uff52esize", "E0304", `write "resize"`},
		{"re\u2010size", "E0304", `write "re-size"`},
		{"d\u200bb", "E0304", `write "db"`},
		{"\u2060db\ufeff", "E0304", `write "db"`},
	}
	for _, test := range tests {
		ds := frontend.CheckName(test.name, diag.Range{})
		code, fix := "", ""
		if len(ds) > 0 {
			code, fix = ds[0].Code, ds[0].Fix
		}
		if code != test.code || fix != test.fix {
			t.Errorf("%q: got %s %s, want %s %s", test.name, code, fix, test.code, test.fix)
		}
	}
}

func TestCheckDepth(t *testing.T) {
	open := strings.Repeat("[", 501)
	many := func(s string) string { return strings.Repeat(s, 10_001) }
	tests := []struct {
		name  string
		lexis frontend.Lexis
		data  string
		deep  bool
	}{
		{"500 brackets", frontend.LexisHCL, "a = " + strings.Repeat("[", 500), false},
		{"501 brackets", frontend.LexisHCL, "a = " + open, true},
		{"side by side", frontend.LexisHCL, "a = [" + many("[], ") + "]", false},
		{"many lines", frontend.LexisHCL, many("a = 1 + 2\n"), false},
		{"in a string", frontend.LexisHCL, `a = "` + open + `"`, false},
		{"in a comment", frontend.LexisHCL, "# " + open + "\n// " + open + "\n/* " + open + " */", false},
		{"after a comment", frontend.LexisHCL, "/* */" + open, true},
		{"a comment never closed", frontend.LexisHCL, "/* */ /* ", true},
		{"a number of 1,001 digits", frontend.LexisHCL, "a = " + strings.Repeat("1", 1001), true},
		{"after an escaped quote", frontend.LexisHCL, `a = "\"` + open, false},
		{"after a string with an escaped backslash", frontend.LexisHCL, `a = "\\"` + open, true},
		{"templates in templates", frontend.LexisHCL, `a = ` + strings.Repeat(`"${`, 300), true},
		{"escaped templates", frontend.LexisHCL, `a = ` + strings.Repeat(`"$${" `, 300), false},
		{"in a heredoc", frontend.LexisHCL, "a = <<EOT\n" + open + "\n" + strings.Repeat("  EOT x\n", 600) + "  EOT\n", false},
		{"after a heredoc", frontend.LexisHCL, "a = <<-EOT\n\"\n  EOT\nb = " + open, true},
		{"directives", frontend.LexisHCL, `a = "` + strings.Repeat("%{ if x }", 501) + `"`, true},
		{"directives side by side", frontend.LexisHCL, `a = "` + strings.Repeat("%{ if x }%{ endif }", 501) + `"`, false},
		{"a chain of operators", frontend.LexisHCL, "a = " + many("!") + "true", true},
		{"a chain over lines", frontend.LexisHCL, "a = (" + many("1 +\n") + "1)", true},
		{"a CUE string", frontend.LexisCUE, `a: #"` + open + `"#`, false},
		{"after a CUE string", frontend.LexisCUE, `a: #""# ` + open, true},
		{"CUE interpolation", frontend.LexisCUE, `a: ` + strings.Repeat(`"\(`, 300), true},
		{"a CUE text", frontend.LexisCUE, "a: \"\"\"\n" + open + "\n\"\"\"\n", false},
		{"a CUE chain", frontend.LexisCUE, "a: " + many("1 &\n") + "1", true},
		{"many CUE lines", frontend.LexisCUE, many("a: 1\n"), false},
		{"a Jsonnet text block", frontend.LexisJsonnet, "{a: |||\n  " + open + "\n  |||x\n|||, b: 1}", false},
		{"after a Jsonnet text block", frontend.LexisJsonnet, "{a: |||\n  '\n|||, b: " + open + "}", true},
		{"a Jsonnet verbatim string", frontend.LexisJsonnet, `[@'\', ` + open, true},
		{"JSON", frontend.LexisJSON, `{"a": "` + open + `", "b": ` + open, true},
		{"a JSON string", frontend.LexisJSON, `{"a": "` + open + `\"` + open + `"}`, false},
		{"YAML", frontend.LexisYAML, "a: " + open, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ds := frontend.CheckDepth(diag.NewFile("f", []byte(test.data)), test.lexis)
			if got := len(ds) > 0; got != test.deep {
				t.Errorf("got %v, want too deep: %v", ds, test.deep)
			}
		})
	}
}

func TestCutFindsLinesAfterWhichAFileMayBeCut(t *testing.T) {
	const data = "\ufeffa {\n}\nb = {\n  c = 1\n}\n# x }\nd = <<EOT\n}\nEOT\ne \"}\" {\n}\n"
	cuts, _, ds := frontend.Cut(diag.NewFile("f", []byte(data)), frontend.LexisHCL, 1)
	var after []string
	for _, c := range cuts {
		line, _, _ := strings.Cut(data[c:], "\n")
		after = append(after, line)
	}
	if got := strings.Join(after, "|"); got != "b = {|# x }|d = <<EOT|" || len(ds) > 0 {
		t.Errorf("got %q %v", got, ds)
	}
}

func FuzzCheckDepth(f *testing.F) {
	f.Add([]byte("a = \"${[1]}\" # x\nb = <<EOT\n${x}\nEOT\n"))
	f.Add([]byte("a: #\"\\#(x)\"# // y\n"))
	f.Add([]byte("{a: |||\n  x\n|||, b: @'c'}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := diag.NewFile("f", bytes.Clone(data))
		frontend.CheckText(file)
		for _, l := range []frontend.Lexis{frontend.LexisHCL, frontend.LexisCUE, frontend.LexisJsonnet, frontend.LexisJSON, frontend.LexisYAML} {
			frontend.CheckDepth(file, l)
		}
	})
}

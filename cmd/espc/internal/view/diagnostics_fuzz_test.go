package view

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// FuzzReport shows diagnostics at any place of any file: nothing panics, no line is wider than the terminal, nothing that a
// terminal would obey comes out, and the JSON holds what was said.
func FuzzReport(f *testing.F) {
	f.Add("a = 1\n", "a summary", 0, 3, 0, 40)
	f.Add("\ufeffa\tb\r\n\n漢字 🚗 \xff", "\x1b[2J\u202e\n::error::", 3, 9, 1, 30)
	f.Add(strings.Repeat("é", 2000)+"\n"+strings.Repeat("\t", 50), "x", 2500, 4040, 7, 80)
	f.Fuzz(func(t *testing.T, source, message string, start, end, context, width int) {
		file := diag.NewFile("f", []byte(source))
		clamp := func(n int) int32 { return int32(min(max(n, 0), len(source))) }
		s := clamp(start)
		e := max(s, clamp(end))
		d := diag.Diagnostic{Code: "E0101", Summary: message, Subject: diag.Range{File: file, Start: s, End: e}, Context: diag.Range{File: file, Start: min(s, clamp(context)), End: e}}.
			WithFix("%s", message).WithDetail("%s", message).WithRelated(diag.Range{File: file, Start: clamp(context), End: clamp(context)}, "%s", message)
		report := Diagnostics(diag.List{d})

		width %= 200
		for _, style := range []Style{{}, {Width: max(width, 0)}} {
			var b strings.Builder
			if err := report.Text(&b, style); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				line = strings.TrimSuffix(line, "\n")
				if strings.ContainsFunc(line, func(r rune) bool { return !tree.Printable(r) }) {
					t.Errorf("not printable: %q", line)
				}
				if bar := strings.Index(line, " | "); bar >= 0 && bar < 8 && style.Width >= 60 && columns(line) > style.Width {
					t.Errorf("%d columns on a terminal of %d: %s", columns(line), style.Width, line)
				}
			}
		}

		var b strings.Builder
		if err := report.JSON(&b); err != nil {
			t.Fatal(err)
		}
		var back Report
		if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
			t.Fatalf("%v in %s", err, b.String())
		}
		if want := string([]rune(message)); back.Diagnostics[0].Summary != want {
			t.Errorf("the summary is %q, want %q", back.Diagnostics[0].Summary, want)
		}

		b.Reset()
		if err := report.GitHub(&b); err != nil {
			t.Fatal(err)
		}
		if strings.Count(b.String(), "\n") != 1 || !strings.HasPrefix(b.String(), "::error file=f,") {
			t.Errorf("not one command: %s", b.String())
		}
	})
}

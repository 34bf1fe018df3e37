package view

import (
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

func TestTextShowsPlaceSnippetRelatedDetailAndFix(t *testing.T) {
	compare(t, textOf(t, shopList(t), Style{}), `
warning[W0401]: function.resize is used by nothing
 --> shop.hcl:3:10
  |
3 | function "resize" {
  |          ^^^^^^^^
  |

error[E0201]: function has no field "memoryy"
 --> shop.hcl:7:3 in function.resize
  |
3 | function "resize" {
...
7 |   memoryy = "256Mi"
  |   ^^^^^^^
  |
  = fix: write memory

error[E0301]: secret.db is declared twice
  --> shop.hcl:13:1 in secret.db
   |
13 | secret "db" {
   | ^^^^^^^^^^^^^
   |
  ::: shop.hcl:10:1: first declared here
   |
10 | secret "db" {
   | -----------
   |
   = An address names one entity, and references to secret.db would not say which of the two they mean.
   = fix: rename or remove one of them

`)
}

func TestTextShowsTheOneLineBetweenContextAndSubject(t *testing.T) {
	f := diag.NewFile("a.hcl", []byte("job \"a\" {\n  image = \"a:1\"\n  tries = 3\n}\n"))
	d := diag.Diagnostic{Code: "E0201", Summary: "job has no field tries", Subject: at(t, f, "tries"), Context: at(t, f, "job")}
	compare(t, textOf(t, diag.List{d}, Style{}), `
error[E0201]: job has no field tries
 --> a.hcl:3:3
  |
1 | job "a" {
2 |   image = "a:1"
3 |   tries = 3
  |   ^^^^^
  |

`)
}

func TestTextWrapsDetailsToTheWidthAndKeepsParagraphs(t *testing.T) {
	d := diag.Diagnostic{Severity: diag.Note, Code: "N0153", Summary: "left out of a source folder", Address: "function.resize"}.
		WithDetail("Version control folders and caches never go into an output.\nNor do .env files.").WithFix("move them away")
	compare(t, textOf(t, diag.List{d}, Style{Width: 40}), `
note[N0153]: left out of a source folder
 --> in function.resize
  = Version control folders and caches
    never go into an output.
    Nor do .env files.
  = fix: move them away

1 note
`)
}

func TestTextCountsColumnsAsATerminalShowsThem(t *testing.T) {
	tests := []struct{ name, source, mark, want string }{
		{"tabs go to the next multiple of four", "\ta\tb = 1\n", "b", "" +
			"1 |     a   b = 1\n" +
			"  |         ^\n"},
		{"a marked tab is as wide as it looks", "a\tb\n", "\t", "" +
			"1 | a   b\n" +
			"  |  ^^^\n"},
		{"East Asian characters and emoji are two wide", "名前 = \"🚗\" x\n", "x", "" +
			"1 | 名前 = \"🚗\" x\n" +
			"  |             ^\n"},
		{"wide characters are underlined in full", "a = \"名前\"\n", "名前", "" +
			"1 | a = \"名前\"\n" +
			"  |      ^^^^\n"},
		{"a combining accent takes no column", "e\u0301t = x\n", "x", "" +
			"1 | e\u0301t = x\n" +
			"  |      ^\n"},
		{"what changes the direction of text is shown", "a = \"\u202eb\"\n", "b", "" +
			"1 | a = \"<U+202E>b\"\n" +
			"  |              ^\n"},
		{"what a terminal would obey is shown", "a = \"\x1b[31m\u009b\"\n", "\x1b", "" +
			"1 | a = \"<U+001B>[31m<U+009B>\"\n" +
			"  |      ^^^^^^^^\n"},
		{"a line ends without its CR", "a = b\r\nc = d\r\n", "b", "" +
			"1 | a = b\n" +
			"  |     ^\n"},
		{"a byte order mark is not shown", "\ufeffa = b\n", "b", "" +
			"1 | a = b\n" +
			"  |     ^\n"},
		{"a place at the end of a line stands after it", "a = \nb\n", "\n", "" +
			"1 | a =\n" +
			"  |     ^\n"},
		{"a byte that is not UTF-8 takes one character", "a = \"\xff\" x", "x", "" +
			"1 | a = \"<U+FFFD>\" x\n" +
			"  |                ^\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := diag.NewFile("f", []byte(test.source))
			d := diag.Diagnostic{Code: "E0101", Summary: "x", Subject: at(t, f, test.mark)}
			got := textOf(t, diag.List{d}, Style{})
			if !strings.Contains(got, "  |\n"+test.want+"  |\n") {
				t.Errorf("got:\n%s\nwant in it:\n%s", got, test.want)
			}
		})
	}
}

func TestTextMarksTheEndOfAFile(t *testing.T) {
	f := diag.NewFile("f", []byte("a = {"))
	d := diag.Diagnostic{Code: "E0101", Summary: "not closed", Subject: diag.Range{File: f, Start: 5, End: 5}}
	compare(t, textOf(t, diag.List{d}, Style{}), `
error[E0101]: not closed
 --> f:1:6
  |
1 | a = {
  |      ^
  |

`)
}

func TestTextCutsLinesToTheWidthAroundTheMark(t *testing.T) {
	f := diag.NewFile("f", []byte(strings.Repeat("0123456789", 10)+"MARK"+strings.Repeat("0123456789", 10)))
	d := diag.Diagnostic{Code: "E0101", Summary: "x", Subject: at(t, f, "MARK")}
	got := textOf(t, diag.List{d}, Style{Width: 44})
	want := `
1 | …123456789MARK0123456789012345678901234…
  |           ^^^^
`[1:]
	if !strings.Contains(got, want) {
		t.Errorf("got:\n%s\nwant in it:\n%s", got, want)
	}
	for line := range strings.Lines(got) {
		if n := columns(strings.TrimSuffix(line, "\n")); n > 44 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestASnippetOfAVeryLongLineIsAPartOfIt(t *testing.T) {
	f := diag.NewFile("f", []byte("\n"+strings.Repeat("é", 100_000)+"MARK"+strings.Repeat("é", 100_000)))
	d := diag.Diagnostic{Code: "E0101", Summary: "x", Subject: at(t, f, "MARK")}
	line := Diagnostics(diag.List{d}).Diagnostics[0].Snippet.Lines[0]
	runes := []rune(line.Text)
	if len(runes) != maxSnippet || line.Number != 2 || *line.Mark != (Mark{100_001, 100_005}) {
		t.Fatalf("%d runes, line %d, mark %v", len(runes), line.Number, *line.Mark)
	}
	if got := string(runes[line.Mark.Start-line.Column : line.Mark.End-line.Column]); got != "MARK" {
		t.Errorf("the mark is on %q", got)
	}
	if runes[0] != '…' || runes[len(runes)-1] != '…' || runes[1] != 'é' {
		t.Errorf("not cut at both ends: %s", line.Text)
	}
}

func TestTextEscapesMessages(t *testing.T) {
	f := diag.NewFile("a\x1b[2J.hcl", []byte("x"))
	d := diag.Diagnostic{Code: "E0101", Summary: "the name is \"\x1b]0;owned\a\u202e\"\nerror: forged", Subject: diag.Range{File: f, End: 1}}.
		WithFix("a\tb\r\nc").WithRelated(diag.Range{}, "see\nelsewhere")
	compare(t, textOf(t, diag.List{d}, Style{}), `
error[E0101]: the name is "<U+001B>]0;owned<U+0007><U+202E>" error: forged
 --> a<U+001B>[2J.hcl:1:1
  |
1 | x
  | ^
  |
  = note: see
    elsewhere
  = fix: a b
    c

`)
}

func TestTextInColour(t *testing.T) {
	f := diag.NewFile("f", []byte("a b"))
	d := diag.Diagnostic{Code: "E0101", Summary: "x", Subject: at(t, f, "b")}.WithFix("y")
	compare(t, textOf(t, diag.List{d}, Style{Color: true}), strings.NewReplacer("<r>", "\x1b[1;31m", "<w>", "\x1b[1m", "<b>", "\x1b[1;34m", "<g>", "\x1b[1;32m", "<0>", "\x1b[0m").Replace(`
<r>error[E0101]<0><w>: x<0>
 <b>--><0> f:1:3
<b>  |<0>
<b>1 |<0> a b
<b>  |<0>   <r>^<0>
<b>  |<0>
<b>  = <0><g>fix:<0> y

`))
}

func TestNothingToSayIsNoText(t *testing.T) {
	if got := textOf(t, nil, Style{}); got != "" {
		t.Errorf("got %q", got)
	}
}

func TestManyDiagnosticsAboutOneLongLineStayCheap(t *testing.T) {
	f := diag.NewFile("f.topology.json", []byte(strings.Repeat(`{"aé": 1}, `, 300_000)))
	list := make(diag.List, 0, 2000)
	for i := range 2000 {
		offset := int32(len(f.Data) / 2001 * i)
		list = append(list, diag.Diagnostic{Code: "E0201", Summary: "x", Subject: diag.Range{File: f, Start: offset, End: offset + 4}})
	}
	if n := len(textOf(t, list, Style{Width: 100})); n > 2000*1000 {
		t.Errorf("%d bytes of text", n)
	}
}

func BenchmarkText(b *testing.B) {
	f := diag.NewFile("shop.hcl", []byte(strings.Repeat(shop, 100)))
	var list diag.List
	for i := range 1000 {
		list = append(list, diag.Diagnostic{Code: "E0201", Summary: "x", Subject: diag.Range{File: f, Start: int32(i), End: int32(i + 3)}})
	}
	for b.Loop() {
		var out strings.Builder
		if err := Diagnostics(list).Text(&out, Style{}); err != nil {
			b.Fatal(err)
		}
	}
}

package view

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

// at returns the range of the first occurrence of text in a file.
func at(t *testing.T, f *diag.File, text string) diag.Range {
	t.Helper()
	i := strings.Index(string(f.Data), text)
	if i < 0 {
		t.Fatalf("%s has no %q", f.Name, text)
	}
	return diag.Range{File: f, Start: int32(i), End: int32(i + len(text))}
}

func textOf(t *testing.T, list diag.List, style Style) string {
	t.Helper()
	var b strings.Builder
	if err := Diagnostics(list).Text(&b, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func compare(t *testing.T, got, want string) {
	t.Helper()
	want = strings.TrimPrefix(want, "\n")
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

const shop = `topology "shop" {}

function "resize" {
  image = "acme/resize:1"
  calls = [function.reszie]

  memoryy = "256Mi"
}

secret "db" {
  key = "a"
}
secret "db" {
  key = "b"
}
`

// shopList holds an error of each shape, out of order.
func shopList(t *testing.T) diag.List {
	f := diag.NewFile("shop.hcl", []byte(shop))
	second := at(t, f, "secret \"db\" {\n  key = \"b\"\n}")
	return diag.List{
		diag.Diagnostic{Severity: diag.Error, Code: "E0301", Summary: "secret.db is declared twice", Address: "secret.db", Subject: second}.
			WithRelated(at(t, f, `secret "db"`), "first declared here").
			WithDetail("An address names one entity, and references to secret.db would not say which of the two they mean.").
			WithFix("rename or remove one of them"),
		diag.Diagnostic{Severity: diag.Error, Code: "E0201", Summary: `function has no field "memoryy"`, Address: "function.resize",
			Subject: at(t, f, "memoryy"), Context: at(t, f, "function \"resize\" {")}.WithFix("write memory"),
		diag.Diagnostic{Severity: diag.Warning, Code: "W0401", Summary: "function.resize is used by nothing",
			Subject: at(t, f, `"resize"`)},
	}
}

func TestJSON(t *testing.T) {
	var b strings.Builder
	if err := Diagnostics(shopList(t)[:1]).JSON(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
{
  "format_version": "1",
  "valid": false,
  "diagnostics": [
    {
      "severity": "error",
      "code": "E0301",
      "summary": "secret.db is declared twice",
      "detail": "An address names one entity, and references to secret.db would not say which of the two they mean.",
      "address": "secret.db",
      "range": {
        "file": "shop.hcl",
        "start": {
          "line": 13,
          "column": 1,
          "byte": 146
        },
        "end": {
          "line": 15,
          "column": 2,
          "byte": 173
        }
      },
      "snippet": {
        "lines": [
          {
            "number": 13,
            "column": 1,
            "text": "secret \"db\" {",
            "mark": {
              "start": 1,
              "end": 14
            }
          }
        ]
      },
      "related": [
        {
          "message": "first declared here",
          "range": {
            "file": "shop.hcl",
            "start": {
              "line": 10,
              "column": 1,
              "byte": 118
            },
            "end": {
              "line": 10,
              "column": 12,
              "byte": 129
            }
          },
          "snippet": {
            "lines": [
              {
                "number": 10,
                "column": 1,
                "text": "secret \"db\" {",
                "mark": {
                  "start": 1,
                  "end": 12
                }
              }
            ]
          }
        }
      ],
      "fix": "rename or remove one of them"
    }
  ]
}
`)
}

func TestJSONOfNothingIsValid(t *testing.T) {
	var b strings.Builder
	if err := Diagnostics(nil).JSON(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), "{\n  \"format_version\": \"1\",\n  \"valid\": true,\n  \"diagnostics\": []\n}\n")
}

func TestWarningsAloneAreValid(t *testing.T) {
	report := Diagnostics(diag.List{{Severity: diag.Warning, Code: "W0001", Summary: "x"}})
	if !report.Valid || report.Count() != "1 warning" {
		t.Errorf("valid %v, %s", report.Valid, report.Count())
	}
}

func TestJSONEscapesWhatATerminalWouldObeyAndKeepsTheData(t *testing.T) {
	const hostile = "\x1b[2J \u202e \u0085 \U000e0041 <&> é 🚗"
	var b strings.Builder
	if err := Diagnostics(diag.List{{Code: "E0101", Summary: hostile}}).JSON(&b); err != nil {
		t.Fatal(err)
	}
	if want := `"\u001b[2J \u202e \u0085 \udb40\udc41 <&> é 🚗"`; !strings.Contains(b.String(), want) {
		t.Errorf("got %s, want %s in it", b.String(), want)
	}
	var back Report
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil {
		t.Fatal(err)
	}
	if back.Diagnostics[0].Summary != hostile {
		t.Errorf("read back %q", back.Diagnostics[0].Summary)
	}
}

func TestGitHubAnnotations(t *testing.T) {
	f := diag.NewFile("a,b:c.hcl", []byte("one\ntwo\nthree\n"))
	list := diag.List{
		diag.DanglingReference.At(at(t, f, "two"), "100% of it is wrong").WithDetail("First.\nSecond.").WithFix("write 2").
			WithRelated(at(t, f, "one"), "this one"),
		{Severity: diag.Warning, Code: "W0001", Summary: "x", Subject: at(t, f, "two\nthree")},
		{Severity: diag.Note, Code: "N0001", Summary: "\x1b\n::error::forged"},
	}
	var b strings.Builder
	if err := Diagnostics(list).Under("examples/x/").GitHub(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
::notice title=N0001::<U+001B>%0A::error::forged
::error file=examples/x/a%2Cb%3Ac.hcl,line=2,endLine=2,col=1,endColumn=4,title=E0401 reference to nothing::100%25 of it is wrong%0AFirst.%0ASecond.%0Aexamples/x/a,b:c.hcl:1:1: this one%0Afix: write 2
::warning file=examples/x/a%2Cb%3Ac.hcl,line=2,endLine=3,title=W0001::x
`)
}

func TestUnderMovesEveryFile(t *testing.T) {
	report := Diagnostics(shopList(t)).Under("examples/shop")
	var b strings.Builder
	if err := report.Text(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"--> examples/shop/shop.hcl:13:1", "::: examples/shop/shop.hcl:10:1: first"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
	if same := report.Under("."); same.Diagnostics[0].Range.File != "examples/shop/shop.hcl" {
		t.Errorf("Under(.) moved to %s", same.Diagnostics[0].Range.File)
	}
}

func TestOfTooManyDiagnosticsTheMostSevereAreShown(t *testing.T) {
	file := diag.NewFile("many.json", make([]byte, 5000))
	var list diag.List
	for i := range int32(3000) {
		list = append(list, diag.Unused.At(diag.Range{File: file, Start: i, End: i + 1}, "a warning"))
	}
	list = append(list, diag.UnknownField.At(diag.Range{File: file, Start: 4000, End: 4001}, "an error"))
	report := Diagnostics(list)
	last := report.Diagnostics[len(report.Diagnostics)-1]
	if len(report.Diagnostics) != maxShown || report.Omitted != 3001-maxShown || report.Valid || last.Code != "E0201" {
		t.Errorf("%d shown, %d omitted, valid %v, last %s", len(report.Diagnostics), report.Omitted, report.Valid, last.Code)
	}
	if got := report.Count(); got != "1 error, 999 warnings, and 2001 more that are not shown" {
		t.Errorf("got %q", got)
	}
}

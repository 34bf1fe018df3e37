package diag

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestEveryCodeIsWellFormed(t *testing.T) {
	id := regexp.MustCompile(`^[EWN](0[1-9]|1[0-9])[0-9]{2}$`)
	seen := map[string]*Code{}
	digits := map[string]string{}
	for _, c := range Codes() {
		if !id.MatchString(c.ID) {
			t.Errorf("%s: the ID is not E, W or N with four digits of a known hundred", c.ID)
		}
		if other := seen[c.ID]; other != nil {
			t.Errorf("%s stands for %q and for %q", c.ID, other.Title, c.Title)
		}
		seen[c.ID] = c
		if other := digits[c.ID[1:]]; other != "" && other != c.ID {
			t.Errorf("%s and %s differ in their severity alone", other, c.ID)
		}
		digits[c.ID[1:]] = c.ID
		for part, text := range map[string]string{"title": c.Title, "explanation": c.Explain, "example": c.Example, "fixed example": c.Fixed} {
			if text == "" {
				t.Errorf("%s has no %s", c.ID, part)
			}
		}
		if strings.HasSuffix(c.Title, ".") || strings.Contains(c.Title, "\n") || len(c.Title) > 70 {
			t.Errorf("%s: the title is a few words on one line without a full stop: %q", c.ID, c.Title)
		}
		if !strings.HasSuffix(c.Explain, ".") {
			t.Errorf("%s: the explanation is in full sentences: %q", c.ID, c.Explain)
		}
		if c.Example == c.Fixed {
			t.Errorf("%s: the fixed example is the example", c.ID)
		}
		if !strings.HasSuffix(c.Example, "\n") || !strings.HasSuffix(c.Fixed, "\n") {
			t.Errorf("%s: an example ends with a newline", c.ID)
		}
		if Lookup(c.ID) != c {
			t.Errorf("Lookup(%s) is another code", c.ID)
		}
	}
	if Lookup("E9999") != nil {
		t.Error("Lookup finds what there is not")
	}
}

// TestEveryCodeIsListed reads the package's own source: a code that its file's slice or Codes leaves out would have no page
// and no explanation.
func TestEveryCodeIsListed(t *testing.T) {
	files, err := filepath.Glob("codes_*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no codes_*.go", err)
	}
	written := 0
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if typ, ok := lit.Type.(*ast.Ident); !ok || typ.Name != "Code" {
				return true
			}
			for _, e := range lit.Elts {
				kv := e.(*ast.KeyValueExpr)
				if kv.Key.(*ast.Ident).Name != "ID" {
					continue
				}
				id, err := strconv.Unquote(kv.Value.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				written++
				if Lookup(id) == nil {
					t.Errorf("%s: Codes() does not list %s", name, id)
				}
			}
			return true
		})
	}
	if got := len(Codes()); got != written {
		t.Errorf("Codes() lists %d codes, the files hold %d", got, written)
	}
}

func TestSeverityIsTheFirstLetter(t *testing.T) {
	for id, want := range map[string]Severity{"E0101": Error, "W0101": Warning, "N0101": Note} {
		c := Code{ID: id}
		if got := c.At(Range{}, "x"); got.Severity != want || got.Code != id {
			t.Errorf("%s: got %v", id, got)
		}
	}
	if Error.String() != "error" || Warning.String() != "warning" || Note.String() != "note" {
		t.Error("the words of severities")
	}
}

package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

var examples = []string{"hello", "shop", "orders", "booking", "receipts", "canvas", "polyglot/hcl", "polyglot/cue", "polyglot/jsonnet", "polyglot/mixed"}

// TestEveryReferenceOfTheExamplesLeadsToItsDeclaration goes by what the compiler says: where a reference is written, and where the
// entity that it means is declared.
func TestEveryReferenceOfTheExamplesLeadsToItsDeclaration(t *testing.T) {
	followed := 0
	for _, dir := range examples {
		s := open(t, load(t, "../../../../examples/"+dir), nil)
		seen := map[string]bool{}
		for _, topology := range s.topologies {
			for _, e := range topology.Edges {
				at, to := e.Node.Range(), topology.Lookup(e.To)
				if to == nil || at.IsZero() || at.File.ComesWithEspc() {
					continue
				}
				written := string(at.File.Data[at.Start:at.End])
				i := strings.Index(written, string(e.To.Kind)+".")
				key := fmt.Sprint(at.File.Name, at.Start, e.To)
				if i < 0 || !strings.HasSuffix(at.File.Name, ".hcl") && !strings.Contains(written, e.To.String()) || strings.Contains(written, "${") || seen[key] || strings.Contains(at.File.Name, "/") {
					continue // by a variable or an expression
				}
				seen[key] = true
				found, _ := s.Definition(at.File.Name, int(at.Start)+i+len(e.To.Kind)+2)
				want := to.EntityMeta().Node.Origin.KeyPlace()
				if len(found) == 0 {
					t.Errorf("%s: %s at %s:%d leads nowhere", dir, written, at.File.Name, at.Pos().Line)
					continue
				}
				followed++
				if got := found[0]; got.File != want.File.Name || line(s.text(got.File), got.Start) != want.Pos().Line {
					t.Errorf("%s: %s at %s:%d leads to %s, not to %s:%d", dir, written, at.File.Name, at.Pos().Line, s.places(found), want.File.Name, want.Pos().Line)
				}
			}
		}
	}
	if followed < 350 {
		t.Errorf("only %d references were followed", followed)
	}
	t.Logf("%d references", followed)
}

func line(text string, offset int) int { return diag.NewFile("", []byte(text)).Pos(offset).Line }

// TestEveryPlaceOfTheExamplesIsAnswered asks all there is to ask at places all over the files.
func TestEveryPlaceOfTheExamplesIsAnswered(t *testing.T) {
	for _, dir := range examples {
		s := open(t, load(t, "../../../../examples/"+dir), nil)
		for name, text := range s.texts {
			if s.text(name) == "" {
				continue
			}
			explained := 0
			for offset := 0; offset <= len(text); offset += 31 {
				c := s.Complete(name, offset)
				if c.Start > offset || c.End < offset {
					t.Fatalf("%s: at %d of %s, what is replaced is %d-%d", dir, offset, name, c.Start, c.End)
				}
				if doc, at := s.Hover(name, offset); doc != "" {
					explained++
					if at.Start > offset || at.End < offset {
						t.Fatalf("%s: at %d of %s, hover is about %d-%d", dir, offset, name, at.Start, at.End)
					}
				}
				_, _, _ = s.Renamable(name, offset)
				s.References(name, offset, true)
			}
			if explained == 0 && len(text) > 200 {
				t.Errorf("%s: nothing in %s is explained", dir, name)
			}
		}
	}
}

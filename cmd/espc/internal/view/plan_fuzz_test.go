package view

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/compiler/plan"
	"espc.dev/schema/tree"
)

// FuzzPlanText shows what a saved plan says, with a digest that fits: nothing panics, and nothing that a terminal would obey
// comes out.
func FuzzPlanText(f *testing.F) {
	for _, width := range []int{0, 40, 100} {
		content, err := json.Marshal(&plan.Saved{Plan: example()})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content, width)
	}
	f.Fuzz(func(t *testing.T, content []byte, width int) {
		s := &plan.Saved{}
		if json.Unmarshal(content, s) != nil {
			return
		}
		content, err := s.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		s, _ = plan.ParseSaved("plan.json", content)
		if s == nil {
			return
		}
		for _, o := range []PlanOptions{{}, {Concise: true}, {Verbose: true}, {Style: Style{Width: max(width%200, 0)}}} {
			for line := range strings.Lines(text(t, s.Plan, o)) {
				if line = strings.TrimSuffix(line, "\n"); strings.ContainsFunc(line, func(r rune) bool { return !tree.Printable(r) }) {
					t.Errorf("not printable: %q", line)
				}
			}
		}
	})
}

package crossing_test

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends/internal/crossing"
	"espc.dev/schema/diag"
)

// TestTheMappingShowsTheTable compares the table in docs/mapping.md with the one in the code, line by line.
func TestTheMappingShowsTheTable(t *testing.T) {
	data, err := os.ReadFile("../../../docs/mapping.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	cell := func(r crossing.Rule) string {
		if r.Way == crossing.NoWay {
			return diag.OtherBackend.ID + ": " + r.Gets
		}
		return r.Gets
	}
	for _, class := range slices.Sorted(maps.Keys(crossing.OntoAWS)) {
		line := "| `" + string(class) + "` | " + cell(crossing.OntoAWS[class]) + " | " + cell(crossing.OntoKubernetes[class]) + " |"
		if !strings.Contains(page, line+"\n") {
			t.Errorf("docs/mapping.md has no line\n%s", line)
		}
	}
}

package nearest

import (
	"slices"
	"testing"
)

func TestOfFindsWhatWasMeantAndNothingFarOff(t *testing.T) {
	fields := []string{"memory", "max_age", "methods", "min", "max"}
	for name, want := range map[string]string{
		"memoryy": "memory",  // one letter too many
		"meomry":  "memory",  // two neighbours exchanged
		"maxAge":  "max_age", // another spelling of the same words
		"mix":     "max",     // min and max are one letter away: the first in the alphabet
		"port":    "",
		"":        "",
	} {
		if got := Of(name, slices.Values(fields)); got != want {
			t.Errorf("Of(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestOfDoesNotDependOnTheOrderOfCandidates(t *testing.T) {
	candidates := []string{"cart", "card", "care"}
	for range 3 {
		candidates = append(candidates[1:], candidates[0])
		if got := Of("carx", slices.Values(candidates)); got != "card" {
			t.Errorf("Of(carx) of %v = %q, want card", candidates, got)
		}
	}
}

package main

import (
	"strings"
	"testing"
	"time"
)

func TestTypingSaysWhetherItsTargetIsMet(t *testing.T) {
	ms := time.Millisecond
	typing := &Typing{Services: 1000, Results: []TypingResult{
		{Language: "HCL", Changes: 40, Min: 30 * ms, Median: 45 * ms, Slower: 70 * ms},
		{Language: "Jsonnet", Changes: 40, Min: 400 * ms, Median: 500 * ms, Slower: 700 * ms},
	}}
	var b strings.Builder
	typing.write(&b)
	for _, want := range []string{
		"## Typing, 1,000 services",
		"| HCL | 40 | 30 ms | 45 ms | 70 ms |",
		"| median in HCL | 45.0 ms | at most 100 ms | met |",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	var none *Typing
	b.Reset()
	if none.write(&b); b.Len() > 0 {
		t.Errorf("what was not measured is shown: %s", b.String())
	}
}

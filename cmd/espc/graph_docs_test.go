package main

import (
	"os"
	"strings"
	"testing"
)

func TestThePicturesInTheDocsAreWhatGraphDraws(t *testing.T) {
	page, err := os.ReadFile("../../docs/graph.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"../../examples/hello"}, {"../../examples/shop", "-e", "prod", "--entity", "function.invoice"},
	} {
		out, stderr, code := run(t, append([]string{"graph", "--format", "mermaid"}, args...)...)
		if code != 0 {
			t.Fatal(stderr)
		}
		if !strings.Contains(string(page), "```mermaid\n"+out+"```\n") {
			t.Errorf("docs/graph.md does not show what espc graph %s draws:\n%s", strings.Join(args, " "), out)
		}
	}
}

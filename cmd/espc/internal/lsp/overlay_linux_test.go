package lsp

import (
	"os"
	"runtime/debug"
	"testing"
)

// openFiles is how many files the process has open.
func openFiles(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

func TestRequestsAndAnalysesKeepNothingOpen(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would close what nobody holds
	c := ready(t)
	before := openFiles(t)
	for range 50 {
		c.askAt("textDocument/hover", "main.hcl", 6, 8)
		c.ask("textDocument/rename", map[string]any{"textDocument": c.id("main.hcl"), "position": at(6, 8), "newName": "auto"})
	}
	if after := openFiles(t); after > before+20 {
		t.Errorf("%d files are open, %d were", after, before)
	}
}

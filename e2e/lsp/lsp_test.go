package lsp

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
	"espc.dev/e2e/suite"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// TestEditors runs the tests in Node, *.test.mjs.
func TestEditors(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	modules, err := cache.NodeModules("lsp", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	tests, err := filepath.Glob("*.test.mjs")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests: %v", err)
	}
	examples, err := filepath.Abs("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	suite.RunNode(t, suite.Suite{Program: node, Tests: tests, Env: []string{
		"ESPC=" + espc.Program(t), "NODE_MODULES=" + filepath.Join(modules, "node_modules"), "EXAMPLES=" + examples,
	}})
}

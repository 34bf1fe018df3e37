package main

import (
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTemplatesOfTheExamplesPassCfnLint runs cfn-lint, which knows the schema of every type, where it is installed.
func TestTemplatesOfTheExamplesPassCfnLint(t *testing.T) {
	templates, err := filepath.Glob(filepath.Join(goldenDir, "*/*/aws/template.yaml"))
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	program, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Logf("cfn-lint is not installed: %d templates were not checked by it", len(templates))
		return
	}
	if out, err := exec.Command(program, templates...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

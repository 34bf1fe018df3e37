package editors

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/suite"
)

// TestTheExtensionForVSCode packages the extension as its README says, and runs it in a process that stands in for the editor.
func TestTheExtensionForVSCode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal(err)
	}
	source := os.DirFS("../../docs/editors/vscode")
	modules, err := cache(t).NodeModules("vscode-extension", source)
	if err != nil {
		t.Fatal(err)
	}
	tools, err := cache(t).NodeModules("editors", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	extension := filepath.Join(t.TempDir(), "espc")
	for dir, files := range map[string]fs.FS{".": source, "node_modules": os.DirFS(filepath.Join(modules, "node_modules"))} {
		if err := os.CopyFS(filepath.Join(extension, dir), files); err != nil {
			t.Fatal(err)
		}
	}
	pack := filepath.Join(t.TempDir(), "espc.vsix")
	run(t, extension, nil, node, filepath.Join(tools, "node_modules", "@vscode", "vsce", "vsce"), "package", "--allow-missing-repository", "--out", pack)
	suite.RunNode(t, suite.Suite{Program: node, Tests: []string{"vscode.test.cjs"}, Env: []string{
		"ESPC=" + espc.Program(t), "EXTENSION=" + extension, "PACKAGE=" + pack, "TOPOLOGY=" + topology(t, "shop"),
	}})
}

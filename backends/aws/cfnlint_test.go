package aws

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"espc.dev/backends"
)

// cfnLintConfig lists the rules that do not apply, each with its reason.
const cfnLintConfig = "../../.cfnlintrc.yaml"

// lint collects the templates of all tests: one process of cfn-lint takes seconds to start and a fraction of one for each
// template.
var lint struct {
	dir   string
	files []string
}

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "templates")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	lint.dir = dir
	code := m.Run()
	if code == 0 && !runCfnLint() {
		fmt.Println("FAIL: cfn-lint finds fault with templates of these tests")
		code = 1
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// cfnLint has templates checked by cfn-lint once all tests have passed. They may read others that lie beside them.
func cfnLint(t testing.TB, artifacts []backends.Artifact, beside ...backends.Artifact) {
	t.Helper()
	if testing.Short() {
		return
	}
	dir, err := os.MkdirTemp(lint.dir, strings.ReplaceAll(t.Name(), "/", "-")+"-")
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range slices.Concat(artifacts, beside) {
		file := filepath.Join(dir, filepath.FromSlash(a.Path))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, a.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		if i < len(artifacts) {
			lint.files = append(lint.files, file)
		}
	}
}

// runCfnLint checks what was collected, where cfn-lint is on PATH, and says plainly where it is not. One process of it
// uses one core, so there is one for each.
func runCfnLint() bool {
	if len(lint.files) == 0 {
		return true
	}
	program, err := exec.LookPath("cfn-lint")
	if err != nil {
		fmt.Printf("cfn-lint is not on PATH: %d templates were not checked with it\n", len(lint.files))
		return true
	}
	lots := make([][]string, min(runtime.NumCPU(), len(lint.files)))
	for i, file := range lint.files {
		lots[i%len(lots)] = append(lots[i%len(lots)], file)
	}
	faults := make([]string, len(lots))
	var wait sync.WaitGroup
	for i, files := range lots {
		wait.Go(func() { faults[i] = cfnLintFaults(program, files) })
	}
	wait.Wait()
	found := strings.Join(faults, "")
	fmt.Print(found)
	return found == ""
}

// cfnLintFaults returns what one process of cfn-lint says about templates, or why it did not check them; "" of good ones.
func cfnLintFaults(program string, files []string) string {
	out, err := exec.Command(program, append([]string{"--config-file", cfnLintConfig, "--format", "parseable", "--template"}, files...)...).CombinedOutput()
	if err == nil {
		return ""
	}
	return fmt.Sprintf("%v\n%s\n", err, bytes.ReplaceAll(out, []byte(lint.dir+"/"), nil))
}

// Package espc builds the compiler as a person installs it, and runs it, for suites that need more than the compiled examples.
package espc

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// folder is where the compiler is built; "" before anything asks for it.
var folder string

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "espc")
	if err != nil {
		return "", err
	}
	folder = dir
	program := filepath.Join(dir, "espc")
	command := exec.Command("go", "build", "-o", program, "./cmd/espc")
	command.Dir = "../.." // the compiler's module, seen from a package of this one
	if out, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w\n%s", err, out)
	}
	return program, nil
})

// Main runs a package's tests and removes the compiler that was built for them. It returns the exit code, for TestMain.
func Main(m *testing.M) int {
	defer func() {
		if folder != "" {
			_ = os.RemoveAll(folder)
		}
	}()
	return m.Run()
}

// Program returns the path of the compiler, built once for a package's tests, whose TestMain calls Main.
func Program(t testing.TB) string {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// A Result is what a run of the compiler left.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run runs the compiler in a folder, with these variables of the environment beside its own.
func Run(t testing.TB, dir string, environ []string, arguments ...string) Result {
	t.Helper()
	command := exec.CommandContext(t.Context(), Program(t), arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), environ...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil && command.ProcessState == nil {
		t.Fatal(err)
	}
	return Result{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// Compile compiles all environments of a topology's folder, and returns the folder that they are in: <environment>/<backend>.
func Compile(t testing.TB, dir string) string {
	t.Helper()
	absolute, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := t.TempDir()
	if r := Run(t, absolute, nil, "compile", "--all", "--out", out); r.Code != 0 {
		t.Fatalf("espc compile %s: exit %d\n%s", dir, r.Code, r.Stderr)
	}
	return out
}

package editors

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

func cache(t *testing.T) *provision.Cache {
	t.Helper()
	c, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// topology returns a copy of an example.
func topology(t *testing.T, example string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), filepath.Base(example))
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("../../examples", example))); err != nil {
		t.Fatal(err)
	}
	return dir
}

// run runs a program in a folder, with espc on PATH.
func run(t *testing.T, dir string, environ []string, program string, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), "PATH="+filepath.Dir(espc.Program(t))+string(os.PathListSeparator)+os.Getenv("PATH"))
	command.Env = append(command.Env, environ...)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(program), err, out)
	}
	return string(out)
}

func absolute(t *testing.T, path string) string {
	t.Helper()
	out, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

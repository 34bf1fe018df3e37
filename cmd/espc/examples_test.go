package main

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// copyExample copies an example into a folder of the test.
func copyExample(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(dir))
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// environments returns the environments of an example, by its golden folder.
func environments(t *testing.T, name string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(goldenDir, name))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestAPlanAfterApplyIsEmpty(t *testing.T) {
	for name, dirs := range goldenExamples(t) {
		dir := copyExample(t, dirs[0])
		for _, env := range environments(t, name) {
			if _, stderr, code := run(t, "apply", dir, "-e", env, "--offline", "--auto-approve"); code != 0 {
				t.Fatalf("%s %s: apply: exit %d\n%s", name, env, code, stderr)
			}
			if stdout, stderr, code := run(t, "plan", dir, "-e", env, "--offline", "--detailed-exitcode"); code != 0 {
				t.Errorf("%s %s: plan: exit %d\n%s%s", name, env, code, stdout, stderr)
			}
		}
	}
}

// TestTheSameTopologyGivesTheSameBytes compiles the mixed form of polyglot 100 times, with its files under other names
// and so in another order each time, on one processor and on two.
func TestTheSameTopologyGivesTheSameBytes(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	dir := copyExample(t, "../../examples/polyglot/mixed")
	var first string
	for i := range 100 {
		runtime.GOMAXPROCS(1 + i%2)
		shuffle(t, dir, i)
		stdout, stderr, code := run(t, "compile", dir, "--stdout")
		if code != 0 {
			t.Fatalf("exit %d\n%s", code, stderr)
		}
		digest := fmt.Sprintf("%x", sha256.Sum256([]byte(stdout)))
		if first == "" {
			first = digest
		}
		if digest != first {
			t.Fatalf("compile %d: digest %s, first was %s", i, digest, first)
		}
	}
}

// shuffle gives the topology's files new names in a random order. The seed is the round, so a failure repeats.
func shuffle(t *testing.T, dir string, round int) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, uint64(round)))
	order := r.Perm(len(entries))
	for i, e := range entries {
		_, ext, _ := strings.Cut(e.Name(), ".")
		if e.IsDir() || ext == "md" {
			continue
		}
		to := fmt.Sprintf("%02d-%d.%s", order[i], round, ext)
		if err := os.Rename(filepath.Join(dir, e.Name()), filepath.Join(dir, to)); err != nil {
			t.Fatal(err)
		}
	}
}

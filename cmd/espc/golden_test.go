package main

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"espc.dev/cmd/espc/internal/cli"
)

var update = flag.Bool("update", false, "rewrite the golden files and remove orphans")

const goldenDir = "../../golden"

// goldenExamples maps each folder of golden/ to the example folders that compile to it. The four forms of polyglot are
// one topology, so they share one.
func goldenExamples(t *testing.T) map[string][]string {
	t.Helper()
	entries, err := os.ReadDir("../../examples")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, e := range entries {
		switch {
		case !e.IsDir():
		case e.Name() == "polyglot":
			for _, form := range []string{"hcl", "cue", "jsonnet", "mixed"} {
				out["polyglot"] = append(out["polyglot"], filepath.Join("../../examples/polyglot", form))
			}
		default:
			out[e.Name()] = []string{filepath.Join("../../examples", e.Name())}
		}
	}
	return out
}

func run(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	code = cli.Run(context.Background(), args, cli.IO{In: &bytes.Buffer{}, Out: &out, Err: &errs, Dir: dir})
	return out.String(), errs.String(), code
}

func TestGoldenFilesAreWhatTheExamplesCompileTo(t *testing.T) {
	examples := goldenExamples(t)
	if *update {
		if err := os.RemoveAll(goldenDir); err != nil {
			t.Fatal(err)
		}
		for name, dirs := range examples {
			if _, stderr, code := run(t, "compile", dirs[0], "--all", "--out", filepath.Join(goldenDir, name)); code != 0 {
				t.Fatalf("%s: exit %d\n%s", name, code, stderr)
			}
		}
	}
	for name, dirs := range examples {
		for _, dir := range dirs {
			t.Run(filepath.Base(dir), func(t *testing.T) {
				t.Parallel()
				got := t.TempDir()
				if _, stderr, code := run(t, "compile", dir, "--all", "--out", got); code != 0 {
					t.Fatalf("exit %d\n%s", code, stderr)
				}
				compareTrees(t, filepath.Join(goldenDir, name), got)
			})
		}
	}
}

func TestGoldenHoldsNothingButExamples(t *testing.T) {
	examples := goldenExamples(t)
	entries, err := os.ReadDir(goldenDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if examples[e.Name()] == nil {
			t.Errorf("golden/%s belongs to no example; run make golden", e.Name())
		}
	}
}

// compareTrees reports every file that differs, is missing, or is an orphan.
func compareTrees(t *testing.T, wantDir, gotDir string) {
	t.Helper()
	want, got := readTree(t, wantDir), readTree(t, gotDir)
	if len(got) == 0 {
		t.Fatal("nothing was compiled")
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		switch content, ok := want[name]; {
		case !ok:
			t.Errorf("%s is not in golden; run make golden and read the diff", name)
		case content != got[name]:
			t.Errorf("%s differs from golden; run make golden and read the diff", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := got[name]; !ok {
			t.Errorf("golden %s is an orphan; run make golden", name)
		}
	}
}

func readTree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := os.ReadFile(p)
		rel, relErr := filepath.Rel(dir, p)
		if err != nil || relErr != nil {
			return err
		}
		files[filepath.ToSlash(rel)] = string(content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

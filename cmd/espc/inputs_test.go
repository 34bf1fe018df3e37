//go:build unix

package main

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// What no input may take more of than this: docs/inputs.md promises it.
const (
	inputTime   = 5 * time.Second
	inputMemory = 512 << 20 // bytes, of the process and of each that it started
)

// TestInputs gives espc every bad input of testdata/inputs and compares the answer with the case's. inputs_case_test.go says
// what a case holds. With -update the answers are rewritten: read them before they are committed.
func TestInputs(t *testing.T) {
	paths, err := filepath.Glob("testdata/inputs/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var busy sync.RWMutex
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			c, err := readInput(path)
			if err != nil {
				t.Fatal(err)
			}
			dir := inputFolder(t)
			if err := c.lay(dir); err != nil {
				t.Fatal(err)
			}
			before := snapshot(t, dir)

			busy.RLock()
			a := ask(t, dir, c)
			busy.RUnlock()
			if a.time > inputTime && a.ended { // the machine may have been busy: alone, there is no excuse
				busy.Lock()
				a = ask(t, dir, c)
				busy.Unlock()
			}
			if !a.ended || a.time > inputTime {
				t.Errorf("no answer within %s: took %s", inputTime, a.time.Round(time.Millisecond))
			}
			if a.memory > inputMemory {
				t.Errorf("took %d MiB, more than %d", a.memory>>20, inputMemory>>20)
			}
			a.check(t)
			if after := snapshot(t, dir); !slices.Equal(after, before) {
				t.Errorf("the folder held\n%s\nand holds\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
			}
			if *update && a.said() != c.want {
				rewriteWant(t, path, a.said())
				return
			}
			if a.said() != c.want {
				t.Errorf("espc %s: got\n%s\nwant\n%s", strings.Join(c.command, " "), a.said(), c.want)
			}
			for _, line := range c.shows {
				if !slices.Contains(a.lines, line) {
					t.Errorf("standard output has no line %q:\n%s", line, a.out)
				}
			}
			for _, text := range c.hides {
				if strings.Contains(a.out+a.err, text) {
					t.Errorf("%q is in the output:\n%s%s", text, a.out, a.err)
				}
			}
		})
	}
}

// inputFolder is a folder with a short path, so that a socket fits into it.
func inputFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "in")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if runtime.GOOS == "darwin" { // where /tmp is a link
		if dir, err = filepath.EvalSymlinks(dir); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// rewriteWant replaces a case's answer.
func rewriteWant(t *testing.T, path, want string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
	if i < 0 {
		i = len(archive.Files)
		archive.Files = append(archive.Files, txtar.File{Name: "want"})
	}
	archive.Files[i].Data = []byte(want)
	if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

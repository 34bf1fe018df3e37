package provision

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"
)

func newCache(t *testing.T, root string) *Cache {
	t.Helper()
	c, err := NewCache(root)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func fill(text string) func(string) error {
	return func(folder string) error { return os.WriteFile(filepath.Join(folder, "a"), []byte(text), 0o644) }
}

func TestAFolderIsMadeOnceForItsContents(t *testing.T) {
	root := t.TempDir()
	first, err := newCache(t, root).Folder("x", []string{"1"}, fill("one"))
	if err != nil {
		t.Fatal(err)
	}
	never := func(string) error { return errors.New("it was there") }
	again, err := newCache(t, root).Folder("x", []string{"1"}, never)
	if err != nil || again != first {
		t.Errorf("got %q, %v, want %q", again, err, first)
	}
	for _, contents := range [][]string{{"2"}, {"1", ""}, {"", "1"}} {
		other, err := newCache(t, root).Folder("x", contents, fill("two"))
		if err != nil || other == first {
			t.Errorf("%q: got %q, %v", contents, other, err)
		}
	}
}

func TestAFolderThatFailedIsNotThere(t *testing.T) {
	root := t.TempDir()
	broken := func(folder string) error { return errors.Join(fill("half")(folder), errors.New("cut off")) }
	if _, err := newCache(t, root).Folder("x", nil, broken); err == nil || !strings.Contains(err.Error(), "x: cut off") {
		t.Errorf("got %v", err)
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if _, err := newCache(t, root).Folder("x", nil, fill("whole")); err != nil {
		t.Error(err)
	}
}

// Two caches of one folder are two processes.
func TestProcessesThatMakeTheSameAtOnceBothHaveIt(t *testing.T) {
	root := t.TempDir()
	var filled atomic.Int32
	var both, done sync.WaitGroup
	both.Add(2)
	for range 2 {
		c := newCache(t, root)
		done.Go(func() {
			folder, err := c.Folder("x", nil, func(folder string) error {
				filled.Add(1)
				both.Done()
				both.Wait()
				return fill("whole")(folder)
			})
			if content, _ := os.ReadFile(filepath.Join(folder, "a")); err != nil || string(content) != "whole" {
				t.Errorf("got %q, %v", content, err)
			}
		})
	}
	done.Wait()
	if entries, err := os.ReadDir(root); err != nil || len(entries) != 1 || filled.Load() != 2 {
		t.Errorf("%d made %v, %v", filled.Load(), entries, err)
	}
}

func TestWhatKilledRunsLeftIsRemovedAndWhatOthersMakeIsNot(t *testing.T) {
	root := t.TempDir()
	for name, age := range map[string]time.Duration{fillingPrefix + "old": abandonedAfter + time.Hour, fillingPrefix + "new": time.Minute, "kept": 1000 * time.Hour} {
		path := filepath.Join(root, name)
		if err := errors.Join(os.Mkdir(path, 0o755), os.Chtimes(path, time.Now(), time.Now().Add(-age))); err != nil {
			t.Fatal(err)
		}
	}
	newCache(t, root)
	entries, err := os.ReadDir(root)
	if err != nil || len(entries) != 2 || entries[0].Name() != fillingPrefix+"new" {
		t.Errorf("left: %v, %v", entries, err)
	}
}

func TestWhatNpmInstallsFromIsTheLockAndEveryManifestThatItLinksTo(t *testing.T) {
	source := fstest.MapFS{
		"package.json":        {Data: []byte(`{"dependencies":{"p":"file:plugin"}}`)},
		"package-lock.json":   {Data: []byte(`{"packages":{"":{},"plugin":{},"node_modules/p":{"link":true},"plugin/node_modules/q":{}}}`)},
		"plugin/package.json": {Data: []byte(`{"name":"p"}`)},
		"server.js":           {Data: []byte(`no part of it`)},
	}
	files, err := lockedFiles(source)
	var paths []string
	for _, f := range files {
		paths = append(paths, f.path)
	}
	if want := "package-lock.json package.json plugin/package.json"; err != nil || strings.Join(paths, " ") != want {
		t.Errorf("got %q, %v, want %q", paths, err, want)
	}
	delete(source, "plugin/package.json")
	if _, err := lockedFiles(source); err == nil {
		t.Error("a manifest that is not there is no error")
	}
}

func TestASecondTreeHasTheSameFilesAndLinks(t *testing.T) {
	root := t.TempDir()
	from, to := filepath.Join(root, "from"), filepath.Join(root, "to")
	if err := errors.Join(os.MkdirAll(filepath.Join(from, "d"), 0o755), fill("one")(filepath.Join(from, "d")), os.Symlink("d/a", filepath.Join(from, "l"))); err != nil {
		t.Fatal(err)
	}
	if err := LinkTree(from, to); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"d/a", "l"} {
		if content, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(content) != "one" {
			t.Errorf("%s: %q, %v", name, content, err)
		}
	}
	if target, err := os.Readlink(filepath.Join(to, "l")); err != nil || target != "d/a" {
		t.Errorf("the link points to %q, %v", target, err)
	}
}

func TestAProgramThatIsNotThereIsNamed(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := newCache(t, t.TempDir()).Node("24.0.0")
	if err == nil || !strings.Contains(err.Error(), "npm is not on PATH, and the tests need it") {
		t.Errorf("got %v", err)
	}
}

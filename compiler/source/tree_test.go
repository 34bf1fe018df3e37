package source_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/compiler/source"
)

// folder writes files below a new folder: a content that begins with "-> " is a link, and a name that ends with "*" is
// executable.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		clean, run := strings.CutSuffix(name, "*")
		file := filepath.Join(dir, filepath.FromSlash(clean))
		err := os.MkdirAll(filepath.Dir(file), 0o755)
		if target, link := strings.CutPrefix(files[name], "-> "); link {
			err = errors.Join(err, os.Symlink(target, file))
		} else {
			err = errors.Join(err, os.WriteFile(file, []byte(files[name]), 0o600))
		}
		if run {
			err = errors.Join(err, os.Chmod(file, 0o700))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read reads the folder f as a source: each file as "PATH=CONTENT", and with a star where it is executable.
func read(t *testing.T, files map[string]string) (string, error) {
	t.Helper()
	root, err := source.Open(folder(t, files))
	if err != nil {
		t.Fatal(err)
	}
	s, err := root.ReadTree("f")
	if err != nil {
		return "", err
	}
	var out []string
	for _, file := range s.Files {
		star := ""
		if file.Executable {
			star = "*"
		}
		out = append(out, file.Path+star+"="+string(file.Data))
	}
	return strings.Join(out, " "), nil
}

func TestDependenciesAreReadAsTheyAre(t *testing.T) {
	got, err := read(t, map[string]string{
		"f/index.js": "1", "f/bin/run*": "2", "f/node_modules/left/index.js": "3", "f/node_modules/left/.hidden": "4",
		"f/vendor/requests/__init__.py": "5", "f/vendor/requests/native.so*": "6", "f/.eslintrc": "7",
		"f/.git/HEAD": "no", "f/.env": "no", "f/.env.local": "no", "f/vendor/requests/__pycache__/a.pyc": "no", "f/node_modules/.cache/a": "no",
	})
	want := ".eslintrc=7 bin/run*=2 index.js=1 node_modules/left/.hidden=4 node_modules/left/index.js=3 vendor/requests/__init__.py=5 vendor/requests/native.so*=6"
	if err != nil || got != want {
		t.Errorf("got  %s %v\nwant %s", got, err, want)
	}
}

func TestLinksInsideTheFolderAreWhatTheyLeadTo(t *testing.T) {
	got, err := read(t, map[string]string{
		"f/index.js":                   "1",
		"f/packages/lib/lib.js":        "2",
		"f/packages/lib/cli.js*":       "3",
		"f/node_modules/lib":           "-> ../packages/lib",
		"f/node_modules/.bin/lib":      "-> ../lib/cli.js",
		"f/node_modules/lib-again":     "-> lib",
		"f/node_modules/deep/node_mod": "-> ../../packages",
	})
	want := "index.js=1 node_modules/.bin/lib*=3 node_modules/deep/node_mod/lib/cli.js*=3 node_modules/deep/node_mod/lib/lib.js=2 " +
		"node_modules/lib-again/cli.js*=3 node_modules/lib-again/lib.js=2 node_modules/lib/cli.js*=3 node_modules/lib/lib.js=2 " +
		"packages/lib/cli.js*=3 packages/lib/lib.js=2"
	if err != nil || got != want {
		t.Errorf("got  %s %v\nwant %s", got, err, want)
	}
}

func TestLinksThatLeaveTheFolderAreRefused(t *testing.T) {
	secret := filepath.Join(folder(t, map[string]string{"secret": "s"}), "secret")
	for name, files := range map[string]map[string]string{
		"beside":     {"f/a": "-> ../other/a", "other/a": "1"},
		"above":      {"f/a": "-> ../../../../../../etc/hostname"},
		"absolute":   {"f/a": "-> " + secret},
		"by folder":  {"f/a": "-> ../other", "other/a": "1"},
		"by a link":  {"f/a": "-> b", "f/b": "-> ../other/a", "other/a": "1"},
		"by a step":  {"f/a": "-> ../f-2/a", "f-2/a": "1"},
		"to itself":  {"f/a": "-> a"},
		"to nothing": {"f/a": "-> b"},
		"in a loop":  {"f/x/a": "-> ../x"},
	} {
		files["f/index.js"] = "1"
		got, err := read(t, files)
		var known *source.Error
		if !errors.As(err, &known) || !strings.HasPrefix(known.Path, "f/") || got != "" {
			t.Errorf("%s: %q and %v", name, got, err)
		}
	}
	// A folder that is a link itself is read where it leads to, and its own links stay inside that.
	if got, err := read(t, map[string]string{"f": "-> real", "real/a": "1", "real/b": "-> a"}); err != nil || got != "a=1 b=1" {
		t.Errorf("%s %v", got, err)
	}
}

// TestManyLinksToOneFolderEnd has folders of which each holds two links to the next: 2^40 folders, and no file.
func TestManyLinksToOneFolderEnd(t *testing.T) {
	files := map[string]string{"f/index.js": "1", "f/d40/z": "1"}
	for i := range 40 {
		next := "-> ../d" + string(rune('0'+(i+1)/10)) + string(rune('0'+(i+1)%10))
		name := "f/d" + string(rune('0'+i/10)) + string(rune('0'+i%10))
		files[name+"/a"], files[name+"/b"] = next, next
	}
	if _, err := read(t, files); err == nil || !strings.Contains(err.Error(), "holds more than") {
		t.Errorf("%v", err)
	}
}

func TestAFileWithABackslashInItsNameIsRefused(t *testing.T) {
	if got, err := read(t, map[string]string{"f/index.js": "1", `f/a\b`: "2"}); err == nil {
		t.Errorf("read as %s", got)
	}
}

func TestWhatCountsIsTheOwnersExecutableBitAlone(t *testing.T) {
	dir := folder(t, map[string]string{"f/a": "1", "f/b": "2"})
	root, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for mode, want := range map[fs.FileMode]bool{0o700: true, 0o755: true, 0o600: false, 0o644: false, 0o666: false, 0o655: false} {
		if err := os.Chmod(filepath.Join(dir, "f", "a"), mode); err != nil {
			t.Fatal(err)
		}
		s, err := root.ReadTree("f")
		if err != nil || s.Files[0].Executable != want {
			t.Errorf("%v: %v %v", mode, s, err)
		}
	}
}

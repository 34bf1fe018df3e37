//go:build unix

package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// zipTopology is a function of each language with dependencies, an ignore file, links and something to run.
var zipTopology = map[string]string{
	"app.hcl": `
topology "zips" {}

function "web" {
  runtime = "nodejs24"
  source  = "./web"
}

function "job" {
  runtime = "python3.13"
  source  = "./job"
}

gateway "edge" {}

api_endpoint "all" {
  gateway = gateway.edge
  paths   = ["/*"]
  to      = function.web
}

api_endpoint "job" {
  gateway = gateway.edge
  paths   = ["/job"]
  to      = function.job
}

environment "prod" {
  backend "aws" {}
}
`,
	"web/index.js":                    "exports.handler = (req, res) => res.send('ok');\n",
	"web/crlf.txt":                    "two\r\nlines\r\n",
	"web/.espcignore":                 "*.md\n/test/\n",
	"web/README.md":                   "not in the zip\n",
	"web/test/index.test.js":          "not in the zip\n",
	"web/packages/lib/index.js":       "module.exports = 1;\n",
	"web/node_modules/lib":            "-> ../packages/lib",
	"web/node_modules/left/index.js":  "module.exports = 2;\n",
	"web/node_modules/left/cli.js*":   "#!/usr/bin/env node\n",
	"web/node_modules/.bin/left":      "-> ../left/cli.js",
	"job/main.py":                     "def handler(request):\n    return 'ok'\n",
	"job/requests/__init__.py":        "x = 1\n",
	"job/requests/größe.py":           "y = 2\n",
	"job/requests/native/__init__.py": "",
}

// copyTo writes the topology's files in an order: a content that begins with "-> " is a link, a name that ends with "*" is
// executable.
func copyTo(t *testing.T, dir string, names []string) {
	t.Helper()
	for _, name := range names {
		clean, run := strings.CutSuffix(name, "*")
		file := filepath.Join(dir, filepath.FromSlash(clean))
		err := os.MkdirAll(filepath.Dir(file), 0o777)
		if target, link := strings.CutPrefix(zipTopology[name], "-> "); link {
			err = errors.Join(err, os.Symlink(target, file))
		} else {
			mode := fs.FileMode(0o666)
			if run {
				mode = 0o777
			}
			err = errors.Join(err, os.WriteFile(file, []byte(zipTopology[name]), mode))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// compiled compiles a folder and returns every file of the output.
func compiled(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	var errs bytes.Buffer
	if code := Run(context.Background(), []string{"compile", "--out", out, dir}, IO{In: strings.NewReader(""), Out: io.Discard, Err: &errs, Dir: "."}); code != 0 {
		t.Fatalf("exit %d: %s", code, errs.String())
	}
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(out), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			files[name], err = fs.ReadFile(os.DirFS(out), name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestTheSameFolderGivesTheSameZipOnAnyMachine compiles copies that differ in everything but the files themselves.
func TestTheSameFolderGivesTheSameZipOnAnyMachine(t *testing.T) {
	names := slices.Sorted(maps.Keys(zipTopology))
	first := t.TempDir()
	copyTo(t, first, names)
	want := compiled(t, first)
	var zips []string
	for name := range want {
		if strings.HasPrefix(name, "aws/functions/") {
			zips = append(zips, name)
		}
	}
	if len(zips) != 2 || want["aws/template.yaml"] == nil {
		t.Fatalf("the output is %v", slices.Sorted(maps.Keys(want)))
	}
	same := func(t *testing.T, dir string) {
		t.Helper()
		got := compiled(t, dir)
		if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
			t.Errorf("the output is %v", slices.Sorted(maps.Keys(got)))
		}
		for name, data := range want {
			if !bytes.Equal(got[name], data) {
				t.Errorf("%s differs", name)
			}
		}
	}

	t.Run("files in another order, another path and another umask", func(t *testing.T) {
		reversed := slices.Clone(names)
		slices.Reverse(reversed)
		for _, umask := range []int{0o000, 0o027, 0o077} {
			dir := filepath.Join(t.TempDir(), "a much longer path", "größer")
			func() {
				defer syscall.Umask(syscall.Umask(umask))
				copyTo(t, dir, reversed)
			}()
			same(t, dir)
		}
	})
	t.Run("other times", func(t *testing.T) {
		dir := t.TempDir()
		copyTo(t, dir, names)
		at := time.Date(2001, 2, 3, 4, 5, 6, 7, time.UTC)
		err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.Type()&fs.ModeSymlink != 0 {
				return err
			}
			at = at.Add(time.Hour)
			return os.Chtimes(p, at, at)
		})
		if err != nil {
			t.Fatal(err)
		}
		same(t, dir)
	})
	t.Run("another locale and time zone", func(t *testing.T) {
		for _, locale := range []string{"C", "tr_TR.UTF-8", "de_DE.ISO-8859-1"} {
			t.Setenv("LC_ALL", locale)
			t.Setenv("LANG", locale)
			t.Setenv("TZ", "Pacific/Kiritimati")
			same(t, first)
		}
	})
	t.Run("other numbers of processors", func(t *testing.T) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
		for _, n := range []int{1, 2, 8} {
			runtime.GOMAXPROCS(n)
			same(t, first)
		}
	})
	t.Run("a checkout by git", func(t *testing.T) {
		program, err := exec.LookPath("git")
		if err != nil {
			t.Log("git is not on PATH: a checkout was not compiled")
			return
		}
		git := func(args ...string) {
			t.Helper()
			command := exec.Command(program, args...)
			command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
			if out, err := command.CombinedOutput(); err != nil {
				t.Fatalf("git %v: %v\n%s", args, err, out)
			}
		}
		origin := t.TempDir()
		copyTo(t, origin, names)
		git("-C", origin, "init", "-q")
		git("-C", origin, "-c", "core.autocrlf=false", "add", "--force", ".")
		git("-C", origin, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", "a")
		for _, settings := range []string{"core.autocrlf=false", "core.autocrlf=input", "core.eol=crlf"} {
			dir := filepath.Join(t.TempDir(), "checkout")
			git("-c", settings, "clone", "-q", origin, dir)
			same(t, dir)
		}
	})
}

// TestAnyChangeOfAFileGivesAnotherZip is the other half: what does count.
func TestAnyChangeOfAFileGivesAnotherZip(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, dir, slices.Sorted(maps.Keys(zipTopology)))
	zips := func() string {
		var out []string
		for name := range compiled(t, dir) {
			if strings.HasSuffix(name, ".zip") {
				out = append(out, name)
			}
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	before := zips()
	for what, change := range map[string]func() error{
		"a byte of a dependency": func() error {
			return os.WriteFile(filepath.Join(dir, "web/node_modules/left/index.js"), []byte("module.exports = 3;\n"), 0o600)
		},
		"an executable bit": func() error { return os.Chmod(filepath.Join(dir, "web/index.js"), 0o700) },
		"an empty file":     func() error { return os.WriteFile(filepath.Join(dir, "job/py.typed"), nil, 0o600) },
		"an ignored file":   func() error { return os.WriteFile(filepath.Join(dir, "web/.espcignore"), []byte("*.md\n"), 0o600) },
	} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		if after := zips(); after == before {
			t.Errorf("%s changes nothing", what)
		} else {
			before = after
		}
	}
}

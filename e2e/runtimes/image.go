package runtimes

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"espc.dev/e2e/provision"
)

// Stdlib is a link within this module: go test takes a result out of its cache unless a file changed that the test had opened
// below the module's root.
const Stdlib = "../testdata/stdlib"

var userCache = sync.OnceValues(provision.UserCache)

// Packages returns the cache of what tests install.
func Packages(t testing.TB) *provision.Cache {
	t.Helper()
	c, err := userCache()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Dir returns a folder of the standard library as an absolute path, and opens its files, so that a change of one runs the test
// again.
func Dir(t testing.TB, name string) string {
	t.Helper()
	return Tree(t, filepath.Join(Stdlib, name))
}

// Tree is Dir for any folder within this module, be it by a link.
func Tree(t testing.TB, folder string) string {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	resolved, err := filepath.EvalSymlinks(folder)
	if err != nil {
		t.Fatal(err)
	}
	absolute, err := filepath.Abs(resolved)
	if err != nil {
		t.Fatal(err)
	}
	return absolute
}

// Names returns the runtimes whose names begin so; none is an error.
func Names(t testing.TB, prefix string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(Stdlib, "runtimes"))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), prefix) {
			out = append(out, entry.Name())
		}
	}
	if len(out) == 0 {
		t.Fatalf("there is no runtime %s…", prefix)
	}
	return out
}

var nodeImage = regexp.MustCompile(`(?m)^ARG BASE=node:(\d+\.\d+\.\d+)-`)

// clientCopy is a line of a Dockerfile that copies a file of the client to where functions require it.
var clientCopy = regexp.MustCompile(`(?m)^COPY (\S+) \./node_modules/espc/(\S+)$`)

func dockerfile(t testing.TB, runtime string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(Dir(t, "runtimes/"+runtime), "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Node returns the release of Node that a runtime's image has, as a program.
func Node(t testing.TB, runtime string) string {
	t.Helper()
	found := nodeImage.FindStringSubmatch(dockerfile(t, runtime))
	if found == nil {
		t.Fatalf("the Dockerfile of %s names no release of Node", runtime)
	}
	program, err := Packages(t).Node(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// Image lays a Node runtime's folder out as its image has it: what the lock file says, the build folder, and the client.
func Image(t testing.TB, runtime string) string {
	t.Helper()
	build := Dir(t, "runtimes/"+runtime)
	installed, err := Packages(t).NodeModules(runtime, os.DirFS(build))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := Packages(t).Scratch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if err := provision.LinkTree(filepath.Join(installed, "node_modules"), filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS(build)); err != nil {
		t.Fatal(err)
	}
	// The client is copied into node_modules by its own lines.
	for _, line := range clientCopy.FindAllStringSubmatch(dockerfile(t, runtime), -1) {
		content, err := os.ReadFile(filepath.Join(build, line[1]))
		if err == nil {
			err = os.CopyFS(filepath.Join(folder, "node_modules"), asFile("espc/"+line[2], content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// asFile is a folder with one file.
func asFile(path string, content []byte) fs.FS {
	return fstest.MapFS{path: {Data: content, Mode: 0o644}}
}

// Redis returns what finds a redis-server: nothing where there is one, else that of Debian.
func Redis(t testing.TB) []string {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return nil
	}
	folder, err := Packages(t).Debian("redis-server", "redis-server", "redis-tools", "libjemalloc2", "liblzf1", "libatomic1")
	if err != nil {
		t.Fatal(fmt.Errorf("redis-server is not on PATH, and the gateway's tests need it: %w", err))
	}
	return []string{
		"PATH=" + filepath.Join(folder, "usr", "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"LD_LIBRARY_PATH=" + provision.LibraryPath(folder),
	}
}

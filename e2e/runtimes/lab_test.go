package runtimes_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"espc.dev/e2e/provision"
)

// stdlib is a link within this module: go test takes a result out of its cache unless a file changed that the test had opened
// below the module's root.
const stdlib = "../testdata/stdlib"

var userCache = sync.OnceValues(provision.UserCache)

func cache(t *testing.T) *provision.Cache {
	t.Helper()
	c, err := userCache()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// dir returns a folder of the standard library as an absolute path, and opens its files, so that a change of one runs the test
// again.
func dir(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join(stdlib, name)
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

// names returns the runtimes whose names begin so; none is an error.
func names(t *testing.T, prefix string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(stdlib, "runtimes"))
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

func dockerfile(t *testing.T, runtime string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir(t, "runtimes/"+runtime), "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// node returns the release of Node that a runtime's image has, as a program.
func node(t *testing.T, runtime string) string {
	t.Helper()
	found := nodeImage.FindStringSubmatch(dockerfile(t, runtime))
	if found == nil {
		t.Fatalf("the Dockerfile of %s names no release of Node", runtime)
	}
	program, err := cache(t).Node(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// image lays a Node runtime's folder out as its image has it: what the lock file says, the build folder, and the client.
func image(t *testing.T, runtime string) string {
	t.Helper()
	build := dir(t, "runtimes/"+runtime)
	installed, err := cache(t).NodeModules(runtime, os.DirFS(build))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache(t).Scratch()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
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

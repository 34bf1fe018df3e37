package stdlib_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/stdlib"
)

func files(t *testing.T, name string) fs.FS {
	t.Helper()
	folder, err := stdlib.RuntimeFiles(name)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func read(t *testing.T, folder fs.FS, path string) string {
	t.Helper()
	content, err := fs.ReadFile(folder, path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func digest(t *testing.T, folder fs.FS) string {
	t.Helper()
	sum, err := stdlib.FolderDigest(folder)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func TestRuntimesAreListedSorted(t *testing.T) {
	want := []string{
		"function-nodejs22", "function-nodejs24",
		"function-python3.12", "function-python3.13", "function-python3.14",
		"gateway-express", "workspace-loopback3",
	}
	if got := stdlib.Runtimes(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnknownRuntimeIsAnError(t *testing.T) {
	for _, name := range []string{"", ".", "..", "function-nodejs20", "gateway-express/plugin"} {
		if _, err := stdlib.RuntimeFiles(name); err == nil {
			t.Errorf("RuntimeFiles(%q) found something", name)
		}
		if _, err := stdlib.RuntimeImage("", name); err == nil {
			t.Errorf("RuntimeImage(%q) found something", name)
		}
	}
}

func TestImageNamesRuntimeAndDigest(t *testing.T) {
	sum := digest(t, files(t, "gateway-express"))
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(sum) {
		t.Fatalf("digest %q is not 12 hex digits", sum)
	}
	for registry, want := range map[string]string{
		"":                   "espc-gateway-express:" + sum,
		"registry.test/shop": "registry.test/shop/espc-gateway-express:" + sum,
	} {
		if got, err := stdlib.RuntimeImage(registry, "gateway-express"); err != nil || got != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

func TestDigestDependsOnPathsAndContentsAlone(t *testing.T) {
	base := fstest.MapFS{"a": {Data: []byte("12")}, "b/c": {Data: []byte("3")}}
	same := fstest.MapFS{"b/c": {Data: []byte("3"), Mode: 0o755}, "a": {Data: []byte("12"), Mode: 0o600}, "empty": {Mode: fs.ModeDir}}
	if digest(t, base) != digest(t, same) {
		t.Error("modes or empty folders change the digest")
	}
	for name, other := range map[string]fstest.MapFS{
		"other content":         {"a": {Data: []byte("13")}, "b/c": {Data: []byte("3")}},
		"other name":            {"a": {Data: []byte("12")}, "b/d": {Data: []byte("3")}},
		"a byte in another one": {"a": {Data: []byte("1")}, "b/c": {Data: []byte("23")}},
		"contents swapped":      {"a": {Data: []byte("3")}, "b/c": {Data: []byte("12")}},
		"one file more":         {"a": {Data: []byte("12")}, "b/c": {Data: []byte("3")}, "d": {}},
	} {
		if digest(t, base) == digest(t, other) {
			t.Errorf("%s: the digest is the same", name)
		}
	}
}

// What was never embedded, such as an ignored folder, would change the digest of a build from the folder on disk.
func TestDigestOfTheFolderOnDiskIsThatOfTheEmbeddedOne(t *testing.T) {
	for _, name := range stdlib.Runtimes() {
		if got, want := digest(t, os.DirFS(filepath.Join("runtimes", name))), digest(t, files(t, name)); got != want {
			t.Errorf("%s: %s on disk, %s embedded", name, got, want)
		}
	}
}

func TestEveryRuntimeIsABuildFolderForAnUnprivilegedUser(t *testing.T) {
	for _, name := range stdlib.Runtimes() {
		folder := files(t, name)
		if read(t, folder, "README.md") == "" || !strings.HasPrefix(read(t, folder, ".dockerignore"), "*\n") {
			t.Errorf("%s: no README, or a .dockerignore that lets all in", name)
		}
		dockerfile := read(t, folder, "Dockerfile")
		if !regexp.MustCompile(`(?m)^ARG BASE=(node|python):\d+\.\d+\.\d+-`).MatchString(dockerfile) {
			t.Errorf("%s: the base image is not pinned", name)
		}
		if !strings.Contains(dockerfile, "\nUSER 65532:65532\n") || !strings.Contains(dockerfile, "\nENTRYPOINT [") {
			t.Errorf("%s: runs as root, or in a shell that keeps signals", name)
		}
	}
}

func TestNodeDependenciesAreLockedWithoutARegistry(t *testing.T) {
	for _, name := range stdlib.Runtimes() {
		folder := files(t, name)
		if _, err := fs.Stat(folder, "package.json"); err != nil {
			continue
		}
		var manifest struct{ Dependencies map[string]string }
		if err := json.Unmarshal([]byte(read(t, folder, "package.json")), &manifest); err != nil {
			t.Fatal(err)
		}
		var lock struct {
			Packages map[string]struct {
				Version, Resolved, Integrity string
				Link                         bool
				Dependencies                 map[string]string
			}
		}
		if err := json.Unmarshal([]byte(read(t, folder, "package-lock.json")), &lock); err != nil {
			t.Fatal(err)
		}
		exact := regexp.MustCompile(`^(\d+\.\d+\.\d+|file:\w+)$`)
		for dependency, version := range manifest.Dependencies {
			if !exact.MatchString(version) || lock.Packages[""].Dependencies[dependency] != version {
				t.Errorf("%s: %s %s is not pinned, or not what the lock has", name, dependency, version)
			}
		}
		for path, entry := range lock.Packages {
			if !strings.Contains(path, "node_modules/") || entry.Link {
				continue
			}
			if entry.Resolved != "" || entry.Integrity == "" {
				t.Errorf("%s: %s names a registry or has no integrity", name, path)
			}
		}
	}
}

func TestFunctionRuntimesOfALanguageStartAlike(t *testing.T) {
	for _, group := range []struct {
		file  string
		names []string
	}{
		{"start.js", []string{"function-nodejs22", "function-nodejs24"}},
		{"start.py", []string{"function-python3.12", "function-python3.13", "function-python3.14"}},
		{"requirements.txt", []string{"function-python3.12", "function-python3.13", "function-python3.14"}},
	} {
		want := read(t, files(t, group.names[0]), group.file)
		for _, name := range group.names[1:] {
			if read(t, files(t, name), group.file) != want {
				t.Errorf("%s of %s is another than that of %s", group.file, name, group.names[0])
			}
		}
	}
}

func TestPythonRequirementsArePinned(t *testing.T) {
	pin := regexp.MustCompile(`^[a-z0-9-]+==\d+\.\d+(\.\d+)?$`)
	for line := range strings.Lines(read(t, files(t, "function-python3.14"), "requirements.txt")) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") && !pin.MatchString(line) {
			t.Errorf("%q is not pinned", line)
		}
	}
}

// A build folder holds all of an image, so what the images of one language share stands in each of them.
func TestImagesOfOneLanguageFilterEventsAlike(t *testing.T) {
	for file, runtimes := range map[string][]string{
		"events.js":      {"function-nodejs22", "function-nodejs24"},
		"espc_events.py": {"function-python3.12", "function-python3.13", "function-python3.14"},
	} {
		first := read(t, files(t, runtimes[0]), file)
		for _, other := range runtimes[1:] {
			if read(t, files(t, other), file) != first {
				t.Errorf("%s of %s is not that of %s", file, other, runtimes[0])
			}
		}
	}
}

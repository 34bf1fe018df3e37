package runtimes_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/provision"
	"espc.dev/e2e/suite"
)

// The tests of one Node runtime are in the folder of its name; those of all function runtimes are in function-nodejs.
func TestRuntimesOfNodeDoWhatTheirImagesAreFor(t *testing.T) {
	for _, runtime := range names(t, "") {
		if _, err := os.Stat(filepath.Join(stdlib, "runtimes", runtime, "package.json")); err != nil {
			continue
		}
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			env := []string{"RUNTIME_DIR=" + image(t, runtime)}
			if runtime == "gateway-express" {
				env = append(env, redis(t)...)
			}
			suite.RunNode(t, suite.Suite{Program: node(t, runtime), Tests: nodeTests(t, testFolders(runtime)...), Env: env})
		})
	}
}

// testFolders are the folders with a runtime's tests.
func testFolders(runtime string) []string {
	var out []string
	if strings.HasPrefix(runtime, "function-nodejs") {
		out = append(out, "runtimestest/function-nodejs")
	}
	if _, err := os.Stat(filepath.Join(stdlib, "runtimestest", runtime)); err == nil {
		out = append(out, "runtimestest/"+runtime)
	}
	return out
}

// redis returns what finds a redis-server: nothing where there is one, else that of Debian.
func redis(t *testing.T) []string {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err == nil {
		return nil
	}
	folder, err := cache(t).Debian("redis-server", "redis-server", "redis-tools", "libjemalloc2", "liblzf1", "libatomic1")
	if err != nil {
		t.Fatal(fmt.Errorf("redis-server is not on PATH, and the gateway's tests need it: %w", err))
	}
	return []string{
		"PATH=" + filepath.Join(folder, "usr", "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"LD_LIBRARY_PATH=" + provision.LibraryPath(folder),
	}
}

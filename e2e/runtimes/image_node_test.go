package runtimes_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

// The tests of one Node runtime are in the folder of its name; those of all function runtimes are in function-nodejs.
func TestRuntimesOfNodeDoWhatTheirImagesAreFor(t *testing.T) {
	for _, runtime := range runtimes.Names(t, "") {
		if _, err := os.Stat(filepath.Join(runtimes.Stdlib, "runtimes", runtime, "package.json")); err != nil {
			continue
		}
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			env := []string{"RUNTIME_DIR=" + runtimes.Image(t, runtime), filters(t)}
			if runtime == "gateway-express" {
				env = append(env, runtimes.Redis(t)...)
			}
			suite.RunNode(t, suite.Suite{Program: runtimes.Node(t, runtime), Tests: nodeTests(t, testFolders(runtime)...), Env: env})
		})
	}
}

// testFolders are the folders with a runtime's tests.
func testFolders(runtime string) []string {
	var out []string
	if strings.HasPrefix(runtime, "function-nodejs") {
		out = append(out, "runtimestest/function-nodejs")
	}
	if _, err := os.Stat(filepath.Join(runtimes.Stdlib, "runtimestest", runtime)); err == nil {
		out = append(out, "runtimestest/"+runtime)
	}
	return out
}

package stdlib_test

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"espc.dev/stdlib"
)

// functionRuntimes are the runtimes of functions, as the language names them.
func functionRuntimes() []string {
	var out []string
	for _, name := range stdlib.Runtimes() {
		if runtime, ok := strings.CutPrefix(name, "function-"); ok {
			out = append(out, runtime)
		}
	}
	return out
}

// adapterPaths returns the paths of an adapter's files.
func adapterPaths(t *testing.T, files fs.FS) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestEveryFunctionRuntimeHasALambdaAdapterWithItsHandler(t *testing.T) {
	for _, runtime := range functionRuntimes() {
		files, handler, err := stdlib.LambdaAdapter(runtime)
		if err != nil {
			t.Errorf("%s: %v", runtime, err)
			continue
		}
		// Lambda finds Node's handler by its path and Python's by its module.
		want, module := "espc_lambda/index.handler", "espc_lambda/index.mjs"
		if strings.HasPrefix(runtime, "python") {
			want, module = "espc_lambda.index.handler", "espc_lambda/index.py"
		}
		if handler != want {
			t.Errorf("%s: handler %q, want %q", runtime, handler, want)
		}
		job := stdlib.LambdaJobHandler(handler)
		if job != strings.Replace(want, "index", "job", 1) {
			t.Errorf("%s: the handler of jobs is %q", runtime, job)
		}
		for _, module := range []string{module, strings.Replace(strings.Replace(module, "index", "job", 1), ".mjs", ".js", 1)} {
			if !strings.Contains(read(t, files, module), "handler") {
				t.Errorf("%s: %s has no handler", runtime, module)
			}
		}
	}
}

func TestUnknownRuntimesHaveNoLambdaAdapter(t *testing.T) {
	for _, runtime := range []string{"", "nodejs", "nodejs18", "python2.7", "gateway-express", "go1.x", "../node"} {
		if _, _, err := stdlib.LambdaAdapter(runtime); err == nil {
			t.Errorf("LambdaAdapter(%q) found something", runtime)
		}
	}
}

// Compiled files and tests would end up in every function's zip, and change its digest from machine to machine.
func TestLambdaAdaptersAreSourceAlone(t *testing.T) {
	for runtime, extensions := range map[string][]string{"nodejs24": {".js", ".mjs", ".json"}, "python3.14": {".py"}} {
		files, _, err := stdlib.LambdaAdapter(runtime)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range adapterPaths(t, files) {
			if !slices.Contains(extensions, path.Ext(name)) || strings.Contains(name, "test_") || strings.Contains(name, ".test.") {
				t.Errorf("%s: %s is no source of the adapter", runtime, name)
			}
		}
	}
}

// What a function imports is the same file in both worlds.
func TestTheClientOfARuntimeImageIsThatOfTheLambdaAdapter(t *testing.T) {
	for _, runtime := range functionRuntimes() {
		files, _, err := stdlib.LambdaAdapter(runtime)
		if err != nil {
			t.Fatal(err)
		}
		inImage := map[string]string{"espc.js": "node_modules/espc/index.js", "aws.js": "node_modules/espc/aws.js"}
		if strings.HasPrefix(runtime, "python") {
			inImage = map[string]string{"espc.py": "espc.py", "espc_aws.py": "espc_aws.py"}
		}
		for image, adapter := range inImage {
			if read(t, runtimeFolder(t, "function-"+runtime), image) != read(t, files, adapter) {
				t.Errorf("%s: %s of the image is another than %s of the adapter", runtime, image, adapter)
			}
		}
	}
}

// A gateway that invokes a function signs as the client does.
func TestTheGatewayCallsAWSAsTheClientDoes(t *testing.T) {
	if read(t, runtimeFolder(t, "gateway-express"), "plugin/aws.js") != read(t, runtimeFolder(t, "function-nodejs24"), "aws.js") {
		t.Error("plugin/aws.js of the gateway is another than aws.js of the functions")
	}
}

func runtimeFolder(t *testing.T, name string) fs.FS {
	t.Helper()
	return files(t, name)
}

package functions

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"espc.dev/e2e/provision"
	"espc.dev/e2e/runtimes"
)

// pythonProcess is what runs a function of Python.
type pythonProcess struct {
	program string
	args    []string
	folder  string
	env     []string
}

var (
	pythonOnce sync.Mutex
	pythons    = map[string]provision.Python{}
)

// python returns what runs a function of a runtime: the image's own start where python3 has what that needs, else what stands in for it.
func python(t testing.TB, runtime string) pythonProcess {
	t.Helper()
	image := runtimes.Dir(t, "runtimes/"+runtime)
	pythonOnce.Lock()
	defer pythonOnce.Unlock()
	interpreter, known := pythons[runtime]
	if !known {
		requirements, err := os.ReadFile(filepath.Join(image, "requirements.txt"))
		if err != nil {
			t.Fatal(err)
		}
		if interpreter, _, err = runtimes.Packages(t).Python(runtime, string(requirements)); err != nil {
			t.Fatal(err)
		}
		pythons[runtime] = interpreter
	}
	hooks, err := filepath.Abs("python")
	if err != nil {
		t.Fatal(err)
	}
	paths := hooks + string(os.PathListSeparator) + image
	if interpreter.Packages != "" {
		paths += string(os.PathListSeparator) + interpreter.Packages
	}
	out := pythonProcess{program: interpreter.Program, folder: image, args: []string{"start.py"}, env: []string{"PYTHONPATH=" + paths, "PYTHONDONTWRITEBYTECODE=1"}}
	if interpreter.Version("functions-framework") == "" || interpreter.Version("gunicorn") == "" {
		t.Logf("%s runs behind Flask with the framework's routes, since pip cannot have functions-framework", runtime)
		out.args = []string{filepath.Join(hooks, "standin.py")}
	}
	return out
}

package runtimes_test

import (
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"

	"espc.dev/e2e/provision"
	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

// pythonRuntime is the one whose requirements the reference is installed from; all Python runtimes have the same.
const (
	pythonRuntime    = "function-python3.12"
	requirementsFile = runtimes.Stdlib + "/runtimes/" + pythonRuntime + "/requirements.txt"
)

var flaskPin = regexp.MustCompile(`(?m)^flask==(\d+\.\d+)`)

func TestFunctionsOfPythonAnswerAlikeBehindFunctionsFrameworkAndOnLambda(t *testing.T) {
	t.Parallel()
	runtimes.Dir(t, "lambda/python")
	runtimes.Dir(t, "lambdatest/events")
	interpreter := python(t)
	suite.RunPython(t, suite.Suite{Program: interpreter.Program, Tests: []string{runtimes.Dir(t, "lambdatest/python")}, Env: interpreter.Env()})
}

// What stands before functions-framework needs no more than Python itself.
func TestRuntimesOfPythonTakeTheEventsThatAreForTheFunction(t *testing.T) {
	t.Parallel()
	interpreter := python(t)
	for _, runtime := range runtimes.Names(t, "function-python") {
		t.Run(runtime, func(t *testing.T) {
			env := append(interpreter.Env(), "RUNTIME_DIR="+runtimes.Dir(t, "runtimes/"+runtime), filters(t))
			suite.RunPython(t, suite.Suite{Program: interpreter.Program, Tests: []string{runtimes.Dir(t, "runtimestest/events-python")}, Env: env})
		})
	}
}

func TestRuntimesOfPythonDoWhatTheirImagesAreFor(t *testing.T) {
	t.Parallel()
	interpreter := python(t)
	if interpreter.Version("functions-framework") == "" || interpreter.Version("gunicorn") == "" {
		t.Log("not run: the image's server needs functions-framework and gunicorn, and python3 has neither, nor has pip")
		return
	}
	for _, runtime := range runtimes.Names(t, "function-python") {
		t.Run(runtime, func(t *testing.T) {
			env := append(interpreter.Env(), "RUNTIME_DIR="+runtimes.Dir(t, "runtimes/"+runtime))
			suite.RunPython(t, suite.Suite{Program: interpreter.Program, Tests: []string{runtimes.Dir(t, "runtimestest/function-python")}, Env: env})
		})
	}
}

type reference struct {
	provision.Python
	why error // of pip's, where it cannot have functions-framework
}

var pythonWithRequirements = sync.OnceValues(func() (reference, error) {
	c, err := provision.UserCache()
	if err != nil {
		return reference{}, err
	}
	requirements, err := os.ReadFile(requirementsFile)
	if err != nil {
		return reference{}, err
	}
	interpreter, why, err := c.Python(pythonRuntime, string(requirements))
	return reference{interpreter, why}, err
})

// python returns an interpreter with functions-framework as the runtime image has it, where pip can have that. Else functions are
// compared with Flask, which then has to be of the version that the image pins: it is what gives functions-framework its answers.
func python(t *testing.T) provision.Python {
	t.Helper()
	requirements, err := os.ReadFile(requirementsFile)
	if err != nil {
		t.Fatal(err)
	}
	found := flaskPin.FindSubmatch(requirements)
	if found == nil {
		t.Fatalf("%s pins no flask", requirementsFile)
	}
	with, err := pythonWithRequirements()
	if err != nil {
		t.Fatal(err)
	}
	flask := with.Version("flask")
	if !strings.HasPrefix(flask, string(found[1])+".") {
		t.Fatalf("python3 has flask %q, and its functions are to be compared with %s: install %s (pip said: %v)", flask, found[1], requirementsFile, with.why)
	}
	if with.why != nil {
		t.Logf("functions are compared with Flask %s and the routes of functions-framework, since pip cannot have that", flask)
	}
	return with.Python
}

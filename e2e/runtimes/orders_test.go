package runtimes_test

import (
	"path/filepath"
	"testing"

	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

// ordersFunctions is the example's code, by the link within this module that lets go test see its changes.
const ordersFunctions = "../testdata/examples/orders/functions"

func TestFunctionsOfTheOrdersExampleDoWhatItSays(t *testing.T) {
	tests, err := filepath.Abs("testdata/orders")
	if err != nil {
		t.Fatal(err)
	}
	functions := runtimes.Tree(t, ordersFunctions)
	t.Run("in Node", func(t *testing.T) {
		t.Parallel()
		const runtime = "function-nodejs24" // the one that the example names
		suite.RunNode(t, suite.Suite{
			Program: runtimes.Node(t, runtime), Tests: []string{filepath.Join(tests, "orders.test.js")}, Env: []string{"RUNTIME_DIR=" + runtimes.Image(t, runtime)},
		})
	})
	t.Run("in Python", func(t *testing.T) {
		t.Parallel()
		interpreter := python(t)
		env := append(interpreter.Env(), "ORDERS_FUNCTIONS="+functions, "PYTHONPATH="+runtimes.Dir(t, "lambda/python"))
		suite.RunPython(t, suite.Suite{Program: interpreter.Program, Tests: []string{tests}, Env: env})
	})
}

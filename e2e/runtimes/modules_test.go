package runtimes_test

import (
	"testing"

	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

// The functions that modules bring are of the newest runtime of Node.
func TestFunctionsOfModulesDoWhatTheirModulesSay(t *testing.T) {
	names := runtimes.Names(t, "function-nodejs")
	runtime := names[len(names)-1]
	for _, folder := range []string{"modules", "lambda/node", "lambdatest/node"} {
		runtimes.Dir(t, folder)
	}
	suite.RunNode(t, suite.Suite{
		Program: runtimes.Node(t, runtime), Tests: nodeTests(t, "modulestest"), Env: []string{"RUNTIME_DIR=" + runtimes.Image(t, runtime)},
	})
}

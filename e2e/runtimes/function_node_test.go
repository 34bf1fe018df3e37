package runtimes_test

import (
	"testing"

	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

func TestFunctionsOfNodeAnswerAlikeBehindFunctionsFrameworkAndOnLambda(t *testing.T) {
	for _, runtime := range runtimes.Names(t, "function-nodejs") {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			runtimes.Dir(t, "lambda/node")
			suite.RunNode(t, suite.Suite{
				Program: runtimes.Node(t, runtime),
				Tests:   nodeTests(t, "lambdatest/node"),
				Env:     []string{"RUNTIME_DIR=" + runtimes.Image(t, runtime)},
			})
		})
	}
}

package runtimes_test

import (
	"testing"

	"espc.dev/e2e/suite"
)

func TestFunctionsOfNodeAnswerAlikeBehindFunctionsFrameworkAndOnLambda(t *testing.T) {
	for _, runtime := range names(t, "function-nodejs") {
		t.Run(runtime, func(t *testing.T) {
			t.Parallel()
			dir(t, "lambda/node")
			suite.RunNode(t, suite.Suite{
				Program: node(t, runtime),
				Tests:   nodeTests(t, "lambdatest/node"),
				Env:     []string{"RUNTIME_DIR=" + image(t, runtime)},
			})
		})
	}
}

package runtimes_test

import (
	"os"
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
				Env:     []string{"RUNTIME_DIR=" + image(t, runtime), "SDK_DIR=" + sdk(t)},
			})
		})
	}
}

// sdk returns a folder with the AWS SDK that the functions use, which Lambda brings along.
func sdk(t *testing.T) string {
	t.Helper()
	folder, err := cache(t).NodeModules("aws-sdk", os.DirFS(dir(t, "lambdatest/sdk")))
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

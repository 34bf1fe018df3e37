package stdlib

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed all:lambda
var lambda embed.FS

// LambdaAdapterFolder is the folder in a function's zip that is the adapter's. A function's own folder may not have it.
const LambdaAdapterFolder = "espc_lambda"

// LambdaAdapter returns what a function of a runtime (nodejs24, python3.13) needs beside its own files on AWS Lambda, and the
// handler to start. The files belong to the zip's root, below the function's own: where both have a path outside of
// LambdaAdapterFolder, the function's counts, which is how it brings the real framework along. The error says that there is
// no adapter for the runtime.
func LambdaAdapter(runtime string) (files fs.FS, handler string, err error) {
	var folder string
	switch {
	case strings.HasPrefix(runtime, "nodejs"):
		folder, handler = "node", LambdaAdapterFolder+"/index.handler"
	case strings.HasPrefix(runtime, "python"):
		folder, handler = "python", LambdaAdapterFolder+".index.handler"
	}
	if _, unknown := RuntimeFiles("function-" + runtime); unknown != nil || folder == "" {
		return nil, "", fmt.Errorf("there is no Lambda adapter for the runtime %q", runtime)
	}
	files, err = fs.Sub(lambda, "lambda/"+folder)
	return files, handler, err
}

// LambdaJobHandler returns the handler to start in place of an adapter's for functions where the zip is that of a job: a program
// that runs and ends.
func LambdaJobHandler(handler string) string { return strings.Replace(handler, "index", "job", 1) }

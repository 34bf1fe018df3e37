package runtimes_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/runtimes"
	"espc.dev/e2e/suite"
)

// A mutation is a mistake that an adapter might have had: one place of one file, written otherwise.
type mutation struct{ name, file, was, is string }

var nodeMutations = []mutation{
	{"the status is another", "http-event.js", "statusCode: status", "statusCode: status === 201 ? 200 : status"},
	{"cookies are joined as other headers are", "http-event.js", "const cookies = kept.filter(([name]) => name === 'set-cookie')", "const cookies = kept.filter(([name]) => name === 'none')"},
	{"bytes are sent as text", "http-event.js", "const text = isUtf8(body)", "const text = true"},
	{"a body in base64 is not decoded", "http-event.js", "event.isBase64Encoded ? 'base64' : 'utf8'", "'utf8'"},
	{"the last value of a parameter counts", "http-event.js", "values.map((value) => [name, value])", "values.slice(-1).map((value) => [name, value])"},
	{"the stage stays in the path", "http-event.js", "return path.startsWith(`/${stage}/`) ?", "return path.startsWith(`//${stage}/`) ?"},
	{"an error is in its answer", "express/app.js", "if (!res.headersSent) res.sendStatus(500);", "if (!res.headersSent) res.status(500).send(String(error));"},
	{"a form stays bytes", "express/body.js", "'application/x-www-form-urlencoded', parseFields", "'application/x-www-form', parseFields"},
}

var pythonMutations = []mutation{
	{"the status is another", "http_event.py", `"statusCode": given.status`, `"statusCode": 200 if given.status == 201 else given.status`},
	{"cookies are joined as other headers are", "http_event.py", `cookies = many.pop("set-cookie", None)`, `cookies = None`},
	{"bytes are sent as text", "http_event.py", `{"body": body.decode(), "isBase64Encoded": False}`, `{"body": body.decode("utf-8", "replace"), "isBase64Encoded": False}`},
	{"a body in base64 is not decoded", "http_event.py", `base64.b64decode(text) if event.get("isBase64Encoded") else text.encode()`, `text.encode()`},
	{"the last value of a parameter counts", "http_event.py", `for name, values in event[many].items() for value in values]`, `for name, values in event[many].items() for value in values[-1:]]`},
	{"the stage stays in the path", "http_event.py", `if path.startswith(f"/{stage}/") else path`, `if path.startswith(f"//{stage}/") else path`},
	{"an error is in its answer", "standins/flask/app.py", `return Response(str(InternalServerError()), 500)`, `return Response(traceback.format_exc(), 500)`},
}

// A comparison that no mistake fails says nothing. Each of these is made in a copy of the adapter, and the same tests that pass
// with the adapter itself have to fail with it.
func TestAMistakeInTheAdapterOfNodeIsFound(t *testing.T) {
	t.Parallel()
	const runtime = "function-nodejs24"
	folder := runtimes.Dir(t, "lambdatest/node")
	env := []string{"RUNTIME_DIR=" + runtimes.Image(t, runtime)}
	for _, m := range nodeMutations {
		t.Run(m.name, func(t *testing.T) {
			s := suite.Suite{Program: runtimes.Node(t, runtime), Tests: []string{filepath.Join(folder, "exchanges.test.js")}, Env: append(env, "ADAPTER_DIR="+mutated(t, "lambda/node", m))}
			fails, words := suite.NodeFails(t, s)
			if !fails {
				t.Errorf("no test fails: %s", words)
			}
		})
	}
}

func TestAMistakeInTheAdapterOfPythonIsFound(t *testing.T) {
	t.Parallel()
	interpreter := python(t)
	for _, m := range pythonMutations {
		t.Run(m.name, func(t *testing.T) {
			env := append(interpreter.Env(), "ADAPTER_DIR="+mutated(t, "lambda/python", m))
			fails, words := suite.PythonFails(t, suite.Suite{Program: interpreter.Program, Tests: []string{runtimes.Dir(t, "lambdatest/python")}, Only: "xchanges", Env: env})
			if !fails {
				t.Errorf("no test fails: %s", words)
			}
		})
	}
}

// mutated returns a copy of an adapter with the mistake in it. One that is not there to be made is an error: the code has moved on.
func mutated(t *testing.T, adapter string, m mutation) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(runtimes.Dir(t, adapter))); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "espc_lambda", filepath.FromSlash(m.file))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(string(content), m.was) != 1 {
		t.Fatalf("%s has not once: %s", m.file, m.was)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(content), m.was, m.is, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

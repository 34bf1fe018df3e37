package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"espc.dev/backends/aws/awstest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"espc": main})
}

// TestScripts runs the command line as a person meets it: one script a subject. Those that need AWS have the emulator, where
// moto_server is on PATH; where it is not, they say so and end.
func TestScripts(t *testing.T) {
	url, stop := awstest.StartMoto()
	t.Cleanup(stop)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			examples, err := filepath.Abs("../../examples")
			if err != nil {
				return err
			}
			e.Vars = append(append(e.Vars, "EXAMPLES="+examples), awstest.Environ(url)...)
			return nil
		},
		Condition: func(string) (bool, error) { return url != "", nil }, // [moto]
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// bucket NAME [REGION] makes a bucket, in eu-west-1 unless told.
			"bucket": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(makeBucket(url, args[0], append(args[1:], "eu-west-1")[0]))
			},
			// replace OLD NEW FILE replaces text in a file.
			"replace": func(ts *testscript.TestScript, _ bool, args []string) {
				content := ts.ReadFile(args[2])
				if !strings.Contains(content, args[0]) {
					ts.Fatalf("%s does not hold %q", args[2], args[0])
				}
				ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(content, args[0], args[1])), 0o600))
			},
		},
	})
}

func makeBucket(url, name, region string) error {
	r, err := http.NewRequest(http.MethodPut, url+"/"+name, strings.NewReader(`<CreateBucketConfiguration><LocationConstraint>`+region+`</LocationConstraint></CreateBucketConfiguration>`))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

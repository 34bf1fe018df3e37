package main

import (
	"bytes"
	"context"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"espc.dev/cmd/espc/internal/cli"
	"espc.dev/schema/diag"
)

// onAWS stands beside the examples about AWS that have no environment of their own.
const onAWS = `environment "prod" {
  backend "aws" {
    subnets         = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    security_groups = ["sg-0123456789abcdef0"]
  }
}
`

var (
	sources  = regexp.MustCompile(`source\s*=\s*"(\./[^"]*)"`)
	awsKinds = regexp.MustCompile(`(?m)^(queue|bucket|table) "`)
)

// exampleRun is an example of a code as espc was run on it.
type exampleRun struct {
	command string // as a person types it
	says    string // what espc wrote, both streams
}

// has reports whether a code is among what espc said.
func (r exampleRun) has(code string) bool { return strings.Contains(r.says, "["+code+"]: ") }

// runExample runs espc on an example: by validate, or by the command that stands in its first line as a comment. A file without a
// name is shop.hcl. What has nothing to do with the code stands in files of its own: the topology's name, an environment on AWS,
// and the folders of sources that the example names.
func runExample(t *testing.T, code *diag.Code, example string) exampleRun {
	t.Helper()
	dir := t.TempDir()
	files := diag.ExampleFiles(example)
	args := []string{"validate"}
	if line, _, _ := strings.Cut(files[0].Text, "\n"); strings.HasPrefix(line, "# espc ") {
		args = strings.Fields(line)[2:]
	}
	if code.Severity() == diag.Note {
		args = append(args, "--verbose")
	}
	for _, f := range files {
		writeExample(t, dir, f)
		for _, m := range sources.FindAllStringSubmatch(f.Text, -1) {
			if folder := path.Clean(m[1]); path.Ext(folder) == "" && !strings.Contains(example, folder+"/") && folder != "nowhere" {
				writeExample(t, dir, diag.ExampleFile{Name: folder + "/index.js", Text: "exports.handler = async () => ({ statusCode: 200 })\n"})
			}
		}
	}
	if !strings.Contains(example, "topology \"") && code != diag.NoTopology {
		writeExample(t, dir, diag.ExampleFile{Name: "topology.hcl", Text: "topology \"shop\" {}\n"})
	}
	if !strings.Contains(example, "environment \"") && (strings.HasPrefix(code.ID[1:], "10") || awsKinds.MatchString(example)) {
		writeExample(t, dir, diag.ExampleFile{Name: "environments.hcl", Text: onAWS})
	}
	var out bytes.Buffer
	cli.Run(context.Background(), args, cli.IO{In: &bytes.Buffer{}, Out: &out, Err: &out, Dir: dir})
	return exampleRun{"espc " + strings.Join(args, " "), out.String()}
}

func writeExample(t *testing.T, dir string, f diag.ExampleFile) {
	t.Helper()
	if f.Name == "" {
		f.Name = "shop.hcl"
	}
	where := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(where), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(where, []byte(f.Text), 0o644); err != nil {
		t.Fatal(err)
	}
}

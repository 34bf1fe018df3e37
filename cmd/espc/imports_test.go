package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestNoPackageImportsWhatTheArchitectureForbids(t *testing.T) {
	packages := listPackages(t)
	if len(packages) == 0 {
		t.Fatal("go list found no package of this module")
	}
	for _, violation := range checkImports(packages) {
		t.Error(violation)
	}
}

// listPackages asks go list for the whole graph and keeps this module's packages: a rule is about what
// they import themselves, so what their dependencies import among each other says nothing.
// With -e a package that does not build yet hides no other: that it does not build, the build says.
func listPackages(t *testing.T) []goPackage {
	t.Helper()
	command := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Imports,GoFiles,Module,Standard", "./...")
	command.Dir = "../.."
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var own []goPackage
	decoder := json.NewDecoder(output)
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if isOwn(p.ImportPath) {
			own = append(own, p)
		}
	}
	if err := command.Wait(); err != nil {
		t.Fatal(err)
	}
	return own
}

// TestImportRulesRefuseAndAllow feeds the rules one made-up package at a time: a rule that can't fail says nothing.
func TestImportRulesRefuseAndAllow(t *testing.T) {
	tests := []struct {
		name    string
		pkg     string
		files   string
		imports string
		want    string // part of the violation; empty when the import is allowed
	}{
		{"the schema stands on the standard library", "schema/tree", "", "strconv espc.dev/schema/diag", ""},
		{"the schema takes no library", "schema", "", "golang.org/x/text/unicode/norm", "standard library only"},
		{"the schema knows no compiler", "schema", "", "espc.dev/compiler/decode", "espc.dev/schema imports espc.dev/compiler/decode"},
		{"the generator reads CUE", "schema/internal/gen", "", "cuelang.org/go/cue/parser go/format", ""},
		{"the schema does not run its generator", "schema", "", "espc.dev/schema/internal/gen", "generator"},
		{"the generator's name is no prefix", "schema/internal/generic", "", "cuelang.org/go/cue", "standard library only"},

		{"a front end uses its language", "compiler/frontend/hcl", "", "github.com/hashicorp/hcl/v2/hclsyntax github.com/zclconf/go-cty/cty espc.dev/schema/tree", ""},
		{"a front end's own packages use its language", "compiler/frontend/hcl/funcs", "", "github.com/zclconf/go-cty/cty/function", ""},
		{"a front end uses no other language", "compiler/frontend/cue", "", "github.com/hashicorp/hcl/v2", "compiler/frontend/hcl alone"},
		{"the front ends' common package uses no language", "compiler/frontend", "", "github.com/google/go-jsonnet", "compiler/frontend/jsonnet alone"},
		{"cty is HCL's", "compiler/resolve", "", "github.com/zclconf/go-cty/cty", "compiler/frontend/hcl alone"},
		{"CUE does not run after the front end", "compiler/decode", "", "cuelang.org/go/cue", "compiler/frontend/cue and schema/internal/gen alone"},
		{"YAML is parsed by the data front end", "compiler/frontend/data", "", "go.yaml.in/yaml/v3", ""},
		{"YAML is parsed nowhere else", "compiler/plan", "", "sigs.k8s.io/yaml", "compiler/frontend/data alone"},
		{"a backend emits through the tree", "backends/kubernetes", "", "gopkg.in/yaml.v3", "compiler/frontend/data alone"},

		{"the compiler may use a library of no stage", "compiler/plan", "", "github.com/sergi/go-diff/diffmatchpatch", ""},
		{"plan speaks of backends", "compiler/plan", "", "espc.dev/backends espc.dev/schema", ""},
		{"apply speaks of backends", "compiler/output", "", "espc.dev/backends espc.dev/compiler/plan", ""},
		{"resolve does not", "compiler/resolve", "", "espc.dev/backends", "espc.dev/compiler/resolve imports espc.dev/backends"},
		{"a name that starts like plan is not plan", "compiler/planner", "", "espc.dev/backends", "espc.dev/compiler/planner imports espc.dev/backends"},
		{"plan knows no concrete backend", "compiler/plan", "", "espc.dev/backends/kubernetes", "espc.dev/compiler/plan imports espc.dev/backends/kubernetes"},
		{"the compiler does not know the command", "compiler", "", "espc.dev/cmd/espc/internal/view", "espc.dev/compiler imports espc.dev/cmd/espc/internal/view"},

		{"the root of the backends stands on the schema", "backends", "", "espc.dev/schema/tree", ""},
		{"the root of the backends knows none of them", "backends", "", "espc.dev/backends/kubernetes", "espc.dev/backends imports espc.dev/backends/kubernetes"},
		{"a backend has packages of its own", "backends/kubernetes", "", "espc.dev/backends espc.dev/backends/kubernetes/policy espc.dev/backends/internal/names", ""},
		{"a backend does not compile", "backends/kubernetes", "", "espc.dev/compiler/resolve", "espc.dev/backends/kubernetes imports espc.dev/compiler/resolve"},
		{"a backend knows no other", "backends/aws", "", "espc.dev/backends/kubernetes", "espc.dev/backends/aws imports espc.dev/backends/kubernetes"},
		{"a name that starts like another's is another", "backends/aws", "", "espc.dev/backends/awsx", "espc.dev/backends/aws imports espc.dev/backends/awsx"},
		{"what backends share knows none of them", "backends/internal/names", "", "espc.dev/backends/aws", "espc.dev/backends/internal/names imports espc.dev/backends/aws"},
		{"the conformance suite knows no backend", "backends/backendtest", "", "espc.dev/backends/aws", "espc.dev/backends/backendtest imports espc.dev/backends/aws"},

		{"a target uses its SDK", "backends/kubernetes", "backend.go target.go", "k8s.io/client-go/dynamic", ""},
		{"a target's folder uses its SDK", "backends/aws/target", "client.go", "github.com/aws/aws-sdk-go-v2/service/cloudformation", ""},
		{"lowering uses no SDK", "backends/kubernetes/policy", "policy.go", "k8s.io/client-go/rest", "target"},
		{"a target's file elsewhere is no target", "compiler/output", "target.go", "k8s.io/client-go/rest", "target"},

		{"the command imports everything", "cmd/espc", "", "espc.dev/compiler/plan espc.dev/backends/kubernetes github.com/hashicorp/hcl/v2 k8s.io/client-go/rest", ""},
		{"the command's packages do too", "cmd/espc/internal/view", "", "espc.dev/compiler/plan espc.dev/backends", ""},
		{"files to embed stand alone", "stdlib", "", "embed io/fs", ""},
		{"files to embed import nothing of ours", "stdlib", "", "espc.dev/schema", "espc.dev/stdlib imports espc.dev/schema"},
		{"a folder that the house does not have", "internal/util", "", "strings", "no folder of the architecture"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := goPackage{ImportPath: modulePath + "/" + test.pkg, Imports: strings.Fields(test.imports), GoFiles: strings.Fields(test.files)}
			got := strings.Join(checkImports([]goPackage{p}), "\n")
			switch {
			case test.want == "" && got != "":
				t.Errorf("refused: %s", got)
			case test.want != "" && !strings.Contains(got, test.want):
				t.Errorf("got %q, want a violation with %q", got, test.want)
			}
		})
	}
}

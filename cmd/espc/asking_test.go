package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
	"espc.dev/cmd/espc/internal/cli"
)

// onTerminal runs espc as a person at a terminal who answers.
func onTerminal(t *testing.T, dir, answer string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Run(context.Background(), args, cli.IO{In: strings.NewReader(answer), Out: &o, Err: &e, Dir: dir, Interactive: true})
	return code, o.String(), e.String()
}

func TestApplyAsksOnceAndOnlyYesDoes(t *testing.T) {
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	for _, e := range awstest.Environ(f.URL) {
		name, value, _ := strings.Cut(e, "=")
		t.Setenv(name, value)
	}
	for _, answer := range []string{"", "no\n", "y\n", "ye"} {
		code, out, errs := onTerminal(t, dir, answer, "apply")
		if code != 1 || !strings.Contains(out, "1 to update") || !strings.Contains(errs, "Apply this to dev (stack shop-dev in 123456789012/eu-west-1)? Only 'yes' does: ") || !strings.HasSuffix(errs, "Error: not confirmed; nothing was changed\n") {
			t.Errorf("%q: exit %d\n%s\n%s", answer, code, out, errs)
		}
	}
	if f.Called("ExecuteChangeSet") > 0 || f.Called("DeleteChangeSet") != 4 {
		t.Errorf("executed %d times, %d change sets were deleted, want 4", f.Called("ExecuteChangeSet"), f.Called("DeleteChangeSet"))
	}
	// Nothing widens and nothing goes: not asked with --approve=broadening.
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_COMPLETE", awstest.Own("UPDATE_IN_PROGRESS", ""), awstest.Own("UPDATE_COMPLETE", ""))}
	})
	code, _, errs := onTerminal(t, dir, "no\n", "apply", "--approve", "broadening")
	if code != 0 || strings.Contains(errs, "Only 'yes' does") {
		t.Errorf("exit %d\n%s", code, errs)
	}
}

func TestBroadeningIsAskedAbout(t *testing.T) {
	dir := t.TempDir()
	apps := "topology \"app\" {}\nmicroservice \"a\" {\n  image = \"example.com/a:1\"\n}\nmicroservice \"b\" {\n  image = \"example.com/b:1\"\n}\n"
	write(t, dir, "app.hcl", apps)
	if code, _, errs := onTerminal(t, dir, "", "apply", "--approve", "broadening"); code != 0 {
		t.Fatalf("creating without permissions was asked about: %s", errs)
	}
	write(t, dir, "app.hcl", strings.Replace(apps, "a:1\"", "a:1\"\n  calls = [microservice.b]", 1))
	code, out, errs := onTerminal(t, dir, "no\n", "apply", "--approve", "broadening")
	if code != 1 || !strings.Contains(out, "Permissions that widen:") || !strings.Contains(errs, "Only 'yes' does") {
		t.Errorf("exit %d\n%s\n%s", code, out, errs)
	}
	write(t, dir, "app.hcl", strings.Split(apps, "microservice \"b\"")[0])
	if code, _, errs = onTerminal(t, dir, "no\n", "apply", "--approve", "broadening"); code != 1 {
		t.Errorf("deletions were not asked about: %s", errs)
	}
}

// With -o json a person sees the plan before the question, and the JSON is one document at the end.
func TestAsJSONThePlanIsShownToWhoIsAsked(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "app.hcl", "topology \"app\" {}\nmicroservice \"a\" {\n  image = \"example.com/a:1\"\n}\n")
	code, out, errs := onTerminal(t, dir, "yes\n", "apply", "-o", "json")
	if code != 0 || !json.Valid([]byte(out)) || !strings.Contains(out, `"complete": true`) || !strings.Contains(errs, "+   create  Deployment/app-microservice-a") {
		t.Errorf("exit %d\n%s\n%s", code, out, errs)
	}
	if !strings.Contains(read(t, filepath.Join(dir, "deploy/default/kubernetes/microservice-a.yaml")), "example.com/a:1") {
		t.Error("it was not applied")
	}
}

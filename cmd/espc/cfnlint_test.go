package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// cfnLintConfig lists the rules that do not apply, each with its reason.
const cfnLintConfig = "../../.cfnlintrc.yaml"

// cfnLint runs cfn-lint, which knows the schema of every type, over templates. It exits with 0 only where there is neither an
// error nor a warning.
func cfnLint(program string, templates ...string) (string, error) {
	out, err := exec.Command(program, append([]string{"--config-file", cfnLintConfig, "--format", "parseable", "--template"}, templates...)...).CombinedOutput()
	return string(out), err
}

// TestTemplatesOfTheExamplesPassCfnLint looks at every template of every example, nested ones included.
func TestTemplatesOfTheExamplesPassCfnLint(t *testing.T) {
	var templates []string
	err := filepath.WalkDir(goldenDir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".yaml" && isTemplate(filepath.ToSlash(path)) {
			templates = append(templates, path)
		}
		return err
	})
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	program, err := exec.LookPath("cfn-lint")
	if err != nil {
		t.Logf("cfn-lint is not installed: %d templates were not checked by it", len(templates))
		return
	}
	if out, err := cfnLint(program, templates...); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	// What it is told to leave out must not be everything.
	bad := filepath.Join(t.TempDir(), "template.yaml")
	warned := "Parameters: {Unused: {Type: String}}\nResources: {Q: {Type: 'AWS::SQS::Queue'}}\n"
	if err := os.WriteFile(bad, []byte(warned), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := cfnLint(program, bad); err == nil || !strings.Contains(out, "W2001") {
		t.Errorf("a parameter that nothing uses passes: %v\n%s", err, out)
	}
}

func TestEveryRuleOfCfnLintThatIsNotAppliedSaysWhy(t *testing.T) {
	data, err := os.ReadFile(cfnLintConfig)
	if err != nil {
		t.Fatal(err)
	}
	_, rules, found := strings.Cut(string(data), "ignore_checks:\n")
	if !found {
		t.Fatal("there is no list of rules")
	}
	for line := range strings.Lines(rules) {
		rule, why, _ := strings.Cut(strings.TrimSpace(line), "#")
		if !strings.HasPrefix(rule, "- ") || len(strings.TrimSpace(why)) < 20 {
			t.Errorf("%q names no rule, or no reason", line)
		}
	}
}

// isTemplate says whether a file is of <example>/<environment>/aws; an environment may be called aws too.
func isTemplate(file string) bool {
	return strings.Contains(file, "/aws/") && !strings.Contains(file, "/documents/") && !strings.Contains(file, "/kubernetes/")
}

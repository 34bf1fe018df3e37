package jsonata_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	e2e "espc.dev/e2e/jsonata"
	"espc.dev/e2e/provision"
	"espc.dev/schema/jsonata"
)

// damagedCopies is how many damaged texts are tried.
const damagedCopies = 20_000

// reference runs reference.mjs.
func reference(t *testing.T, mode string, input []byte) []byte {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache.NodeModules("jsonata", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("reference.mjs")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", script, mode)
	command.Env = append(os.Environ(), "NODE_MODULES="+filepath.Join(folder, "node_modules"))
	command.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("reference.mjs %s: %v\n%s", mode, err, &stderr)
	}
	return out
}

// cases are the expressions of the reference's own tests.
func cases(t *testing.T) []string {
	t.Helper()
	var texts []string
	if err := json.Unmarshal(reference(t, "cases", nil), &texts); err != nil {
		t.Fatal(err)
	}
	if len(texts) < 400 {
		t.Fatalf("the reference's tests have %d expressions only", len(texts))
	}
	return texts
}

// compare holds the parser against the reference, and returns how many texts both accept.
func compare(t *testing.T, texts []string) (accepted int) {
	t.Helper()
	input, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(reference(t, "trees", input))), "\n")
	if len(lines) != len(texts) {
		t.Fatalf("the reference answered %d of %d", len(lines), len(texts))
	}
	for i, text := range texts {
		var want struct{ Tree, Code string }
		if err := json.Unmarshal([]byte(lines[i]), &want); err != nil {
			t.Fatal(err)
		}
		expr, problem := jsonata.Parse(text)
		switch {
		case problem != nil && strings.Contains(problem.Summary, "nests too deep"):
		case problem != nil && want.Code == "":
			t.Errorf("%q: the reference takes it, and we say: %v", text, problem)
		case problem == nil && want.Code != "":
			t.Errorf("%q: the reference refuses it (%s), and we take it as %s", text, want.Code, e2e.Show(expr.Root))
		case problem == nil:
			accepted++
			if got := e2e.Show(expr.Root); got != want.Tree {
				t.Errorf("%q:\n got %s\nwant %s", text, got, want.Tree)
			}
		}
	}
	return accepted
}

func TestTheParserIsTheReferencesOnItsOwnTests(t *testing.T) {
	texts := cases(t)
	accepted := compare(t, texts)
	t.Logf("%d expressions, %d of them well formed", len(texts), accepted)
}

func TestTheParserIsTheReferencesOnDamagedExpressions(t *testing.T) {
	accepted := compare(t, e2e.Damage(cases(t), damagedCopies, 1))
	if accepted < damagedCopies/10 || accepted > damagedCopies*9/10 {
		t.Errorf("%d of %d are well formed, which tests one side alone", accepted, damagedCopies)
	}
	t.Logf("%d expressions, %d of them well formed", damagedCopies, accepted)
}

package suite

import (
	_ "embed" // the reporters
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

//go:embed report.mjs
var nodeReporter []byte

//go:embed report.py
var pythonRunner []byte

// nodeTestTimeout bounds each test of Node, in milliseconds, which says which of them hangs.
const nodeTestTimeout = "480000"

// A Suite is tests of another language, and what they run with.
type Suite struct {
	Program string   // node or python3, as a path
	Tests   []string // files of Node's tests, or the one folder of Python's
	Only    string   // a part of the names of those tests that are to run; all where it is empty
	Env     []string // beside the environment of this process
}

// RunNode makes each test of node --test a subtest.
func RunNode(t *testing.T, s Suite) {
	t.Helper()
	show(t, s, nodeArgs(t, s))
}

// RunPython makes each test and subtest of a folder's unittest modules a subtest.
func RunPython(t *testing.T, s Suite) {
	t.Helper()
	show(t, s, pythonArgs(t, s))
}

func nodeArgs(t *testing.T, s Suite) []string {
	t.Helper()
	args := []string{"--test", "--test-timeout=" + nodeTestTimeout, "--test-reporter=" + reporter(t, "report.mjs", nodeReporter)}
	if s.Only != "" {
		args = append(args, "--test-name-pattern="+s.Only)
	}
	return append(args, s.Tests...)
}

func pythonArgs(t *testing.T, s Suite) []string {
	t.Helper()
	args := append([]string{"-B", reporter(t, "report.py", pythonRunner)}, s.Tests...)
	if s.Only != "" {
		args = append(args, s.Only)
	}
	return args
}

func reporter(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// NodeFails reports whether any test of node --test fails, or the suite does; its last words are for a message.
func NodeFails(t *testing.T, s Suite) (fails bool, words string) {
	t.Helper()
	return fail(s, nodeArgs(t, s))
}

// PythonFails is NodeFails for a folder's unittest modules.
func PythonFails(t *testing.T, s Suite) (fails bool, words string) {
	t.Helper()
	return fail(s, pythonArgs(t, s))
}

func fail(s Suite, args []string) (bool, string) {
	var count tally
	log, err := start(s, args, func(result Result) {
		if result.Log == "" {
			count.add(result)
		}
	})
	// A suite that ran nothing says nothing of what it tests.
	return count.ran > 0 && (count.failed > 0 || err != nil), fmt.Sprintf("%d tests, %d failed, %v\n%s", count.ran, count.failed, err, log)
}

// show reports a suite's results as subtests, as they come.
func show(t *testing.T, s Suite, args []string) {
	t.Helper()
	var count tally
	log, err := start(s, args, func(result Result) {
		if result.Log != "" {
			t.Log(strings.TrimRight(result.Log, "\n"))
			return
		}
		count.add(result)
		t.Run(strings.Join(result.Path, "/"), func(t *testing.T) {
			if problem := result.problem(); problem != "" {
				t.Error(problem)
			}
		})
	})
	if problem := count.problem(err); problem != "" {
		t.Errorf("%s\n%s", problem, log)
	}
}

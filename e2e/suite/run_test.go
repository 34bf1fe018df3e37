package suite

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// outcome runs a suite and returns the problem of each of its tests by their paths, and what is wrong with the suite.
func outcome(t *testing.T, program string, args ...string) (map[string]string, string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is not on PATH, and the tests need it", program)
	}
	tests := map[string]string{}
	var count tally
	_, err = start(Suite{Program: path}, args, func(result Result) {
		if result.Log == "" {
			count.add(result)
			tests[strings.Join(result.Path, "/")] = result.problem()
		}
	})
	return tests, count.problem(err)
}

func node(t *testing.T, name string) (map[string]string, string) {
	t.Helper()
	return outcome(t, "node", "--test", "--test-reporter="+reporter(t, "report.mjs", nodeReporter), filepath.Join("testdata", name))
}

func python(t *testing.T, name string) (map[string]string, string) {
	t.Helper()
	folder, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return outcome(t, "python3", "-B", reporter(t, "report.py", pythonRunner), folder)
}

// The fixtures of both languages have the same tests.
func TestEachTestOfASuitePassesOrSaysWhyNot(t *testing.T) {
	for language, c := range map[string]struct {
		run   func(*testing.T, string) (map[string]string, string)
		name  string
		wants map[string]string // a part of the problem by the test's path
	}{
		"node": {node, "mixed.mjs", map[string]string{
			"passes": "", "a suite/passes below": "", "a suite/a deeper one/fails below": "below is wrong",
			"fails": "1 !== 2", "is skipped": "was skipped, so nothing is known", "is to be done": "failed", "a suite whose start fails": "no start",
		}},
		"python": {python, "mixed", map[string]string{
			"Mixed/test_passes": "", "Mixed/test_fails": "1 != 2", "Mixed/test_raises": "ValueError: wrong", "Mixed/test_is_skipped": "was skipped, so nothing is known",
			"Mixed/test_parts/one (1)": "", "Mixed/test_parts/two (2)": "2 is wrong", "Mixed/test_is_said_to_fail": "said to fail",
		}},
	} {
		tests, problem := c.run(t, c.name)
		if problem != "" {
			t.Errorf("%s: %s", language, problem)
		}
		for path, want := range c.wants {
			got, ran := tests[path]
			if !ran || (want == "") != (got == "") || !strings.Contains(got, want) {
				t.Errorf("%s: %s: problem %q, ran %v, want %q", language, path, got, ran, want)
			}
		}
	}
}

func TestASuiteThatEndsWithoutAFailedTestFails(t *testing.T) {
	tests, problem := node(t, "dies.mjs")
	for _, of := range tests { // the reporter names the file
		problem += of
	}
	if problem == "" {
		t.Errorf("a process that dies is no problem: %q", tests)
	}
	if _, problem := python(t, "dies"); !strings.Contains(problem, "exit status 3") {
		t.Errorf("a process that dies is no problem: %q", problem)
	}
	if _, problem := python(t, "none"); problem != "the suite has no tests" {
		t.Errorf("a suite without tests: %q", problem)
	}
}

func TestALineThatIsNoneOfAReportFailsTheSuite(t *testing.T) {
	if _, problem := outcome(t, "echo", "hello"); !strings.Contains(problem, `"hello" is no line of a report`) {
		t.Errorf("got %q", problem)
	}
}

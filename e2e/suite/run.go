package suite

import (
	"bytes"
	"context"
	_ "embed" // the reporters
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

//go:embed report.mjs
var nodeReporter []byte

//go:embed report.py
var pythonRunner []byte

// timeout bounds a suite; the tests of Node have nodeTestTimeout each, which says which of them hangs.
const (
	timeout         = 5 * time.Minute
	nodeTestTimeout = "60000" // milliseconds
)

// keptLog is how much of what a suite printed beside its report is shown, in bytes.
const keptLog = 8 << 10

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
	args := []string{"--test", "--test-timeout=" + nodeTestTimeout, "--test-reporter=" + reporter(t, "report.mjs", nodeReporter)}
	if s.Only != "" {
		args = append(args, "--test-name-pattern="+s.Only)
	}
	show(t, s, append(args, s.Tests...))
}

// RunPython makes each test and subtest of a folder's unittest modules a subtest.
func RunPython(t *testing.T, s Suite) {
	t.Helper()
	args := append([]string{"-B", reporter(t, "report.py", pythonRunner)}, s.Tests...)
	if s.Only != "" {
		args = append(args, s.Only)
	}
	show(t, s, args)
}

func reporter(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
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

// start runs the program, hands on what it reports, and returns the end of what it printed beside. The error is its exit's.
func start(s Suite, args []string, each func(Result)) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	command := exec.CommandContext(ctx, s.Program, args...)
	command.Env = append(os.Environ(), s.Env...)
	var log bytes.Buffer
	command.Stderr = &log
	out, err := command.StdoutPipe()
	if err != nil {
		return "", err
	}
	// A suite starts servers; they go with it if it has to be ended.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = time.Second
	if err := command.Start(); err != nil {
		return "", err
	}
	unread := read(out, each)
	_, _ = io.Copy(io.Discard, out) // a process whose report nobody reads would never end
	err = command.Wait()
	if unread != nil {
		err = unread
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(log.Bytes()[max(0, log.Len()-keptLog):]), err
}

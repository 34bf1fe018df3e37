package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"espc.dev/backends/aws/awstest"
)

// process is a run of the real command line in a process of its own.
type process struct {
	*exec.Cmd
	out, err bytes.Buffer
}

// start starts espc in a folder, with an AWS endpoint ("" for none).
func start(t *testing.T, dir, endpoint string, args ...string) *process {
	t.Helper()
	p := prepare(t, dir, endpoint, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// prepare is start before it starts.
func prepare(t *testing.T, dir, endpoint string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), "espc", args...)}
	p.Dir, p.Stdout, p.Stderr = dir, &p.out, &p.err
	p.Env = append(os.Environ(), awstest.Environ(endpoint)...)
	p.WaitDelay = time.Minute
	return p
}

// end waits for the end of a process and returns its exit status, -1 for one that was killed.
func (p *process) end(t *testing.T) int {
	t.Helper()
	var status *exec.ExitError
	err := p.Wait()
	if err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// espc runs espc to its end and fails the test where the exit status is another than wanted.
func espc(t *testing.T, want int, dir, endpoint string, args ...string) *process {
	t.Helper()
	p := start(t, dir, endpoint, args...)
	if got := p.end(t); got != want {
		t.Fatalf("espc %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, want, p.out.String(), p.err.String())
	}
	return p
}

// says fails the test where a text is not in what a process said: on standard output, and on standard error.
func (p *process) says(t *testing.T, out, err []string) {
	t.Helper()
	for _, want := range out {
		if !strings.Contains(p.out.String(), want) {
			t.Errorf("%s: %q is not in standard output:\n%s", strings.Join(p.Args, " "), want, p.out.String())
		}
	}
	for _, want := range err {
		if !strings.Contains(p.err.String(), want) {
			t.Errorf("%s: %q is not in standard error:\n%s", strings.Join(p.Args, " "), want, p.err.String())
		}
	}
}

// last is the last line that a process said on standard error.
func (p *process) last() string {
	lines := strings.Split(strings.TrimRight(p.err.String(), "\n"), "\n")
	return lines[len(lines)-1]
}

// write writes a file of a folder, and the folders above it.
func write(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// until waits for something to become so, and fails the test where it does not within a minute.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited for a minute: %s", what)
		}
	}
}

// read returns a file's content.
func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

package mesh

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A Process is a program of the mesh that runs until the test ends.
type Process struct{ output string }

// Start runs a command, and returns when it has printed a line with these words, together with that line.
func Start(t testing.TB, command *exec.Cmd, words string) (*Process, string) {
	t.Helper()
	// A file, and no pipe that somebody would have to read first: what a process has printed before it answers is there when the answer is.
	output, err := os.Create(filepath.Join(t.TempDir(), "output"))
	if err != nil {
		t.Fatal(err)
	}
	p := &Process{output.Name()}
	command.Stdout, command.Stderr = output, output
	err = command.Start()
	_ = output.Close()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		_ = command.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s:\n%s", command.Path, strings.Join(p.lines(t), "\n"))
		}
	})
	for range time.Minute / look {
		for _, line := range p.lines(t) {
			if strings.Contains(line, words) {
				return p, line
			}
		}
		select {
		case <-ended:
			t.Fatalf("%s ended:\n%s", command, strings.Join(p.lines(t), "\n"))
		case <-time.After(look):
		}
	}
	t.Fatalf("%s does not come up:\n%s", command, strings.Join(p.lines(t), "\n"))
	return nil, ""
}

// look is how often a process is looked at until it is up.
const look = 20 * time.Millisecond

// lines returns the whole lines that the process has printed.
func (p *Process) lines(t testing.TB) []string {
	t.Helper()
	printed, err := os.ReadFile(p.output)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(printed), "\n")
	return lines[:len(lines)-1]
}

// Received are the events that a function of testdata/parcels says it got, in their order.
type Received struct {
	ID, Type, Source, Subject string
	Data                      map[string]any
}

// Received returns the events that the process says it got.
func (p *Process) Received(t testing.TB) []Received {
	t.Helper()
	var out []Received
	for _, line := range p.lines(t) {
		if text, ok := strings.CutPrefix(line, "GOT "); ok {
			var r Received
			if err := json.Unmarshal([]byte(text), &r); err != nil {
				t.Fatal(err)
			}
			out = append(out, r)
		}
	}
	return out
}

// freePort returns a port of loopback that nothing listens on.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// environment returns variables beside those that a program needs to run at all.
func environment(variables map[string]string) []string {
	out := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "NODE_ENV=production"}
	for name, value := range variables {
		out = append(out, fmt.Sprintf("%s=%s", name, value))
	}
	return out
}

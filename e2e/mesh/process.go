package mesh

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// A Process is a program of the mesh that runs until the test ends.
type Process struct {
	mu    sync.Mutex
	lines []string
}

// Start runs a command, and returns when it has printed a line with these words, together with that line.
func Start(t testing.TB, command *exec.Cmd, words string) (*Process, string) {
	t.Helper()
	p := &Process{}
	out, in := io.Pipe()
	command.Stdout, command.Stderr = in, in
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan string, 1), make(chan struct{})
	go func() {
		scanner := bufio.NewScanner(out)
		scanner.Buffer(nil, 16<<20)
		for scanner.Scan() {
			p.mu.Lock()
			p.lines = append(p.lines, scanner.Text())
			p.mu.Unlock()
			if strings.Contains(scanner.Text(), words) {
				select {
				case ready <- scanner.Text():
				default:
				}
			}
		}
	}()
	go func() {
		_ = command.Wait()
		_ = in.Close()
		close(ended)
	}()
	t.Cleanup(func() {
		_ = command.Process.Kill()
		<-ended
		if t.Failed() {
			t.Logf("%s:\n%s", command.Path, strings.Join(p.Lines(), "\n"))
		}
	})
	select {
	case line := <-ready:
		return p, line
	case <-ended:
		t.Fatalf("%s ended:\n%s", command, strings.Join(p.Lines(), "\n"))
	case <-time.After(time.Minute):
		t.Fatalf("%s does not come up:\n%s", command, strings.Join(p.Lines(), "\n"))
	}
	return nil, ""
}

// Lines returns what the process has printed.
func (p *Process) Lines() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.lines...)
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
	for _, line := range p.Lines() {
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

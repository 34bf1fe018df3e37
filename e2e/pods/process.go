package pods

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// Patience is how long a server may take to listen on a machine that does much else.
const Patience = 60 * time.Second

// A Process is a program that runs until it is stopped.
type Process struct {
	command *exec.Cmd
	ended   chan struct{}
	// Log is what the program printed.
	Log Output
}

// Output is what a process printed; it is safe for concurrent use.
type Output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write adds to it.
func (o *Output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// String is all of it.
func (o *Output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// Start runs a program in a folder, and waits until it listens on a port of loopback.
func Start(folder string, env []string, port int, program string, args ...string) (*Process, error) {
	p := &Process{command: exec.Command(program, args...), ended: make(chan struct{})}
	p.command.Dir, p.command.Env = folder, env
	p.command.Stdout, p.command.Stderr = &p.Log, &p.Log
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	for until := time.Now().Add(Patience); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.ended:
			return nil, fmt.Errorf("%s ended: %s", program, p.Log.String())
		default:
		}
		if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return p, c.Close()
		}
	}
	p.Stop()
	return nil, fmt.Errorf("%s does not listen: %s", program, p.Log.String())
}

// Stop ends the program, and returns when it has ended.
func (p *Process) Stop() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// RunOnce runs a program to its end, and returns what it printed.
func RunOnce(folder string, env []string, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), Patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Dir, command.Env = folder, env
	out, err := command.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return string(out), err
}

// FreePort is a port of loopback that nobody listens on.
func FreePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// Environ is this process's environment with more, which wins.
func Environ(lists ...[]string) []string {
	out := os.Environ()
	for _, list := range lists {
		out = append(out, list...)
	}
	return out
}

// Tail is the end of what a program printed, for a message.
func Tail(s string) string { return s[max(0, len(s)-tail):] }

// tail is how much of it is shown, in bytes.
const tail = 4 << 10

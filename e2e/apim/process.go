package apim

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

// patience is how long a server may take to listen on a machine that does much else.
const patience = 60 * time.Second

// A process is a program that runs until it is stopped.
type process struct {
	command *exec.Cmd
	ended   chan struct{}
	log     output
}

// output is what a process printed; it is safe for concurrent use.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// start runs a program in a folder, and waits until it listens on a port of loopback.
func start(folder string, env []string, port int, program string, args ...string) (*process, error) {
	p := &process{command: exec.Command(program, args...), ended: make(chan struct{})}
	p.command.Dir, p.command.Env = folder, env
	p.command.Stdout, p.command.Stderr = &p.log, &p.log
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	for until := time.Now().Add(patience); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.ended:
			return nil, fmt.Errorf("%s ended: %s", program, p.log.String())
		default:
		}
		if c, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return p, c.Close()
		}
	}
	p.stop()
	return nil, fmt.Errorf("%s does not listen: %s", program, p.log.String())
}

func (p *process) stop() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// runOnce runs a program to its end, and returns what it printed.
func runOnce(folder string, env []string, program string, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Dir, command.Env = folder, env
	out, err := command.CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w: %s", err, out)
	}
	return string(out), err
}

// freePort is a port of loopback that nobody listens on.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// environ is this process's environment with more, which wins.
func environ(lists ...[]string) []string {
	out := os.Environ()
	for _, list := range lists {
		out = append(out, list...)
	}
	return out
}

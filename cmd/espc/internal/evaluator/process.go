package evaluator

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"

	"espc.dev/compiler/frontend/bounded"
)

var (
	errNotStarted = errors.New("the process does not answer")
	errEnded      = errors.New("the process has ended")
	errTooLong    = errors.New("too long")
)

// grace is how much longer than its evaluation a process may live: it tells itself that an evaluation took too long, and better.
const grace = 500 * time.Millisecond

// maxHello is how many bytes the first word of a process may have.
const maxHello = 1 << 10

// watchEvery is how often the memory of a process is looked at.
const watchEvery = 10 * time.Millisecond

// process is a process that evaluates.
type process struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	stderr  head
	version string
	greeted bool
	over    bool
	closing sync.Once
}

// start starts this program once more.
func start(name, version string, args []string) (*process, error) {
	path, err := self()
	if err != nil {
		return nil, err
	}
	p := &process{version: version, cmd: &exec.Cmd{Path: path, Args: append([]string{name}, args...), Env: []string{"GOTRACEBACK=none"}}}
	alone(p.cmd)
	p.cmd.Stderr = &p.stderr
	if p.in, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.out = bufio.NewReaderSize(out, 64<<10)
	return p, p.cmd.Start()
}

// outcome is how an evaluation went.
type outcome struct {
	answer []byte
	noted  string
	err    error
}

// evaluate has the process evaluate. On any error it is of no more use.
func (p *process) evaluate(ctx context.Context, limits bounded.Limits, sources, question []byte) ([]byte, string, error) {
	done := make(chan outcome, 1)
	go func() { done <- p.exchange(limits, sources, question) }()
	late := time.NewTimer(limits.Time + grace)
	defer late.Stop()
	watch := time.NewTicker(watchEvery)
	defer watch.Stop()
	var why error
	for {
		select {
		case o := <-done:
			if why != nil {
				return nil, o.noted, why
			}
			return o.answer, o.noted, o.err
		case <-ctx.Done():
			why = context.Cause(ctx)
		case <-late.C:
			why = bounded.ErrTime
		case <-watch.C:
			if resident(p.cmd.Process.Pid) > mostResident(limits) {
				why = bounded.ErrMemory
			}
		}
		if why != nil {
			end(p.cmd)
			o := <-done
			return nil, o.noted, why
		}
	}
}

// mostResident is how much memory a process may have, in bytes: twice the heap, for garbage, and some for the program.
func mostResident(l bounded.Limits) uint64 { return 2*l.Heap + 48<<20 }

// exchange sends a request and reads what comes back.
func (p *process) exchange(limits bounded.Limits, sources, question []byte) outcome {
	w := bufio.NewWriter(p.in)
	err := errors.Join(writeFrame(w, limitsFrame, encodeLimits(limits)), writeFrame(w, sourcesFrame, sources), writeFrame(w, questionFrame, question), w.Flush())
	if err != nil {
		return outcome{err: p.why("")}
	}
	noted := ""
	for {
		most := limits.Heap
		if !p.greeted {
			most = maxHello
		}
		kind, content, err := readFrame(p.out, most)
		switch {
		case !p.greeted && err == nil && kind == helloFrame && string(content) == p.version:
			p.greeted = true
			continue
		case !p.greeted: // another program
			end(p.cmd)
			return outcome{err: errNotStarted}
		case errors.Is(err, errTooLong):
			end(p.cmd)
			return outcome{noted: noted, err: bounded.ErrMemory}
		case err != nil:
			return outcome{noted: noted, err: p.why(noted)}
		}
		switch kind {
		case noteFrame:
			noted = string(content)
		case answerFrame, overFrame:
			p.over = kind == overFrame
			return outcome{answer: content, noted: noted}
		default:
			return outcome{noted: noted, err: &bounded.Panic{Value: fmt.Sprintf("%q", content)}}
		}
	}
}

// why says why a process ended that was not ended.
func (p *process) why(noted string) error {
	p.close()
	said := p.stderr.String()
	switch {
	case !p.greeted:
		return errNotStarted
	case noted == "": // before it evaluated anything
		return errEnded
	case said != "" && !strings.HasPrefix(said, "panic: "):
		return bounded.ErrMemory // the runtime's words for memory that it can't get, or a stack without end, are many
	case said == "" && p.cmd.ProcessState.ExitCode() < 0: // it did not end itself, so the system did
		return bounded.ErrMemory
	}
	line, _, _ := strings.Cut(said, "\n")
	return &bounded.Panic{Value: line}
}

// ended reports whether the process answered for the last time.
func (p *process) ended() bool { return p.over }

// close ends the process and waits for its end.
func (p *process) close() {
	p.closing.Do(func() {
		end(p.cmd)
		_ = p.in.Close()
		_ = p.cmd.Wait() // how it ended does not matter any more
	})
}

// head keeps the beginning of what is written to it.
type head struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (h *head) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.b.Write(p[:min(len(p), max(0, 4096-h.b.Len()))])
	return len(p), nil
}

// String returns what was kept.
func (h *head) String() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.String()
}

// Package evaluator evaluates CUE and Jsonnet in processes of their own: espc starts itself once more, with what is to be
// evaluated on standard input. Such a process can be ended whatever it does, and takes espc with it in nothing: not by memory, not
// by a stack without end. It has an empty environment, and reads no file.
package evaluator

import (
	"context"
	"errors"
	"sync"

	"espc.dev/compiler/frontend/bounded"
)

// maxIdle is how many processes are kept for the next evaluation: CUE and Jsonnet are evaluated at once.
const maxIdle = 2

// Pool is a bounded.Evaluator. Its processes are used again, since starting one takes about ten milliseconds; one that took too much
// or whose answer is no longer wanted is ended.
type Pool struct {
	name    string
	args    []string
	version string

	mu       sync.Mutex
	idle     []*process
	closed   bool
	disabled bool
}

// New returns a Pool that runs this program under a name and with arguments which make it Serve. version is what it says it is; a
// program that was replaced in the meantime is another one.
func New(name, version string, args ...string) *Pool {
	return &Pool{name: name, version: version, args: args}
}

// Evaluate implements bounded.Evaluator.
func (p *Pool) Evaluate(ctx context.Context, limits bounded.Limits, sources, question []byte) ([]byte, string, error) {
	for {
		w, again := p.take()
		if w == nil {
			return nil, "", bounded.ErrUnavailable
		}
		answer, noted, err := w.evaluate(ctx, limits, sources, question)
		switch {
		case err == nil && !w.ended():
			p.give(w)
		case errors.Is(err, errEnded) && again: // one that was kept, and that somebody ended in the meantime
			continue
		case errors.Is(err, errEnded): // reading the files was too much for it
			return nil, noted, bounded.ErrMemory
		case errors.Is(err, errNotStarted):
			w.close()
			p.disable()
			return nil, "", bounded.ErrUnavailable
		default:
			w.close()
		}
		return answer, noted, err
	}
}

// take returns a process, nil if there is none to be had; again says that it is not a new one.
func (p *Pool) take() (w *process, again bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.disabled {
		return nil, false
	}
	if n := len(p.idle); n > 0 {
		w, p.idle = p.idle[n-1], p.idle[:n-1]
		return w, true
	}
	w, err := start(p.name, p.version, p.args)
	if err != nil {
		p.disabled = true
		return nil, false
	}
	return w, false
}

func (p *Pool) give(w *process) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || len(p.idle) == maxIdle {
		w.close()
		return
	}
	p.idle = append(p.idle, w)
}

// disable has everything evaluated by whoever asks.
func (p *Pool) disable() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.disabled = true
}

// Close ends the processes that are not at work. The others end with their evaluation.
func (p *Pool) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, w := range p.idle {
		w.close()
	}
	p.idle = nil
}

package bounded

import (
	"context"
	"errors"
)

// Evaluator runs evaluations in processes of their own, which can be ended whatever they do. It is safe for concurrent use.
type Evaluator interface {
	// Evaluate hands a request in two parts to a process and returns its answer. Where there is none it returns the error that
	// Run would, and the name that the evaluation noted last; ErrUnavailable says that no process can be had, so that
	// somebody else has to evaluate.
	Evaluate(ctx context.Context, limits Limits, sources, question []byte) (answer []byte, noted string, err error)
}

// ErrUnavailable is the error of an Evaluator that has no process to evaluate in.
var ErrUnavailable = errors.New("no process can be started")

// Exceeded reports whether an error says that an evaluation took more than it may.
func Exceeded(err error) bool { return errors.Is(err, ErrTime) || errors.Is(err, ErrMemory) }

// Package bounded runs evaluators that can't be bounded from inside: CUE and Jsonnet are languages to compute in, and a
// few bytes of them can ask for any time and memory. Run does so in a goroutine, which it can give up but not end; an Evaluator
// does so in a process.
package bounded

import (
	"context"
	"errors"
	"fmt"
	"runtime/metrics"
	"time"
)

// Limits are what an evaluation may take.
type Limits struct {
	// Time is wall time.
	Time time.Duration
	// Heap is how far the process's live heap may grow, in bytes. Twice that with garbage.
	Heap uint64
}

// For returns the limits for sources of a size in bytes, and more for sources of many MiB, whose plain data alone takes it: the
// answer to a small topology comes within 5 s, and takes 512 MiB at most, of which the heap is half when it is all live.
func For(size int) Limits {
	return Limits{
		Time: 4*time.Second + time.Duration(size>>20)*time.Second,
		Heap: 224<<20 + uint64(size)*64,
	}
}

// Errors that Run returns.
var (
	ErrTime   = errors.New("takes too long")
	ErrMemory = errors.New("takes too much memory")
)

// Panic is the error of an evaluator that panicked.
type Panic struct{ Value any }

// Error says what the panic was.
func (p *Panic) Error() string { return fmt.Sprintf("the evaluator failed: %v", p.Value) }

// Run runs f and returns its result, or ErrTime, ErrMemory, a *Panic, or the context's error. The context that f gets is
// done as soon as Run returns; an evaluator that can look at it should. What f returns once it is done is of no use.
//
// One that can't goes on until the process ends, which should be soon after: Run does not wait for it.
func Run[T any](ctx context.Context, limits Limits, f func(context.Context) T) (T, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, limits.Time, ErrTime)
	defer cancel()
	type outcome struct {
		value T
		err   error
	}
	done := make(chan outcome, 1)
	before := readHeap()
	go func() {
		var o outcome
		defer func() {
			if r := recover(); r != nil {
				o.err = &Panic{Value: r}
			}
			done <- o
		}()
		o.value = f(ctx)
	}()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var none T
	for {
		select {
		case o := <-done:
			if o.err == nil && ctx.Err() != nil { // an evaluator that looks at it has given up, and calls that an error of the program
				return none, context.Cause(ctx)
			}
			return o.value, o.err
		case <-ctx.Done():
			return none, context.Cause(ctx)
		case <-tick.C:
			// The live heap is known as of the last collection. One more does not help: of a huge heap it takes seconds.
			if now := readHeap(); now.live > before.live+limits.Heap || now.all > before.all+2*limits.Heap {
				return none, ErrMemory
			}
		}
	}
}

// heap is the size of the process's heap in bytes: what the last collection found alive, and all objects, those that are
// garbage by now included.
type heap struct {
	live, all uint64
}

func readHeap() heap {
	samples := []metrics.Sample{{Name: "/gc/heap/live:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(samples)
	return heap{samples[0].Value.Uint64(), samples[1].Value.Uint64()}
}

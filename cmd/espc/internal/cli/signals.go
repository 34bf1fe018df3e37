package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// oneSignal is how long the same signal counts as one: timeout(1) sends it to the process and to its group, and no person is as fast.
const oneSignal = 100 * time.Millisecond

// withSignals ends the context at SIGINT and SIGTERM, with the exit status as its cause: what has begun is finished and
// reported. At a second signal again is called, which does not return.
func withSignals(ctx context.Context, again func(status int)) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() {
		var last os.Signal
		var at time.Time
		for first := true; ; first = false {
			select {
			case s := <-signals:
				if s == last && time.Since(at) < oneSignal {
					continue
				}
				last, at = s, time.Now()
				status := exit{130, "interrupted"}
				if s == syscall.SIGTERM {
					status = exit{143, "terminated"}
				}
				if !first {
					again(status.code)
				}
				cancel(status)
			case <-done:
				return
			}
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel(nil)
	}
}

// change is something of a target that has begun and not ended.
type change struct {
	target string
	// resume is the command that goes on.
	resume string
	// open lists what of it has begun and not ended.
	open func() []string
}

// abandon ends the process although a change is under way, and says what is not known of it. The terminal may be stuck, so
// what it says has a second to get there.
func (a *app) abandon(status int) {
	told := make(chan struct{})
	go func() {
		defer close(told)
		c := a.underway.Load()
		if c == nil {
			fmt.Fprintln(a.io.Err, "\nError: interrupted twice")
			return
		}
		fmt.Fprintf(a.io.Err, "\nNot known is what becomes of the change of %s", c.target)
		for i, what := range c.open() {
			if i == 0 {
				fmt.Fprint(a.io.Err, ", and how these ended:")
			}
			fmt.Fprintf(a.io.Err, "\n  %s", what)
		}
		fmt.Fprintf(a.io.Err, "\nRun %s, which waits for what is under way and goes on.\n", c.resume)
		fmt.Fprintf(a.io.Err, "Error: interrupted twice, with the outcome at %s unknown\n", c.target)
	}()
	select {
	case <-told:
	case <-time.After(time.Second):
	}
	if a.io.Exit != nil {
		a.io.Exit(status)
	}
}

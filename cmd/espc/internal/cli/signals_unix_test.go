//go:build unix

package cli

import (
	"context"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestASignalThatComesTwiceAtOnceIsOne(t *testing.T) {
	var again atomic.Int32
	ctx, stop := withSignals(t.Context(), func(int) { again.Add(1) })
	defer stop()
	for range 2 {
		_ = syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
		time.Sleep(oneSignal / 5)
	}
	<-ctx.Done()
	if got := context.Cause(ctx); got == nil || got.Error() != "terminated" || again.Load() != 0 {
		t.Errorf("%v, again %d times", got, again.Load())
	}
	time.Sleep(2 * oneSignal)
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGTERM)
	for range 100 {
		if again.Load() == 1 {
			return
		}
		time.Sleep(oneSignal / 10)
	}
	t.Error("a second one is not heard")
}

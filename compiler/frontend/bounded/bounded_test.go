package bounded

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestResultComesBack(t *testing.T) {
	got, err := Run(t.Context(), For(0), func(context.Context) int { return 7 })
	if got != 7 || err != nil {
		t.Errorf("got %d, %v; want 7", got, err)
	}
}

func TestTimeIsBounded(t *testing.T) {
	_, err := Run(t.Context(), Limits{Time: time.Millisecond, Heap: 1 << 30}, func(ctx context.Context) int {
		<-ctx.Done()
		return 0
	})
	if !errors.Is(err, ErrTime) {
		t.Errorf("got %v, want ErrTime", err)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	_, err := Run(t.Context(), Limits{Time: time.Minute, Heap: 8 << 20}, func(ctx context.Context) [][]byte {
		var kept [][]byte
		for ctx.Err() == nil && len(kept) < 1000 {
			kept = append(kept, make([]byte, 1<<20))
			time.Sleep(time.Millisecond)
		}
		return kept
	})
	if !errors.Is(err, ErrMemory) {
		t.Errorf("got %v, want ErrMemory", err)
	}
}

func TestPanicIsAnError(t *testing.T) {
	_, err := Run(t.Context(), For(0), func(context.Context) int { panic("oh") })
	var p *Panic
	if !errors.As(err, &p) {
		t.Errorf("got %v, want a *Panic", err)
	}
}

func TestCancellationIsPassedOn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Run(ctx, For(0), func(ctx context.Context) int {
		<-ctx.Done()
		return 0
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestAnEvaluatorThatGivesUpInTimeIsNotItsProgramsError(t *testing.T) {
	for range 200 { // what it returns comes at the same time as the end
		got, err := Run(t.Context(), Limits{Time: 50 * time.Microsecond, Heap: 1 << 30}, func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})
		if got != nil || !errors.Is(err, ErrTime) {
			t.Fatalf("got %v, %v; want ErrTime", got, err)
		}
	}
}

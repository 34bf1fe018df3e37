package target

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"
)

// callTime bounds one call that is finished although the run is ending.
const callTime = 2 * time.Minute

// exactlyOnce makes a call that must not take effect twice. Where the answer is lost it looks whether the call took effect
// before it tries again; where the API refuses for too many requests it tries again after a jittered delay. A call that has
// begun is finished even when the context ends, so that its outcome is known.
func (t *Target) exactlyOnce(ctx context.Context, call func(context.Context) error, happened func(context.Context) (bool, error)) error {
	for attempt := 1; ; attempt++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTime)
		err := call(whole)
		if err == nil {
			cancel()
			return nil
		}
		code, _ := apiError(err)
		throttled := slices.Contains(throttleCodes, code)
		if !throttled {
			if definite(err) {
				cancel()
				return err
			}
			if ok, lookErr := happened(whole); lookErr != nil || ok {
				cancel()
				return lookErr
			}
		}
		cancel()
		if attempt >= t.Pace.Attempts {
			return err
		}
		if err := t.backoff(ctx, attempt); err != nil {
			return err
		}
	}
}

// backoff waits for a random part of a delay that doubles with each attempt.
func (t *Target) backoff(ctx context.Context, attempt int) error {
	limit := min(t.Pace.MaxBackoff, 100*time.Millisecond<<min(attempt, 12))
	timer := time.NewTimer(rand.N(limit + 1))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

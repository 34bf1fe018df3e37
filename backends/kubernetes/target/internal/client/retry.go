package client

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// firstBackoff is before the first retry; it doubles.
const firstBackoff = 200 * time.Millisecond

// attempts500 bounds the tries of what the server fails on: most of these failures stay.
const attempts500 = 2

// transient reports whether a request without an answer is worth another try. One that ran into the deadline took long enough for two.
func transient(e *Error, attempt int, repeats bool) bool {
	return e.Reason == Unreachable && !e.lasting && (!e.slow || repeats && attempt < 2)
}

// again reports whether a refused request is worth another try. A write is, where the server says that it did not begin: 429, or
// 503 with the time to come back.
func again(e *Error, a *answer, attempt int, repeats bool) bool {
	switch a.status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		if a.header.Get("Retry-After") != "" {
			return true
		}
		e.Unknown = !repeats
		return repeats
	case http.StatusBadGateway, http.StatusGatewayTimeout:
		e.Unknown = !repeats
		return repeats
	case http.StatusInternalServerError:
		if e.Reason == "Invalid" {
			return false
		}
		e.Unknown = !repeats && !e.definite()
		return repeats && attempt < attempts500
	}
	return false
}

// pause waits before the next attempt: as long as the server says, else longer each time, jittered so that many do not come back
// at once. It returns the context's error.
func (c *Client) pause(ctx context.Context, attempt int, retryAfter string) error {
	d := min(firstBackoff<<min(attempt-1, 16), c.pace.MaxBackoff)
	d = d/2 + rand.N(d/2+1)
	if said, ok := after(retryAfter); ok {
		d = min(said+rand.N(firstBackoff), c.pace.MaxBackoff)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// after reads Retry-After: seconds or a date.
func after(s string) (time.Duration, bool) {
	if n, err := strconv.Atoi(s); err == nil && n >= 0 {
		return time.Duration(min(n, 3600)) * time.Second, true
	}
	if at, err := http.ParseTime(s); err == nil {
		return max(time.Until(at), 0), true
	}
	return 0, false
}

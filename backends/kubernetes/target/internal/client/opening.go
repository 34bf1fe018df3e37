package client

import (
	"context"
	"sync"
)

// opening lets one request go ahead and make the connection. Without it, requests that are sent at once at the start would each
// make one of their own, though HTTP/2 has use for one alone.
type opening struct {
	once sync.Once
	open chan struct{}
}

func newOpening() *opening { return &opening{open: make(chan struct{})} }

// enter waits until a request may be sent. Whoever gets in calls the function that it returns when its request is on its way, or
// failed; that may be called more than once.
func (o *opening) enter(ctx context.Context) (func(), error) {
	leader := false
	o.once.Do(func() { leader = true })
	if leader {
		return sync.OnceFunc(func() { close(o.open) }), nil
	}
	select {
	case <-o.open:
		return func() {}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

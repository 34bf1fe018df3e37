package target

import (
	"context"
	"sync"
	"time"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// Times of the lock. The first two are client-go's for leader election, which clusters are used to.
const (
	// lockDuration is how long a lock that is not renewed is respected by others.
	lockDuration = 15 * time.Second
	// lockSafe is how long the holder itself relies on a renewal; the rest is for a write that is on its way.
	lockSafe = 10 * time.Second
	// lockRenewal is the time between renewals, lockRetry that before another attempt and between looks at another's lock.
	// lockCall bounds a request: a renewal may hang, and the look whether it was done, before the lock is lost.
	lockRenewal = 3 * time.Second
	lockRetry   = time.Second
	lockCall    = 3 * time.Second
)

// lock is the set's lock, held by this run. Its clock is this machine's monotonic one, and of others only that they changed
// something is believed, never a time.
type lock struct {
	t      *Target
	holder *holder
	stop   context.CancelFunc
	ended  chan struct{}

	mu sync.Mutex
	// lease is as the cluster was last known to have it.
	lease *lease
	// renewed is when the request was sent that last succeeded.
	renewed moment
	// lost is why the lock is not held any more.
	lost error
	// out is called when the lock is lost.
	out []context.CancelCauseFunc
}

// lock makes this run the only one that changes the set, or tells who is. verb is what it does. A holder that is dead loses
// the lock; o is told of that. There is no lock where there is no namespace.
func (t *Target) lock(ctx context.Context, verb string, o backends.Options) (*lock, error) {
	h := t.newHolder(verb)
	l, sent, err := t.acquire(ctx, h, o)
	if err != nil {
		return nil, t.explain(ctx, verb, "taking the lock", err)
	}
	renewing, stop := context.WithCancel(context.WithoutCancel(ctx))
	k := &lock{t: t, holder: h, stop: stop, ended: make(chan struct{}), lease: l, renewed: sent}
	go k.renewals(renewing)
	return k, nil
}

// held returns nil while this run surely holds the lock, and else a fault. It is asked before each write.
func (l *lock) held() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil {
		return l.lost
	}
	if since := l.renewed.since(); since >= lockSafe {
		return l.expired(since)
	}
	return nil
}

func (l *lock) expired(since time.Duration) error {
	return l.t.fault(diag.ClusterLocked, "the lock could not be renewed for %d seconds, so that another run may have it by now", int(since.Seconds())).
		withFix("see whether the cluster answers, then run %s again", l.t.command(l.holder.verb))
}

// guard returns a context that ends when the lock is lost, so that no request is repeated after that.
func (l *lock) guard(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil {
		cancel(l.lost)
	}
	l.out = append(l.out, cancel)
	return ctx, func() { cancel(context.Canceled) }
}

// lose marks the lock as lost.
func (l *lock) lose(why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil {
		return
	}
	l.lost = why
	for _, cancel := range l.out {
		cancel(why)
	}
}

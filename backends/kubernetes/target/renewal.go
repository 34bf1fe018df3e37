package target

import (
	"context"
	"time"

	"espc.dev/schema/diag"
)

// renewals renews the lock until it is given back or lost. No request and no wait lasts longer than the lock surely does.
func (l *lock) renewals(ctx context.Context) {
	defer close(l.ended)
	wait := lockRenewal
	for sleep(ctx, min(wait, l.remaining())) == nil {
		if left := l.remaining(); left <= 0 {
			l.lose(l.expired(lockSafe - left))
		}
		if l.held() != nil {
			return
		}
		wait = lockRetry
		if l.renew(ctx) {
			wait = lockRenewal
		}
	}
}

// remaining is how long the lock is surely held without another renewal.
func (l *lock) remaining() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return lockSafe - l.renewed.since()
}

// renew renews the lock once, and reports whether that is known to have worked.
func (l *lock) renew(ctx context.Context) bool {
	next := *l.current()
	next.Spec.RenewTime = time.Now().UTC().Format(microTime)
	sent := now()
	writing, cancel := context.WithTimeout(ctx, min(lockCall, l.remaining()))
	defer cancel()
	written, err := l.t.writeLease(writing, &next)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.lease, l.renewed = written, sent
		return true
	}
	if unknown(err) || is(err, 409) || is(err, 404) {
		looking, cancel := context.WithTimeout(ctx, min(lockCall, l.remaining()))
		defer cancel()
		return l.look(looking, &next, sent)
	}
	return false
}

func (l *lock) current() *lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lease
}

// look reads the Lease after a write whose outcome is not known, and reports whether that was done: the Lease says then what
// was written. Otherwise, if it is still ours, the next write goes from there, and else the lock is lost. A Lease that somebody
// deleted is lost too: another run may have held it since.
func (l *lock) look(ctx context.Context, written *lease, sent moment) bool {
	seen, err := l.t.readLease(ctx)
	switch {
	case err != nil:
		return false
	case seen == nil || seen.Metadata.UID != l.current().Metadata.UID:
		l.lose(l.t.fault(diag.ClusterLocked, "somebody deleted the lock (Lease %s in the namespace %s) while this run held it", l.t.name, l.t.Namespace).
			withFix("run %s again", l.t.command(l.holder.verb)))
		return false
	case seen.Spec.HolderIdentity == "":
		l.lose(l.t.fault(diag.ClusterLocked, "somebody ended the lock of this run").withFix("run %s again", l.t.command(l.holder.verb)))
		return false
	case seen.Spec.HolderIdentity != l.holder.identity:
		l.lose(l.t.fault(diag.ClusterLocked, "%s has taken over the lock of this run", seen.named()).withFix("wait for it, then run %s again", l.t.command(l.holder.verb)))
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lease = seen
	if seen.Spec != written.Spec {
		return false
	}
	l.renewed = sent
	return true
}

// release gives the lock back if this run still holds it, also when ctx has ended. Where the cluster does not answer, the lock
// ends by itself: at once for this machine, which sees that the process has ended, and else after its duration.
func (l *lock) release(ctx context.Context) {
	l.stop()
	<-l.ended
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*lockCall)
	defer cancel()
	for l.lostNot() {
		next := *l.current()
		next.free()
		_, err := l.t.writeLease(ctx, &next)
		if err == nil || !unknown(err) && !is(err, 409) {
			break
		}
		l.look(ctx, &next, moment{}) // if it was done the lock is nobody's, which ends this
		if sleep(ctx, lockRetry/10) != nil {
			break
		}
	}
	l.lose(l.t.fault(diag.ClusterLocked, "the lock was given back").withFix("run %s again", l.t.command(l.holder.verb)))
}

func (l *lock) lostNot() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lost == nil
}

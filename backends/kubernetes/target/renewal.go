package target

import (
	"context"
	"time"

	"espc.dev/schema/diag"
)

// renewals renews the lock until it is given back or lost.
func (l *lock) renewals(ctx context.Context) {
	defer close(l.ended)
	wait := lockRenewal
	for sleep(ctx, wait) == nil {
		if since := l.sinceRenewed(); since > lockSafe {
			l.lose(l.expired(since))
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

func (l *lock) sinceRenewed() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.renewed.since()
}

// renew renews the lock once, and reports whether that is known to have worked. Where somebody wrote into the Lease, it looks
// whether the lock is still ours; our own renewal of which the answer was lost looks the same.
func (l *lock) renew(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, lockCall)
	defer cancel()
	next := *l.current()
	next.Spec.RenewTime = time.Now().UTC().Format(microTime)
	sent := now()
	written, err := l.t.writeLease(ctx, &next)
	if err == nil {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.lease, l.renewed = written, sent
		return true
	}
	if is(err, 409) || is(err, 404) {
		l.look(ctx)
	}
	return false
}

func (l *lock) current() *lease {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lease
}

// look reads the Lease: if it is still ours, the next renewal goes from there, else the lock is lost. A Lease that somebody
// deleted is lost too: another run may have held it since.
func (l *lock) look(ctx context.Context) bool {
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
		if err == nil {
			break
		}
		if !unknown(err) && !is(err, 409) || !l.look(ctx) || sleep(ctx, lockRetry/10) != nil {
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

package target

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/schema/diag"
)

func TestALockSurvivesWhatARenewalMayMeet(t *testing.T) {
	failures := map[string]clienttest.Failure{
		"an answer that is lost":       {Err: clienttest.Lost(), After: true},
		"a request that is lost":       {Err: clienttest.Lost()},
		"an answer after four seconds": {Delay: 4 * time.Second},
		"a server error":               {Err: clienttest.Answered(500, "InternalError", "etcdserver: leader changed")},
		"a refusal":                    {Err: clienttest.Answered(429, "TooManyRequests", "please wait")},
	}
	for name, f := range failures {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			target := onServer(api)
			l, err := target.lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var n atomic.Int64
			api.Break(func(c clienttest.Call) *clienttest.Failure {
				if c.Verb == "update" && n.Add(1)%2 == 1 { // every other renewal
					return &f
				}
				return nil
			})
			for range 120 {
				time.Sleep(time.Second / 2)
				if err := l.held(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			api.Break(nil)
			l.release(t.Context())
			if h := leaseOf(t, api).Spec.HolderIdentity; h != "" {
				t.Errorf("%s: it is held by %s", name, h)
			}
		})
	}
}

func TestSomebodysLabelOnTheLockIsNoLoss(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		l, err := onServer(api).lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		api.Edit(leases, "shop-dev", "espc-shop", annotate("team", "checkout"))
		time.Sleep(time.Minute)
		if err := l.held(); err != nil {
			t.Error(err)
		}
		l.release(t.Context())
		if o := string(api.Object(leases, "shop-dev", "espc-shop")); !strings.Contains(o, "checkout") || strings.Contains(o, "holderIdentity") {
			t.Errorf("%s", o)
		}
	})
}

func TestALockThatIsLostEndsWhatIsUnderWay(t *testing.T) {
	for name, c := range map[string]struct {
		do     func(api *clienttest.Server)
		within time.Duration
		want   string
	}{
		"deleted": {func(api *clienttest.Server) { api.Remove(leases, "shop-dev", "espc-shop") }, lockRenewal + lockRetry, "somebody deleted the lock"},
		"deleted and created": {func(api *clienttest.Server) {
			api.Remove(leases, "shop-dev", "espc-shop")
			api.Put(`{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"espc-shop","namespace":"shop-dev"},"spec":{}}`)
		}, lockRenewal + lockRetry, "somebody deleted the lock"},
		"ended": {func(api *clienttest.Server) {
			api.Edit(leases, "shop-dev", "espc-shop", func(o map[string]any) { o["spec"] = map[string]any{} })
		}, lockRenewal + lockRetry, "somebody ended the lock"},
		"taken": {func(api *clienttest.Server) {
			api.Edit(leases, "shop-dev", "espc-shop", func(o map[string]any) { o["spec"].(map[string]any)["holderIdentity"] = "bob@ci, pid 7, 12" })
		}, lockRenewal + lockRetry, "bob@ci, pid 7 has taken over the lock"},
		"unreachable": {func(api *clienttest.Server) {
			api.Break(func(clienttest.Call) *clienttest.Failure { return &clienttest.Failure{Err: clienttest.Lost()} })
		}, lockSafe, "could not be renewed for 1"},
		"hanging": {func(api *clienttest.Server) {
			api.Break(func(clienttest.Call) *clienttest.Failure {
				return &clienttest.Failure{Delay: time.Hour, Err: clienttest.Lost()}
			})
		}, lockSafe, "could not be renewed for"},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			l, err := onServer(api).lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			guarded, done := l.guard(t.Context())
			defer done()
			began := time.Now()
			c.do(api)
			<-guarded.Done()
			if took := time.Since(began); took > c.within {
				t.Errorf("%s: it took %s", name, took)
			}
			wantFault(t, context.Cause(guarded), diag.ClusterLocked, c.want)
			wantFault(t, l.held(), diag.ClusterLocked, c.want)
			late, done := l.guard(t.Context())
			defer done()
			if late.Err() == nil {
				t.Errorf("%s: what begins later goes on", name)
			}
			holder := string(api.Object(leases, "shop-dev", "espc-shop"))
			calls := len(api.Calls())
			l.release(t.Context())
			if n := len(api.Calls()) - calls; n > 0 || string(api.Object(leases, "shop-dev", "espc-shop")) != holder {
				t.Errorf("%s: a lock of another was touched in %d calls", name, n)
			}
		})
	}
}

func TestTheHolderStopsBeforeAnybodyTakesOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		var l *lock
		var cut atomic.Bool
		api.Fail = func(c clienttest.Call) *clienttest.Failure {
			if cut.Load() && c.Verb == "update" {
				if o := leaseOf(t, api); o.Spec.HolderIdentity == l.holder.identity && l.held() != nil {
					return nil // it is the taking over
				}
				return &clienttest.Failure{Err: clienttest.Lost()}
			}
			return nil
		}
		var err error
		l, err = target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		pretend(api, elsewhere)
		time.Sleep(lockRenewal + time.Second/2)
		cut.Store(true)
		var stopped atomic.Pointer[time.Time]
		go func() {
			for l.held() == nil {
				time.Sleep(10 * time.Millisecond)
			}
			now := time.Now()
			stopped.Store(&now)
		}()
		other, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if at := stopped.Load(); at == nil || time.Since(*at) < 3*time.Second {
			t.Errorf("the holder stopped at %v, and it is %v", at, time.Now())
		}
		l.release(t.Context())
		if err := other.held(); err != nil || leaseOf(t, api).Spec.HolderIdentity != other.holder.identity {
			t.Errorf("the old holder gave back the new one's lock: %v", err)
		}
		other.release(t.Context())
	})
}

func TestARenewalAtTheLastMomentWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		l, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		kill(l)
		pretend(api, elsewhere)
		api.Fail = func(c clienttest.Call) *clienttest.Failure {
			if c.Verb == "update" { // between the last look and the taking over
				api.Edit(leases, "shop-dev", "espc-shop", func(o map[string]any) {
					o["spec"].(map[string]any)["renewTime"] = time.Now().UTC().Format(microTime)
				})
			}
			return nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), lockDuration+5*time.Second)
		defer cancel()
		if _, err := target.lock(ctx, "apply", backends.Options{}); err == nil {
			t.Error("the lock was taken from a holder that renewed it")
		}
		if h := leaseOf(t, api).Spec.HolderIdentity; h != l.holder.identity {
			t.Errorf("it is held by %s", h)
		}
	})
}

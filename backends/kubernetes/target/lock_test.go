package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/schema/diag"
)

// elsewhere is the process of a holder on another machine.
const elsewhere = "9f0e1d2c-0000-4000-8000-000000000000 pid:[4026531836] 4242 12345"

// events collects what a run tells.
func events(into *[]string) backends.Options {
	return backends.Options{Progress: func(e backends.Event) { *into = append(*into, string(e.Phase)+": "+e.Text+": "+e.Reason) }}
}

// leaseOf reads the lock as the cluster has it.
func leaseOf(t *testing.T, api *clienttest.Server) *lease {
	t.Helper()
	l, err := readLease(api.Object(leases, "shop-dev", "espc-shop"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// pretend makes the lock's holder one of another machine.
func pretend(api *clienttest.Server, process string) {
	api.Edit(leases, "shop-dev", "espc-shop", annotate(annotationProcess, process))
}

// kill ends a lock's run as kill -9 does: it renews no more, and gives nothing back.
func kill(l *lock) {
	l.stop()
	<-l.ended
}

func TestALockIsTakenRenewedAndGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		l, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		first := leaseOf(t, api)
		if s := first.Spec; !strings.HasPrefix(s.HolderIdentity, "alice@") || !strings.Contains(s.HolderIdentity, ", pid ") || s.LeaseDurationSeconds != 15 || s.AcquireTime == "" || s.RenewTime != s.AcquireTime {
			t.Errorf("%+v", s)
		}
		for range 60 {
			time.Sleep(time.Second)
			if err := l.held(); err != nil {
				t.Fatal(err)
			}
		}
		if now := leaseOf(t, api); now.Spec.RenewTime == first.Spec.RenewTime || now.Spec.AcquireTime != first.Spec.AcquireTime {
			t.Errorf("after a minute: %+v", now.Spec)
		}
		l.release(t.Context())
		if now := leaseOf(t, api); now.Spec.HolderIdentity != "" || now.Metadata.Annotations[annotationProcess] != "" {
			t.Errorf("given back: %+v", now)
		}
		wantFault(t, l.held(), diag.ClusterLocked, "given back")
		calls := len(api.Calls())
		time.Sleep(time.Minute)
		if n := len(api.Calls()) - calls; n > 0 {
			t.Errorf("%d calls after it was given back", n)
		}
		again, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		again.release(t.Context())
	})
}

func TestALiveHolderIsNeverRobbed(t *testing.T) {
	for name, c := range map[string]struct {
		process string
		within  time.Duration
		waits   bool
	}{
		"of this machine":     {thisProcess().String(), 0, false},
		"of another machine":  {elsewhere, lockRenewal + 2*lockRetry, true},
		"of an unknown kind":  {"", lockRenewal + 2*lockRetry, true},
		"with a garbled word": {"boot ns -1 x", lockRenewal + 2*lockRetry, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			target := onServer(api)
			l, err := target.lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			pretend(api, c.process)
			var told []string
			for range 5 {
				began := time.Now()
				_, err = target.lock(t.Context(), "destroy", events(&told))
				wantFault(t, err, diag.ClusterLocked, "alice@", "is running espc apply on this set since 2000-01-01 00:00", "by its clock", "wait for it, then run espc plan shop -e dev")
				if took := time.Since(began); took > c.within {
					t.Errorf("%s: it took %s to refuse", name, took)
				}
				_, err = target.Unlock(t.Context(), backends.Options{})
				wantFault(t, err, diag.ClusterLocked, "alice@")
			}
			if waited := len(told) > 0; waited != c.waits || waited && !strings.Contains(told[0], "waiting: the lock is held by alice@") {
				t.Errorf("%s: told %q", name, told)
			}
			if err := l.held(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			l.release(t.Context())
		})
	}
}

func TestADeadHoldersLockIsTakenOver(t *testing.T) {
	ended := thisProcess()
	ended.start += "0" // a pid that is used again
	none := thisProcess()
	none.pid = 1<<22 + 1 // more than any pid (proc(5), pid_max)
	for name, c := range map[string]struct {
		process process
		wait    time.Duration
		want    string
	}{
		"of this machine":            {none, 0, "that process has ended"},
		"whose pid another has":      {ended, 0, "that process has ended"},
		"of another machine":         {parseProcess(elsewhere), lockDuration, "it was not renewed for 15 seconds"},
		"of another pid namespace":   {process{thisProcess().boot, "pid:[1]", 1, "1"}, lockDuration, "it was not renewed for 15 seconds"},
		"of which nothing is known":  {process{}, lockDuration, "it was not renewed for 15 seconds"},
		"on a machine without /proc": {process{}, lockDuration, "it was not renewed for 15 seconds"},
	} {
		for _, verb := range []string{"lock", "unlock"} {
			synctest.Test(t, func(t *testing.T) {
				api := clienttest.New("shop-dev")
				target := onServer(api)
				dead, err := target.lock(t.Context(), "apply", backends.Options{})
				if err != nil {
					t.Fatal(err)
				}
				kill(dead)
				pretend(api, c.process.String())
				var told []string
				began := time.Now()
				if verb == "unlock" {
					r, err := target.Unlock(t.Context(), events(&told))
					if err != nil || len(r.Done) != 1 || r.Done[0].String() != "Lease/espc-shop" {
						t.Errorf("%s: %+v, %v", name, r, err)
					}
					if l := leaseOf(t, api); l.Spec.HolderIdentity != "" {
						t.Errorf("%s: %+v", name, l)
					}
				} else {
					l, err := target.lock(t.Context(), "apply", events(&told))
					if err != nil {
						t.Fatalf("%s: %v", name, err)
					}
					if l.held() != nil || leaseOf(t, api).Spec.LeaseTransitions != 1 {
						t.Errorf("%s: %v, %+v", name, l.held(), leaseOf(t, api).Spec)
					}
					defer l.release(t.Context())
				}
				if took := time.Since(began); took < c.wait || took > c.wait+2*lockRetry {
					t.Errorf("%s, %s: it took %s", name, verb, took)
				}
				if text := strings.Join(told, "\n"); !strings.Contains(text, "running: taking over the lock of alice@") || !strings.Contains(text, c.want) {
					t.Errorf("%s, %s: told %q", name, verb, told)
				}
			})
		}
	}
}

func TestUnlockTellsWhenNothingIsLocked(t *testing.T) {
	api := clienttest.New("shop-dev")
	target := onServer(api)
	for range 2 {
		if r, err := target.Unlock(t.Context(), backends.Options{}); err != nil || len(r.Done) > 0 {
			t.Errorf("%+v, %v", r, err)
		}
		l, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		l.release(t.Context())
	}
	if r, err := onServer(clienttest.New()).Unlock(t.Context(), backends.Options{}); err != nil || len(r.Done) > 0 {
		t.Errorf("without a namespace: %+v, %v", r, err)
	}
}

func TestThereIsNoLockWithoutANamespaceThatTakesIt(t *testing.T) {
	_, err := onServer(clienttest.New()).lock(t.Context(), "apply", backends.Options{})
	wantFault(t, err, diag.ClusterStale, "there is no namespace shop-dev")
	api := clienttest.New()
	api.Put(`{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop-dev","deletionTimestamp":"2026-01-01T00:00:00Z"}}`)
	_, err = onServer(api).lock(t.Context(), "apply", backends.Options{})
	wantFault(t, err, diag.NamespaceTerminating, "shop-dev")
}

func TestALockWhoseTakingIsLostIsLookedUp(t *testing.T) {
	for _, verb := range []string{"create", "update"} {
		for _, done := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				api := clienttest.New("shop-dev")
				target := onServer(api)
				if verb == "update" {
					l, err := target.lock(t.Context(), "apply", backends.Options{})
					if err != nil {
						t.Fatal(err)
					}
					l.release(t.Context())
				}
				api.Fail = at(1, verb, leases, clienttest.Failure{Err: clienttest.Lost(), After: done})
				l, err := target.lock(t.Context(), "apply", backends.Options{})
				if err != nil {
					t.Fatalf("%s, done %t: %v", verb, done, err)
				}
				time.Sleep(time.Minute)
				if err := l.held(); err != nil {
					t.Errorf("%s, done %t: %v", verb, done, err)
				}
				l.release(t.Context())
				if h := leaseOf(t, api).Spec.HolderIdentity; h != "" {
					t.Errorf("%s, done %t: it is held by %s", verb, done, h)
				}
			})
		}
	}
}

func TestAWaitForALockEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		l, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		kill(l)
		pretend(api, elsewhere)
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		began := time.Now()
		if _, err := target.lock(ctx, "apply", backends.Options{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 4*time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

func TestALockIsGivenBackAlsoWhenTheRunWasInterrupted(t *testing.T) {
	for _, f := range []clienttest.Failure{{}, {Err: clienttest.Lost()}, {Err: clienttest.Lost(), After: true}} {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			ctx, cancel := context.WithCancel(t.Context())
			l, err := onServer(api).lock(ctx, "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			cancel()
			time.Sleep(30 * time.Second)
			if err := l.held(); err != nil {
				t.Errorf("while the calls under way end: %v", err)
			}
			api.Break(at(1, "update", leases, f))
			l.release(ctx)
			if h := leaseOf(t, api).Spec.HolderIdentity; h != "" {
				t.Errorf("it is held by %s", h)
			}
		})
	}
}

func TestOfManyThatWantTheLockOneHasIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		api.Fail = func(c clienttest.Call) *clienttest.Failure {
			return &clienttest.Failure{Delay: time.Duration(c.N%7) * time.Millisecond}
		}
		var inside, most, taken atomic.Int64
		var wg sync.WaitGroup
		for i := range 100 {
			wg.Go(func() {
				target := onServer(api)
				l, err := target.lock(t.Context(), "apply", backends.Options{})
				if err != nil {
					wantFault(t, err, diag.ClusterLocked)
					return
				}
				taken.Add(1)
				if n := inside.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Duration(i) * time.Millisecond)
				inside.Add(-1)
				l.release(t.Context())
			})
		}
		wg.Wait()
		if most.Load() != 1 || taken.Load() == 0 {
			t.Errorf("%d took it, %d at once", taken.Load(), most.Load())
		}
	})
}

func TestTheLeaseIsOneThatKubernetesAccepts(t *testing.T) {
	api := clienttest.New("shop-dev")
	l, err := onServer(api).lock(t.Context(), "apply", backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.release(t.Context())
	var o struct {
		APIVersion, Kind string
		Spec             map[string]any
	}
	if err := json.Unmarshal(api.Object(leases, "shop-dev", "espc-shop"), &o); err != nil || o.APIVersion != "coordination.k8s.io/v1" || o.Kind != "Lease" {
		t.Errorf("%+v, %v", o, err)
	}
	for _, field := range []string{"acquireTime", "renewTime"} {
		if _, err := time.Parse("2006-01-02T15:04:05.000000Z", fmt.Sprint(o.Spec[field])); err != nil { // metav1.MicroTime
			t.Error(err)
		}
	}
}

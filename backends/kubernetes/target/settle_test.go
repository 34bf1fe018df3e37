package target

import (
	"testing"
	"testing/synctest"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/schema/diag"
)

func TestARunThatLivesIsNamedBeforeAnythingIsPlanned(t *testing.T) {
	for process, within := range map[string]time.Duration{thisProcess().String(): 0, elsewhere: lockRenewal + 2*lockRetry} {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			target := onServer(api)
			l, err := target.lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			pretend(api, process)
			began := time.Now()
			_, err = target.Settle(t.Context(), backends.Options{})
			wantFault(t, err, diag.ClusterLocked, "alice@", "is running espc apply on this set since", "wait for it")
			if took := time.Since(began); took > within {
				t.Errorf("it took %s to see that %q lives", took, process)
			}
			if err := l.held(); err != nil {
				t.Errorf("the look cost the holder its lock: %v", err)
			}
			l.release(t.Context())
		})
	}
}

func TestWhereNobodyLivesTheLookAtTheLockIsOneRead(t *testing.T) {
	dead := thisProcess()
	dead.start += "0"
	for name, prepare := range map[string]func(*testing.T, *clienttest.Server, *Target){
		"nothing there": func(*testing.T, *clienttest.Server, *Target) {},
		"given back": func(t *testing.T, _ *clienttest.Server, target *Target) {
			l, err := target.lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			l.release(t.Context())
		},
		"of a process that ended": func(t *testing.T, api *clienttest.Server, target *Target) {
			l, err := target.lock(t.Context(), "apply", backends.Options{})
			if err != nil {
				t.Fatal(err)
			}
			kill(l)
			pretend(api, dead.String())
		},
		"not to be read": func(_ *testing.T, api *clienttest.Server, _ *Target) {
			api.Fail = at(1, "get", leases, clienttest.Failure{Err: &client.Error{Status: 403, Reason: "Forbidden"}})
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			api := clienttest.New("shop-dev")
			target := onServer(api)
			prepare(t, api, target)
			before := len(api.Calls())
			if _, err := target.Settle(t.Context(), backends.Options{}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if n := len(api.Calls()) - before; n != 1 {
				t.Errorf("%s: %d requests", name, n)
			}
		})
	}
}

func TestAHolderElsewhereThatRenewsNothingIsLeftToTheTakingOfTheLock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := clienttest.New("shop-dev")
		target := onServer(api)
		l, err := target.lock(t.Context(), "apply", backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		kill(l)
		pretend(api, elsewhere)
		began := time.Now()
		var told []string
		if _, err := target.Settle(t.Context(), events(&told)); err != nil || len(told) != 1 {
			t.Errorf("%v; told %q", err, told)
		}
		if took := time.Since(began); took >= lockDuration {
			t.Errorf("it looked for %s", took)
		}
	})
}

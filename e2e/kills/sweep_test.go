package kills

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"espc.dev/e2e/cluster/proxy"
)

// atOnce is how many namespaces are swept at a time.
const atOnce = 2

// A sweep is a command that is killed at each of its requests, each time from the same state.
type sweep struct {
	// own lets the topology bring its namespace.
	own bool
	// some is how many kills there are where it is not everything.
	some int
	// reach brings the namespace to the state in which the command begins; turn counts.
	reach func(r *rig, turn int)
	// command is what is killed, and run again: the folder and the arguments.
	command func(r *rig, turn int) (dir string, arguments []string)
	// judge says whether the state is the one that the command leads to.
	judge func(r *rig, turn int) *verdict
}

// run records the command's requests, and then kills it at them.
func (s *sweep) run(t *testing.T) {
	rigs := make([]*rig, atOnce)
	for i := range rigs {
		rigs[i] = newRig(t, s.own)
	}
	all := kills(s.record(rigs[0]))
	chosen := all
	switch these := theseAlone(); {
	case these != "":
		chosen = slices.DeleteFunc(slices.Clone(all), func(k kill) bool { return !strings.HasPrefix(k.kind, these) })
	case !everything():
		chosen = choose(all, s.some)
	}
	var mu sync.Mutex
	var total counts
	done := 0
	t.Run("sweep", func(t *testing.T) {
		for worker := range atOnce {
			t.Run(fmt.Sprint(worker+1), func(t *testing.T) {
				t.Parallel()
				r := rigs[worker]
				r.t = t
				for i := worker; i < len(chosen); i += atOnce {
					v, was := s.one(r, 1+i/atOnce, chosen[i])
					mu.Lock()
					total.add(v.counts)
					if was {
						done++
					}
					if (i/atOnce)%25 == 24 {
						t.Logf("%s: %d kills so far: %s", time.Now().Format(time.TimeOnly), done, total)
					}
					mu.Unlock()
					if len(v.problems) > 0 {
						t.Fatalf("killed %s:\n%s", chosen[i], strings.Join(v.problems, "\n"))
					}
				}
			})
		}
	})
	t.Logf("%d kills at %d places of %d: %s", done, len(chosen), len(all), total)
	if !t.Failed() && done < len(chosen)*3/4 { // runs differ in how often they look
		t.Errorf("of %d kills only %d came to be", len(chosen), done)
	}
}

// record runs the command, whole, and returns its requests.
func (s *sweep) record(r *rig) []proxy.Record {
	r.t.Helper()
	s.reach(r, 0)
	r.proxy.Reset()
	dir, arguments := s.command(r, 0)
	if got := r.run(r.proxy.Kubeconfig, dir, arguments...); got.Code != 0 {
		r.t.Fatalf("espc %v: exit %d\n%s%s", arguments, got.Code, got.Stdout, got.Stderr)
	}
	records := r.proxy.Records(proxy.Any)
	r.proxy.Reset()
	if v := s.judge(r, 0); len(v.problems) > 0 {
		r.t.Fatalf("not killed at all:\n%s", strings.Join(v.problems, "\n"))
	}
	return records
}

// one kills the command once, judges what is there, runs it again and judges that. It reports whether it came to the kill.
func (s *sweep) one(r *rig, turn int, k kill) (*verdict, bool) {
	r.t.Helper()
	s.reach(r, turn)
	before := r.read()
	dir, arguments := s.command(r, turn)
	was := r.killed(k, dir, arguments...)
	v := r.halfway(before)
	if got := r.espc(dir, arguments...); got.Code != 0 {
		v.say(&v.other, "run again: exit %d\n%s%s", got.Code, got.Stdout, got.Stderr)
		return v, was
	}
	end := s.judge(r, turn)
	v.add(end.counts)
	v.problems = append(v.problems, end.problems...)
	return v, was
}

// choose takes n of all kills, half of them writes of what is kept about the set, and of each half some that are evenly apart.
func choose(all []kill, n int) []kill {
	var halves [2][]kill
	for _, k := range all {
		half := 0
		if !strings.HasPrefix(k.kind, "GET") && strings.Contains(k.kind, "(") {
			half = 1
		}
		halves[half] = append(halves[half], k)
	}
	var out []kill
	for _, half := range halves {
		for i := range n / 2 {
			out = append(out, half[i*len(half)/(n/2)])
		}
	}
	return out
}

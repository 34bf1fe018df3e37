package kills

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// order is a command, and which version it leads to, -1 for none at all.
type order struct {
	dir       string
	arguments []string
	version   int
}

func (o order) String() string {
	return fmt.Sprintf("%s (version %d)", strings.Join(o.arguments, " "), o.version)
}

// order draws a command that can be run in a state: an apply of some version, a rollback to some revision, a destroy.
func (r *rig) order(dice *rand.Rand, s *state) order {
	switch n := dice.IntN(10); {
	case n < 2:
		return order{r.dirs[0], []string{"destroy", "--auto-approve"}, -1}
	case n < 5 && len(s.revisions) > 0:
		one := s.revisions[dice.IntN(len(s.revisions))]
		if version := slices.Index(r.digests, one.Digest); one.Phase == "done" && version >= 0 {
			return order{r.dirs[0], []string{"rollback", "--to", fmt.Sprint(one.Number), "--auto-approve"}, version}
		}
	}
	version := dice.IntN(len(versions))
	return order{r.dirs[version], []string{"apply", "--auto-approve"}, version}
}

// FAULTS 1 to 5: commands that are killed at any moment, one after the other, leave nothing that the next one does not bring in order,
// whichever that is.
func TestWhateverIsKilledAtAnyMomentTheNextCommandBringsInOrder(t *testing.T) {
	rounds := 4
	if everything() {
		rounds = 60
	}
	for seed := range uint64(atOnce) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, false)
			dice := rand.New(rand.NewPCG(seed, 1))
			begin := time.Now()
			r.apply(0)
			long := time.Since(begin)
			kills := 0
			var story []string
			for range rounds {
				for range 1 + dice.IntN(3) {
					before := r.read()
					o, after := r.order(dice, before), time.Duration(dice.Int64N(int64(long)/2))
					was := r.killedAfter(after, o.dir, o.arguments...)
					if was {
						kills++
					}
					story = append(story, fmt.Sprintf("%s, killed after %s: %t", o, after.Round(time.Millisecond), was))
					if v := r.halfway(before); len(v.problems) > 0 {
						t.Fatalf("%s\n%s", strings.Join(story, "\n"), strings.Join(v.problems, "\n"))
					}
				}
				o := r.order(dice, r.read())
				story = append(story, o.String())
				if got := r.espc(o.dir, o.arguments...); got.Code != 0 {
					t.Fatalf("%s\nexit %d\n%s%s", strings.Join(story, "\n"), got.Code, got.Stdout, got.Stderr)
				}
				if v := r.judge(o.version); len(v.problems) > 0 {
					t.Fatalf("%s\n%s", strings.Join(story, "\n"), strings.Join(v.problems, "\n"))
				}
			}
			t.Logf("%d rounds with %d kills: %s", rounds, kills, counts{})
		})
	}
}

// judge judges whether a version is there, or nothing.
func (r *rig) judge(version int) *verdict {
	r.t.Helper()
	if version < 0 {
		return r.nothing()
	}
	return r.whole(version)
}

package kills

import (
	"fmt"
	"testing"
)

// turns let an update lead from the first version to the second and back, so that each begins where the one before ended.
func turns(turn int) (from, to int) { return turn % 2, (turn + 1) % 2 }

func reachTurn(r *rig, turn int) {
	r.t.Helper()
	from, to := turns(turn)
	if s := r.read(); s.done().Digest != "" && s.done().Digest == r.digests[from] && r.holds(s, from) {
		return
	}
	r.apply(to) // so that it can be gone back to
	r.apply(from)
}

// FAULTS 2 to 5: an update that changes, replaces, creates and removes is killed before and after each of its requests; the same
// command run again gets there.
func TestAnUpdateKilledAtAnyRequestIsFinishedByTheSameCommand(t *testing.T) {
	s := sweep{
		some:  20,
		reach: reachTurn,
		command: func(r *rig, turn int) (string, []string) {
			_, to := turns(turn)
			return r.dirs[to], []string{"apply", "--auto-approve"}
		},
		judge: func(r *rig, turn int) *verdict {
			_, to := turns(turn)
			return r.whole(to)
		},
	}
	s.run(t)
}

// FAULTS 2 to 5: the same for a rollback.
func TestARollbackKilledAtAnyRequestIsFinishedByTheSameCommand(t *testing.T) {
	s := sweep{
		some:  8,
		reach: reachTurn,
		command: func(r *rig, turn int) (string, []string) {
			_, to := turns(turn)
			return r.dirs[0], []string{"rollback", "--to", fmt.Sprint(r.numberOf(to)), "--auto-approve"}
		},
		judge: func(r *rig, turn int) *verdict {
			_, to := turns(turn)
			return r.whole(to)
		},
	}
	s.run(t)
}

// numberOf returns the newest revision that applied a version whole.
func (r *rig) numberOf(version int) int {
	r.t.Helper()
	s := r.read()
	for i := len(s.revisions) - 1; i >= 0; i-- {
		if one := s.revisions[i]; one.Phase == "done" && one.Digest == r.digests[version] {
			return one.Number
		}
	}
	r.t.Fatalf("no revision is of version %d: %+v", version, s.revisions)
	return 0
}

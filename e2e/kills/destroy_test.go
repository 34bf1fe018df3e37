package kills

import "testing"

// FAULT 5: a destroy is killed before and after each of its requests; the same command run again removes the rest, and nothing of
// others.
func TestADestroyKilledAtAnyRequestIsFinishedByTheSameCommand(t *testing.T) {
	s := sweep{
		some:  10,
		reach: func(r *rig, _ int) { r.apply(0) },
		command: func(r *rig, _ int) (string, []string) {
			return r.dirs[0], []string{"destroy", "--auto-approve", "--delete-volumes"}
		},
		judge: func(r *rig, _ int) *verdict { return r.nothing() },
	}
	s.run(t)
}

package kills

import (
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"espc.dev/e2e/cluster"
)

// wipe takes the shop out of the namespace, without espc.
func (r *rig) wipe() {
	r.t.Helper()
	background := metav1.DeletePropagationBackground
	options := metav1.DeleteOptions{PropagationPolicy: &background}
	for _, kind := range r.everyKind() {
		client, err := r.cluster.Resource(kind.GroupVersion().String(), kind.Kind, r.namespace)
		if err != nil {
			r.t.Fatal(err)
		}
		err = client.DeleteCollection(r.t.Context(), options, metav1.ListOptions{LabelSelector: "app.kubernetes.io/part-of=shop,!planted"})
		if err != nil {
			r.t.Fatal(err)
		}
	}
	r.gone()
}

// gone waits until nothing of the shop is there.
func (r *rig) gone() {
	r.t.Helper()
	cluster.Eventually(r.t, time.Minute, func() error {
		if s := r.read(); len(s.members) > 0 || s.parent != nil || s.lease != nil || len(s.contents) > 0 {
			return fmt.Errorf("%d members, %d contents", len(s.members), len(s.contents))
		}
		return nil
	})
}

func firstHeld(r *rig, _ int) *verdict { return r.whole(0) }

func applyFirst(r *rig, _ int) (dir string, arguments []string) {
	return r.dirs[0], []string{"apply", "--auto-approve"}
}

// FAULTS 1 to 4: the first apply of the shop, beside objects of others, is killed before and after each of its requests; the same
// command run again gets there.
func TestAnApplyKilledAtAnyRequestIsFinishedByTheSameCommand(t *testing.T) {
	s := sweep{some: 20, reach: func(r *rig, _ int) { r.wipe() }, command: applyFirst, judge: firstHeld}
	s.run(t)
}

// FAULTS 1 to 4: as above, where the topology brings its namespace.
func TestAnApplyToAnEmptyClusterKilledAtAnyRequestIsFinishedByTheSameCommand(t *testing.T) {
	s := sweep{own: true, some: 6, reach: func(r *rig, _ int) { r.rename() }, command: applyFirst, judge: firstHeld}
	s.run(t)
}

package target

import (
	"encoding/json"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// namespaceTask returns the task that creates the set's own namespace, nil where it is there already.
func (r *run) namespaceTask(writes [][]*task) *task {
	for _, t := range writes[0] {
		if t.Address.Type == namespaceType && t.Address.Name == r.Namespace && t.Action == backends.Create {
			return t
		}
	}
	return nil
}

// createNamespace creates the set's own namespace, and waits until things can be created in it.
func (r *run) createNamespace(t *task) error {
	if err := r.each([]*task{t}, r.write); err != nil {
		return err
	}
	for p := (pause{}); ; p.wait(r.ctx) {
		phase, err := r.namespacePhase()
		if err != nil {
			r.failWith("looking whether the namespace is there", err)
			return r.goesOn()
		}
		switch phase {
		case "Active":
			return nil
		case "Terminating":
			return r.terminating()
		}
		if err := r.goesOn(); err != nil {
			return err
		}
	}
}

// namespacePhase returns the phase of the set's namespace.
func (t *run) namespacePhase() (string, error) {
	object, err := t.api.Get(t.calls, namespaceServed, client.Key{Name: t.Namespace})
	if err != nil {
		return "", err
	}
	var o struct {
		Status struct {
			Phase string `json:"phase"`
		} `json:"status"`
	}
	_ = json.Unmarshal(object, &o) // without a phase it is not ready
	return o.Status.Phase, nil
}

// namespaceGone returns why nothing can be locked in the set's namespace, nil where the namespace is no reason.
func (r *run) namespaceGone() error {
	phase, err := r.namespacePhase()
	switch {
	case is(err, 404):
		return r.fault(diag.ClusterStale, "the namespace %s is gone since the plan was made", r.Namespace).withFix("run %s, look at it, and apply again", r.command("plan"))
	case err == nil && phase == "Terminating":
		return r.terminating()
	}
	return nil
}

func (r *run) terminating() error {
	return r.fault(diag.NamespaceTerminating, "the namespace %s is being deleted", r.Namespace).
		withFix("wait until kubectl --context %s get namespace %s finds nothing, then run %s", r.Context, r.Namespace, r.command(r.verb))
}

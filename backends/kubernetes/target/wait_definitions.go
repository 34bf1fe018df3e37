package target

import (
	"context"
	"errors"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/health"
	"espc.dev/schema/diag"
)

// established is how long a definition may take until the server serves what it defines. It takes a second.
const established = time.Minute

// awaitDefinitions waits until the server serves what definitions define, and learns its types anew. It asks for every definition
// that is wanted, because one that stands may have been applied by a run that was killed a moment ago.
func (r *run) awaitDefinitions(objects []backends.Object, written []*task) error {
	fresh := false
	for _, t := range written {
		fresh = fresh || t.Address.Type == definitionType
	}
	var list []*waited
	for _, o := range objects {
		if o.Address.Type == definitionType && (fresh || !r.serves(o)) {
			list = append(list, &waited{Object: o})
		}
	}
	if len(list) == 0 {
		return nil
	}
	begin := time.Now()
	for p := (pause{}); ; p.wait(r.ctx) {
		open, err := r.look(list, true)
		if err == nil && len(open) == 0 {
			if err = r.discover(); err == nil && r.servesAll(list) {
				return nil
			}
		}
		if err != nil {
			r.failWith("looking whether definitions are established", err)
			return r.goesOn()
		}
		late := time.Since(begin) > established || errors.Is(r.ctx.Err(), context.DeadlineExceeded)
		for _, w := range open {
			if w.verdict.State == health.Failed || late {
				r.fail(r.about(diag.OrderWaited, w.Object, "%s is not established: %s", w.Address, w.verdict.Text+" "+w.verdict.Reason).
					WithFix("look at it with %s, mend it, and apply again", r.kubectl("describe "+resource(w.Address))))
			}
		}
		if late && len(open) == 0 {
			r.fail(r.about(diag.OrderWaited, list[0].Object, "the cluster does not serve what %s defines", list[0].Address).
				WithFix("see whether %s lists it, and apply again", r.kubectl("api-resources")))
		}
		if err := r.goesOn(); err != nil {
			return err
		}
	}
}

// discover learns anew what the server serves.
func (r *run) discover() error {
	types, err := r.api.Discover(r.calls, true)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.types = types
	return nil
}

// serves reports whether the server serves the stored version of what a definition defines.
func (r *run) serves(definition backends.Object) bool {
	types := r.known()
	spec := definition.Tree.Get("spec")
	for _, version := range spec.Get("versions").Items {
		if version.Get("served").Str() != "true" {
			continue
		}
		if _, ok := types.Find(spec.Get("group").Str() + "/" + version.Get("name").Str() + "/" + spec.Get("names").Get("kind").Str()); !ok {
			return false
		}
	}
	return true
}

func (r *run) servesAll(list []*waited) bool {
	for _, w := range list {
		if !r.serves(w.Object) {
			return false
		}
	}
	return true
}

package target

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// reads reports whether a dry-run was denied to somebody who only looks at a plan: who may read can plan, without the server's
// opinion. Where an apply follows, the denial is an error, before anything is changed.
func (p *preparation) reads(err error) bool {
	var e *client.Error
	if !p.o.Throwaway || !errors.As(err, &e) || !denied(e) {
		return false
	}
	resource, _, _ := strings.Cut(e.Target, " ")
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unasked == nil {
		p.unasked = map[string]bool{}
	}
	p.unasked[resource] = true
	return true
}

// unaskedWarning says what the server was not asked about, in one warning for all.
func (p *preparation) unaskedWarning() diag.List {
	if len(p.unasked) == 0 {
		return nil
	}
	return diag.List{diag.ClusterUnasked.At(p.Place, "%s may not change %s, so that the cluster was not asked what it makes of the changes", p.user(),
		strings.Join(slices.Sorted(maps.Keys(p.unasked)), ", ")).
		WithFix("to see that too, bind the Role for apply that docs/kubernetes.md shows")}
}

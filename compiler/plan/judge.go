package plan

import (
	"slices"

	"espc.dev/backends"
)

// Judge puts the target's verdicts on a plan in the place of its own, and orders the changes again: what a target replaces
// comes first, whatever the comparison of objects thought.
func (p *Plan) Judge(v backends.Prepared, d backends.Dialect) {
	before := len(p.Changes)
	p.Suppressed = v.Suppressed
	if v.Empty {
		p.Unchanged += before - p.Count(backends.Delete)
		p.Changes = nil
		return
	}
	p.Changes = slices.Clone(v.Changes)
	p.Unchanged -= len(p.Changes) - before // what changes only through what it refers to
	slices.SortStableFunc(p.Changes, func(x, y backends.Change) int { return order(x, y, d) })
}

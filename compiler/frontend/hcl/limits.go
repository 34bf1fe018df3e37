package hcl

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Bounds of an evaluation, so that no topology takes more than seconds and some hundred MiB. They are far above what a
// topology needs.
const (
	maxSteps  = 1_000_000 // iterations, values that they make, and values copied by functions
	maxText   = 64 << 20  // bytes of text that templates and functions make
	maxNested = 20_000    // expressions within expressions, through local values too
	maxChain  = 500       // local values that need each other
	maxValues = 200_000   // values of one entity
	maxAll    = 2_000_000 // values of all entities, where they are larger than what was written of them
	maxLevels = 500       // of one entity's values
)

// limits counts what an evaluation does.
type limits struct {
	steps, text, nested int
	// made counts the values made, counted how many of them are among the steps; loops are the loops around.
	made, counted, loops int
	stopped              bool
	// shared is set when a value with parts is used that was written elsewhere, so that an entity may be larger than what
	// was written of it.
	shared bool
	all    int // values of the entities so far that are larger
	// instanced counts the entities of for_each so far.
	instanced int
}

// step counts n steps and reports whether to go on.
func (ev *evaluator) step(n int, at diag.Range) bool {
	ev.steps += n
	if ev.steps > maxSteps {
		ev.stop(at, "the evaluation takes more than 1,000,000 steps here")
	}
	if ev.steps&1023 < n && ev.ctx.Err() != nil {
		ev.stopped = true
	}
	return !ev.stopped
}

// write counts n bytes of new text and reports whether to go on.
func (ev *evaluator) write(n int, at diag.Range) bool {
	ev.text += n
	if n > maxText || ev.text > maxText {
		ev.stop(at, "the evaluation makes more than 64 MiB of text here")
	}
	return !ev.stopped
}

// stop reports once that a bound was reached; after it nothing is evaluated.
func (ev *evaluator) stop(at diag.Range, what string) {
	if !ev.stopped {
		ev.stopped = true
		ev.kept = append(ev.kept, diag.EvaluationBound.At(at, "%s", what).WithFix("make less of it; generated data is better read from a file"))
	}
}

// bounded reports whether an entity has a size that can be worked with, values that stand in several places counted in each.
func (ev *evaluator) bounded(n *tree.Node) bool {
	if !ev.shared {
		return true
	}
	room := min(maxValues, maxAll-ev.all)
	left := room
	if fits(n, &left, maxLevels) {
		ev.all += room - left
		return true
	}
	what := "this holds more than 200,000 values"
	switch {
	case left > 0:
		what = "values nest more than 500 deep in this"
	case room < maxValues:
		ev.stop(n.Range(), "with this, the entities hold more than 2,000,000 values")
		return false
	}
	ev.report(diag.EvaluationBound.At(n.Range(), "%s", what).WithFix("make less of it; generated data is better read from a file"))
	return false
}

func fits(n *tree.Node, left *int, levels int) bool {
	*left--
	if *left <= 0 || levels == 0 {
		return false
	}
	for _, item := range n.Items {
		if !fits(item, left, levels-1) {
			return false
		}
	}
	for _, f := range n.Fields {
		if !fits(f.Value, left, levels-1) {
			return false
		}
	}
	return true
}

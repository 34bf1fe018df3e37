package target

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// innermost returns the first failure that is no nested stack's, which only passes on what failed in it; or the last of
// those, where what is in it told nothing.
func (w *watch) innermost() *outcome {
	var found *outcome
	for i := range w.outcomes {
		o := &w.outcomes[i]
		switch {
		case o.failed == "":
		case found == nil, found.stack && !o.stack, found.stack && len(o.within) > len(found.within):
			found = o
		}
	}
	return found
}

// failed explains how an operation ended that did not succeed.
func (w *watch) failed(status types.StackStatus) *backends.Fault {
	c := conditionOf(status)
	o := w.innermost()
	if o == nil {
		return w.fault(diag.DeploymentFailed, "the stack %s is %s: %s", w.Stack, status, c.means).withFix("%s", w.after(c))
	}
	where := o.address.Name + " (" + o.address.Type + ")"
	if len(o.within) > 0 {
		where += " in " + strings.Join(o.within, "/")
	}
	f := w.fault(diag.DeploymentFailed, "%s failed: %s", where, o.failed).withFix("%s", w.afterFailure(c, o))
	f.Detail = "The stack " + w.Stack + " is " + string(status) + ": " + c.means + "."
	if o.object != nil {
		if r := o.object.Tree.Origin.Place(); !r.IsZero() {
			f.Subject = r
		}
		if len(o.object.Source) > 0 {
			f.Address = o.object.Source[0].String()
		}
	}
	var others []string
	for i := range w.outcomes {
		if x := &w.outcomes[i]; x != o && x.failed != "" && !x.stack {
			others = append(others, x.address.Name+": "+x.failed)
		}
	}
	if len(others) > 0 {
		f.Detail += " Also failed: " + strings.Join(others, "; ") + "."
	}
	return f
}

// after says what to do once the cause is mended.
func (w *watch) after(c condition) string {
	if c.take == takeStop {
		return "mend what failed, get the stack out of its state with " + w.wayOut(c) + ", then run " + w.again()
	}
	return "mend what failed, then run " + w.again()
}

// again is the command that runs the same once more.
func (w *watch) again() string {
	if w.options.Adopt {
		return w.command(w.verb) + " --adopt"
	}
	return w.command(w.verb)
}

// report says what was done, what failed and what of a plan was not tried.
func (w *watch) report(changes []backends.Change) backends.Report {
	var r backends.Report
	for _, o := range w.outcomes {
		switch o.phase {
		case backends.Done:
			r.Done = append(r.Done, o.address)
		case backends.Failed:
			r.Failed = append(r.Failed, o.address)
		}
	}
	for _, c := range changes {
		known := slices.ContainsFunc(w.outcomes, func(o outcome) bool { return o.address == c.Address })
		if !known && strings.HasPrefix(c.Address.Type, "AWS::") {
			r.Left = append(r.Left, c.Address)
		}
	}
	return r
}

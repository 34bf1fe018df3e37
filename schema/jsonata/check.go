package jsonata

import (
	"slices"
	"strings"
)

// Check returns the first thing in an expression that the reference accepts and no target is handed: $$, which stands for
// different things on different targets; $eval, which would run text that arrives with an event; a variable or function that
// is set nowhere, which would quietly be nothing; and ?: and ??, which came with JSONata 2.1, while Step Functions and Camel
// implement 2.0. It returns nil where all is well.
func (e *Expr) Check() *Error {
	bound := e.Bound()
	for _, u := range e.Variables() {
		err := &Error{From: u.From, To: u.To}
		switch {
		case u.Name[0] == '$':
			err.Summary, err.Fix = "$$ is refused", "start at the event's own attributes: data, type, source, subject"
		case u.Name == "eval":
			err.Summary, err.Fix = "$eval is refused", "write the expression itself"
		case slices.Contains(bound, u.Name), slices.Contains(functions, u.Name):
			continue
		default:
			err.Summary = "$" + u.Name + " is no function of JSONata, and nothing sets it"
			if near := nearest(u.Name, append(bound, functions...)); near != "" {
				err.Fix = "did you mean $" + near + "?"
			} else {
				err.Fix = "set it before, ($" + u.Name + " := …; …), or start at the event's own attributes: data, type, source, subject"
			}
		}
		return err
	}
	if err := e.newer(); err != nil {
		return err
	}
	return e.forgotten()
}

// newer reports an operator that came after JSONata 2.0.
func (e *Expr) newer() (err *Error) {
	e.Root.Walk(func(n *Node) bool {
		if n.Kind != Condition || err != nil {
			return err == nil
		}
		switch op := e.Source[n.at:min(n.at+2, len(e.Source))]; op {
		case "?:":
			err = &Error{From: n.at, To: n.at + 2, Summary: "?: is refused, because it is newer than JSONata 2.0", Fix: "write x ? x : y for x ?: y"}
		case "??":
			err = &Error{From: n.at, To: n.at + 2, Summary: "?? is refused, because it is newer than JSONata 2.0", Fix: "write $exists(x) ? x : y for x ?? y"}
		}
		return err == nil
	})
	return err
}

// forgotten reports a call that lacks its $: count(data.items) calls the field count of the event.
func (e *Expr) forgotten() (err *Error) {
	e.Root.Walk(func(n *Node) bool {
		if n.Kind != Function || n.Left.Kind != Path || len(n.Left.Items) != 1 || n.Left.Items[0].Kind != Name {
			return err == nil
		}
		if name := n.Left.Items[0]; slices.Contains(functions, name.Text) && !strings.HasPrefix(e.Source[name.From:], "`") {
			err = &Error{From: name.From, To: name.To, Summary: name.Text + " is called without its $", Fix: "write $" + name.Text + "("}
		}
		return err == nil
	})
	return err
}

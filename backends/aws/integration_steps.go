package aws

import (
	"fmt"

	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// scope is the states of a machine, of one of its branches, or of what it does for each item.
type scope struct {
	*machine
	// prefix stands before the names of steps that are in others: "way.known.".
	prefix string
	states []tree.Field
	done   string
}

func (s *scope) add(name string, state *tree.Node) string {
	s.states = append(s.states, tree.Field{Key: name, Value: state})
	return name
}

// finish returns the state that ends the scope, which it has once.
func (s *scope) finish() string {
	if s.done == "" {
		s.done = s.name(s.prefix + "nothing more")
		s.add(s.done, s.nothing())
	}
	return s.done
}

// way adds the states of a way and returns the first.
func (s *scope) way(w flow.Way) string {
	if len(w.Steps) == 0 {
		return s.deliver(w.To)
	}
	step := w.Steps[0]
	rest := flow.Way{Steps: w.Steps[1:], To: w.To}
	name := s.name(s.prefix + step.Name)
	switch {
	case step.Filter != nil:
		slot := s.reserve(name)
		next := s.way(rest)
		s.states[slot].Value = ruled(ruleMachine, step.Node, tree.NewMap(
			tree.F("Type", str("Choice")),
			tree.F("Choices", tree.NewList(choice(step.Filter, next))),
			tree.F("Default", str(s.finish())),
		))
	case step.Transform != nil:
		slot := s.reserve(name)
		s.states[slot].Value = tree.NewMap(
			tree.F("Type", str("Pass")),
			tree.F("Output", str(query(input.Transformed(step.Transform)))),
			tree.F("Next", str(s.way(rest))),
		)
	case step.Enrich != nil:
		slot := s.reserve(name)
		task := s.enrich(step.Enrich)
		s.states[slot].Value = task.next(s.way(rest))
	case step.Split != nil:
		s.add(name, s.split(step, rest, name))
	case step.Route != nil:
		s.route(step, name)
	}
	return name
}

// reserve adds a state that is still to be made, so that states stand in the order of the steps.
func (s *scope) reserve(name string) int {
	s.add(name, nil)
	return len(s.states) - 1
}

func choice(when *flow.Expression, next string) *tree.Node {
	return tree.NewMap(tree.F("Condition", str(query(input.Condition(when)))), tree.F("Next", str(next)))
}

// route adds the states of each branch; the first that holds is taken.
func (s *scope) route(step flow.Step, name string) {
	slot := s.reserve(name)
	var choices []*tree.Node
	otherwise := ""
	outer := s.prefix
	for _, b := range step.Route {
		s.prefix = name + "." + b.Name + "."
		start := s.way(b.Way)
		if s.prefix = outer; b.When == nil {
			otherwise = start
		} else {
			choices = append(choices, choice(b.When, start))
		}
	}
	if otherwise == "" {
		otherwise = s.finish()
	}
	state := []tree.Field{tree.F("Type", str("Choice")), tree.F("Choices", tree.NewList(choices...)), tree.F("Default", str(otherwise))}
	if len(choices) == 0 { // otherwise alone
		state = []tree.Field{tree.F("Type", str("Pass")), tree.F("Next", str(otherwise))}
	}
	s.states[slot].Value = tree.NewMap(state...)
}

// split returns the state that goes on for each item, several at a time. What fails of one item stops no other one.
func (s *scope) split(step flow.Step, rest flow.Way, name string) *tree.Node {
	each, keep := s.name(name+": an item"), s.name(name+": keep what failed")
	states := s.guarded(each, keep, rest, s.prefix)
	return tree.NewMap(
		tree.F("Type", str("Map")),
		tree.F("Items", str(query(input.Split(step.Split)))),
		tree.F("ItemProcessor", tree.NewMap(
			tree.F("ProcessorConfig", tree.NewMap(tree.F("Mode", str("INLINE")))),
			tree.F("StartAt", str(each)),
			tree.F("States", tree.NewMap(states...)),
		)),
		tree.F("Output", tree.NewMap()),
		tree.F("End", tree.NewBool(true)),
	)
}

// deliver adds what hands the event to each of several, at the same time, and returns the first state. One that fails keeps no other
// from getting it, and fails the scope once all are through.
func (s *scope) deliver(to []schema.Value[schema.Address]) string {
	switch len(to) {
	case 0:
		return s.finish()
	case 1:
		return s.add(s.name(s.prefix+"to "+to[0].V.String()), s.delivery(to[0]).end())
	}
	name := s.name(s.prefix + "to all")
	slot := s.reserve(name)
	var branches []*tree.Node
	for _, each := range to {
		task := s.name(s.prefix + "to " + each.V.String())
		failed := s.name(s.prefix + "not to " + each.V.String())
		branches = append(branches, tree.NewMap(
			tree.F("StartAt", str(task)),
			tree.F("States", tree.NewMap(
				tree.F(task, s.delivery(each).caught(failed).end()),
				tree.F(failed, tree.NewMap(tree.F("Type", str("Pass")), tree.F("End", tree.NewBool(true)))),
			)),
		))
	}
	check, broke := s.name(s.prefix+"to all: any failed"), s.name(s.prefix+"to all: failed")
	s.states[slot].Value = tree.NewMap(
		tree.F("Type", str("Parallel")),
		tree.F("Branches", tree.NewList(branches...)),
		tree.F("Output", tree.NewMap(tree.F("failed", str(query("[$states.result[failed]]"))))),
		tree.F("Next", str(check)),
	)
	s.add(check, tree.NewMap(
		tree.F("Type", str("Choice")),
		tree.F("Choices", tree.NewList(tree.NewMap(tree.F("Condition", str(query("$count($states.input.failed) > 0"))), tree.F("Next", str(broke))))),
		tree.F("Default", str(s.finish())),
	))
	s.add(broke, tree.NewMap(
		tree.F("Type", str("Fail")),
		tree.F("Error", str("Undelivered")),
		tree.F("Cause", str(query(`$join($states.input.failed.cause, "; ")`))),
	))
	return name
}

// delivery returns the task that hands the event to one.
func (s *scope) delivery(to schema.Value[schema.Address]) *task {
	switch to.V.Kind {
	case schema.KindEvent:
		if e := schema.Find[schema.Event](s.t, to.V); e != nil {
			return s.putEvent(e, to, input.Published(s.t.EventType(e).V, s.t.EventSource(e).V, s.i.own.address.Name)).retried(s.i)
		}
	case schema.KindQueue:
		q := schema.Find[schema.Queue](s.t, to.V)
		s.allow(statement{sid: sid("SendsTo", to.V), actions: actionsSend, resources: []*tree.Node{att(logicalID(to.V, "", ""), "Arn")}, node: to.Node})
		return s.send(s.put("Queue"+pascal(to.V.Name, false), ref(logicalID(to.V, "", ""))), q != nil && q.Fifo.V, "$states.input.data").retried(s.i)
	case schema.KindServiceEndpoint:
		return s.request(to, "$states.input.data").retried(s.i)
	case schema.KindFunction:
		return s.invoke(to, tree.F("Payload", str(query("$states.input")))).output(tree.NewMap()).retried(s.i)
	case schema.KindMicroservice:
		return s.invoke(to, tree.F("Payload", httpPayload(to.V))).
			output(tree.NewMap(tree.F("status", str(query(accepted("$states.result.Payload")+".statusCode"))))).retried(s.i)
	}
	return &task{fields: []tree.Field{tree.F("Type", str("Pass")), tree.F("Comment", str(fmt.Sprintf("%s is reported", to.V)))}}
}

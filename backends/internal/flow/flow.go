// Package flow reads an integration once for every backend: its steps in order, its expressions parsed, and what each step means,
// written as JSONata that any host of the reference's language evaluates alike. What an integration means:
//
//   - An expression's context is the CloudEvent in its JSON form: id, source, type, subject, time, the extensions, and data.
//   - filter: the event goes on where the condition is true as JSONata casts it ($boolean); nothing is false.
//   - transform: the result is the new data; no result leaves the event without data.
//   - enrich: the callee gets the event by POST in structured mode, in one piece as application/cloudevents+json, a
//     service_endpoint its data alone as application/json; the answer is JSON, and null where it is empty. With into it becomes
//     data.<into>, without it its fields are merged into data. Data that is no object fails the step.
//   - split: the result is a list, of one where it is none, of none where there is no result. The event goes on once for each
//     item, which is its data; its id gets "-" and the item's number from 0.
//   - route: the first branch that holds, else otherwise, else the event ends there.
//   - to: an event is published with the type and source that the topology gives it, the id ending in "-" and the integration's
//     name; a function or microservice gets the event as it is; a service_endpoint and a queue get its data as JSON. Each
//     target is tried on its own.
//   - A step, call or delivery that fails is tried again as often as retries says. What still fails goes to dead_letter as it came in,
//     or out of a split, whose items fail each on its own: an event gets the whole CloudEvent as its data, a queue gets it as its message.
package flow

import (
	"espc.dev/schema"
	"espc.dev/schema/jsonata"
	"espc.dev/schema/tree"
)

// Flow is an integration, read.
type Flow struct {
	Integration *schema.Integration
	// From is the event that starts it, nil where schedules alone do.
	From *schema.Event
	// Schedules start it as well, sorted by address.
	Schedules []*schema.Schedule
	Way
}

// Way is a list of steps and what comes after the last. After a Route step, which is always the last, To is empty.
type Way struct {
	Steps []Step
	To    []schema.Value[schema.Address]
}

// Step is one step: exactly one of its pointers is set.
type Step struct {
	// Name is the step's label, or its number from 1 in a list. It is unique among the steps of its Way.
	Name string
	Node *tree.Node

	Filter, Transform, Split *Expression
	Enrich                   *schema.EnrichStep
	Route                    []Branch
}

// Branch is one way of a route.
type Branch struct {
	// Name is the branch's label; for otherwise that word, with _ after it as long as a label is the same.
	Name string
	// When is nil for otherwise, which is the last branch.
	When *Expression
	Node *tree.Node
	Way
}

// Expression is an expression as written, and parsed.
type Expression struct {
	schema.Value[string]
	*jsonata.Expr
}

// Of reads an integration of a topology that decoded without errors.
func Of(t *schema.Topology, i *schema.Integration) *Flow {
	f := &Flow{Integration: i, Way: way(i.Step, i.To.Items)}
	if i.From.IsSet() {
		f.From = schema.Find[schema.Event](t, i.From.V)
	}
	for _, s := range t.Schedules {
		if s.To.V == i.Address {
			f.Schedules = append(f.Schedules, s)
		}
	}
	return f
}

func way(steps []*schema.Step, to []schema.Value[schema.Address]) Way {
	w := Way{To: to}
	for n, s := range steps {
		w.Steps = append(w.Steps, step(s, n+1))
	}
	return w
}

func branch(name string, when *Expression, node *tree.Node, steps []*schema.Step, to schema.Value[schema.Address]) Branch {
	var list []schema.Value[schema.Address]
	if to.IsSet() {
		list = []schema.Value[schema.Address]{to}
	}
	return Branch{Name: name, When: when, Node: node, Way: way(steps, list)}
}

// expression parses what decoding has checked already.
func expression(v schema.Value[string]) *Expression {
	expr, err := jsonata.Parse(v.V)
	if err != nil {
		expr = &jsonata.Expr{Source: v.V, Root: &jsonata.Node{Kind: jsonata.Literal, Text: "null"}}
	}
	return &Expression{v, expr}
}

// Walk calls f for every step of a way, those of branches included, each before what follows it.
func (w Way) Walk(f func(*Step)) {
	for i := range w.Steps {
		f(&w.Steps[i])
		for _, b := range w.Steps[i].Route {
			b.Walk(f)
		}
	}
}

package schema

import "espc.dev/schema/tree"

// Signatures of functions.
const (
	SignatureHTTP       = "http"
	SignatureCloudEvent = "cloudevent"
)

// Leads returns the edges that lead to a function: those that bring it CloudEvents (its own subscriptions, schedules, dead
// letters, what an integration sends) and those that bring it HTTP requests (routes, calls, enrichments, authorizations).
func (t *Topology) Leads(f *Function) (events, requests []Edge) {
	for _, e := range t.From(f.Address) {
		if e.Class == EdgeSubscribes {
			events = append(events, e)
		}
	}
	for _, e := range t.To(f.Address) {
		switch e.Class {
		case EdgeSchedules, EdgeDeadLetters, EdgeSends:
			events = append(events, e)
		case EdgeRoutes, EdgeCalls, EdgeAuthorizes:
			requests = append(requests, e)
		}
	}
	return events, requests
}

// Signature returns how a function is called, SignatureHTTP or SignatureCloudEvent, and the node that says so: the field
// where it is written, else one derived from what leads to the function.
func (t *Topology) Signature(f *Function) (string, *tree.Node) {
	events, requests := t.Leads(f)
	derived, from := SignatureHTTP, f.Node
	switch {
	case len(requests) > 0:
		from = requests[0].Node
	case len(events) > 0:
		derived, from = SignatureCloudEvent, events[0].Node
	}
	v := written(f.Signature, "function.signature", derived, from)
	return v.V, v.Node
}

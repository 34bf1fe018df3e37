package kubernetes

import (
	"slices"
	"testing"
)

// Each case is a document in which the third line asks for what Knative can't deliver.
func TestWhatKnativeCanNotDeliverIsSaidWhereItIsAskedFor(t *testing.T) {
	const rest = `"topology": {"name": "shop"}, "event_bus": {"main": {}}, "event": {"e": {"bus": "event_bus.main"}, "lost": {"bus": "event_bus.main"}}, "connector": {"c": {"type": "memory"}}, "model": {"m": {"connector": "connector.c"}}`
	on := func(more string) string {
		return `"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {"x": {"event": "event.e", "dead_letter": "event.lost"` + more + `}}}}`
	}
	image := func(more string) string {
		return `"microservice": {"s": {"image": "acme/s:1", "user": 7, "on": {"x": {"event": "event.e", "dead_letter": "event.lost"` + more + `}}}}`
	}
	for _, test := range []struct{ third, want string }{
		{`"event_bus": {"main": {}, "more": {"ordered": true}}`, "E0761"},
		{`"event_bus": {"main": {}, "more": {"retention": "1d"}}`, "E0761"},
		{`"event_bus": {"main": {}, "more": {"ordered": true}}, "environment": {"x": {"backend": {"kubernetes": {"kafka": ["k:9092"]}}}}`, ""},
		{`"event_bus": {"main": {}}, "environment": {"x": {"backend": {"kubernetes": {"eventing": "none"}}}}`, "E0760"},
		{on(``), ""},
		{image(``), ""},
		{`"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {"x": {"event": "event.e"}}}}`, "W0764"},
		{on(`, "max_age": "10m"`), "N0765"},
		{on(`, "batch": {"size": 2}`), "E0762"},
		{`"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {"x": {"event": "event.e", "dead_letter": "queue.q"}}}}`, "E0762"},
		{`"microservice": {"s": {"models": ["model.m"], "replicas": 1, "on": {"x": {"event": "event.e", "dead_letter": "event.lost"}}}}`, "E0762"},

		{on(`, "filter": {"type": "shop.e", "source": {"prefix": "/"}}`), ""},
		{on(`, "filter": {"type": "other"}`), "E1010"},
		{on(`, "filter": {"source": {"not": "/shop"}}`), "E1010"},
		{on(`, "filter": {"subject": ""}`), "E1010"},
		{on(`, "filter": {"subject": {"exists": false, "prefix": "a"}}`), "E1010"},
		{on(`, "filter": {"data.a": {"exists": false, "gt": 1}}`), "E1010"},
		{on(`, "filter": {"subject": {"exists": false}, "tier": ["gold", 3, true], "size": {"gt": 1.5, "lt": 7}}`), ""},
		{on(`, "filter": {"1st": "a"}`), "E0762"},
		{on(`, "filter": {"like": "a"}`), "E0762"},
		{on(`, "filter": {"size": {"gt": 3000000000}}`), "E0762"},
		{on(`, "filter": {"data.amount": {"gt": 3000000000}}`), ""},
		{image(`, "filter": {"data.amount": 1}`), "E0763"},
		{image(`, "filter": {"subject": "a"}`), ""},
		{`"function": {"f": {"image": "acme/f:1", "on": {"x": {"event": "event.e", "dead_letter": "event.lost", "filter": {"data.a": 1}}}}}`, "E0763"},
	} {
		document := "{\n" + rest + ",\n" + test.third + "\n}" // of two equal keys the last counts
		want := []string{}
		if test.want != "" {
			want = append(want, test.want+":3")
		}
		got := slices.DeleteFunc(reported(t, document, oneSource), func(s string) bool { return s == "W0722:2" })
		if !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", test.third, got, want)
		}
	}
}

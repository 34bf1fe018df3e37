package flow

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/backends/backendtest"
	"espc.dev/schema"
	"espc.dev/schema/jsonata"
)

func parsed(t *testing.T, src string) *Expression {
	t.Helper()
	e, err := jsonata.Parse(src)
	if err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return &Expression{Expr: e}
}

func TestAnIntegrationIsReadInItsOrder(t *testing.T) {
	topology := backendtest.Topology(t, `{
		"topology": {"name": "shop"},
		"event_bus": {"main": {}},
		"event": {"a": {"bus": "event_bus.main"}, "b": {"bus": "event_bus.main"}},
		"function": {"f": {"image": "acme/f:1"}, "g": {"image": "acme/g:1"}},
		"schedule": {"nightly": {"cron": "0 3 * * *", "to": "integration.i"}},
		"integration": {"i": {"from": "event.a", "retries": 4, "dead_letter": "event.b", "steps": [
			{"filter": {"when": "data.x"}},
			{"enrich": {"call": "function.g", "into": "g"}},
			{"route": {
				"branch": {"otherwise": {"when": "data.y", "steps": [{"split": {"jsonata": "data.items"}}], "to": "event.b"}},
				"otherwise": {"to": "function.f"}
			}}
		]}}
	}`)
	f := Of(topology, topology.Integrations[0])
	if f.From == nil || f.From.Address.Name != "a" || len(f.Schedules) != 1 || f.Schedules[0].Address.Name != "nightly" {
		t.Errorf("from %v by %v", f.From, f.Schedules)
	}
	var got []string
	f.Walk(func(s *Step) {
		switch {
		case s.Filter != nil:
			got = append(got, s.Name+" filter "+s.Filter.Source)
		case s.Enrich != nil:
			got = append(got, s.Name+" enrich "+s.Enrich.Call.V.String())
		case s.Split != nil:
			got = append(got, s.Name+" split "+s.Split.Source)
		case s.Route != nil:
			for _, b := range s.Route {
				got = append(got, fmt.Sprintf("%s route %s %v to %v", s.Name, b.Name, b.When != nil, b.To[0].V))
			}
		}
	})
	want := "1 filter data.x|2 enrich function.g|3 route otherwise true to event.b|3 route otherwise_ false to function.f|1 split data.items"
	if strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
	if len(f.To) != 0 || len(f.Steps) != 3 {
		t.Errorf("%d steps to %v", len(f.Steps), f.To)
	}
}

func TestAConditionOfComparisonsIsReadAsSuch(t *testing.T) {
	for src, want := range map[string]string{
		"data.total > 100":                                     "[{[data total] > [100]}]",
		"100 < data.total and type = 'x'":                      "[{[data total] > [100]} {[type] = [x]}]",
		"(data.a != null) and (data.b and data.c = true)":      "",
		"((data.a != null)) and (data.b <= -1 and data.c = 1)": "[{[data a] != [<nil>]} {[data b] <= [-1]} {[data c] = [1]}]",
		"data.state in ['new', 'open', 3]":                     "[{[data state] in [new open 3]}]",
		"$exists(data.a) and $not($exists(subject))":           "[{[data a] exists []} {[subject] absent []}]",
		"$.data.a >= 1":                                        "[{[data a] >= [1]}]",
		"data.a = data.b":                                      "",
		"data.a = 1 or data.b = 2":                             "",
		"$not(data.a = 1)":                                     "",
		"data.items[0].x = 1":                                  "",
		"'x' in data.tags":                                     "",
		"data.a = [1]":                                         "",
		"data.a + 1 = 2":                                       "",
		"true":                                                 "",
	} {
		got := ""
		if c, ok := parsed(t, src).Comparisons(); ok {
			got = fmt.Sprint(c)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", src, got, want)
		}
	}
}

func TestWhatIsHandedToAHostParses(t *testing.T) {
	x := parsed(t, "($event := data; $event.x /* it's fine */)")
	branches := []Branch{{Name: "a", When: x}, {Name: `b"`, When: x}, {Name: "otherwise"}}
	for _, e := range []Event{"$", "$states.input"} {
		for _, text := range []string{
			e.Condition(x), e.Choice(branches), e.Choice(branches[:2]), e.Transformed(x), e.Items(x), e.Item("$i", "$n"), e.Split(x), e.Answered("$a", "into"), e.Answered("$a", ""),
			e.Published("shop.paid", "/shop", "i"), e.Letter("shop.lost", "/shop", "i"),
		} {
			if _, err := jsonata.Parse(text); err != nil {
				t.Errorf("%s: %v", text, err)
			}
		}
		for _, text := range []string{e.Condition(x), e.Choice(branches), e.Transformed(x), e.Items(x), e.Split(x)} {
			if !strings.Contains(text, "("+x.Source+")") {
				t.Errorf("%s does not hold the expression as written", text)
			}
		}
	}
}

func TestATextIsALiteral(t *testing.T) {
	e, err := jsonata.Parse(Text("a\"b\\c\n\td"))
	if err != nil || e.Root.Text != "a\"b\\c\n\td" {
		t.Errorf("%v %v", e, err)
	}
}

func TestOneWithoutAnEventIsStartedBySchedules(t *testing.T) {
	topology := backendtest.Topology(t, `{
		"topology": {"name": "shop"}, "function": {"f": {"image": "acme/f:1"}},
		"schedule": {"nightly": {"cron": "0 3 * * *", "to": "integration.i"}},
		"integration": {"i": {"steps": [{"transform": {"jsonata": "{}"}}], "to": ["function.f"]}}
	}`)
	if f := Of(topology, topology.Integrations[0]); f.From != nil || len(f.Schedules) != 1 || f.To[0].V != (schema.Address{Kind: schema.KindFunction, Name: "f"}) {
		t.Errorf("%+v", f)
	}
}

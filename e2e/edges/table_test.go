package edges

import (
	"strings"
	"testing"

	"espc.dev/e2e/golden"
	"espc.dev/schema"
)

// A line that no topology has an edge for says nothing that anybody checks.
func TestEveryLineOfTheTableIsTriedOnAWS(t *testing.T) {
	table := readTable(t)
	topologies := []*schema.Topology{}
	everything, err := Compile(t.Context(), "testdata/everything", "cloud")
	if err != nil {
		t.Fatal(err)
	}
	folders, err := golden.Templates(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	topologies = append(topologies, everything)
	for _, folder := range folders {
		topologies = append(topologies, compiled(t, folder))
	}
	tried := map[*Line]bool{}
	try := func(lines []Line, facts map[string]bool) {
		for i := range lines {
			tried[&lines[i]] = tried[&lines[i]] || holds(lines[i], facts)
		}
	}
	for _, topology := range topologies {
		for _, e := range topology.Edges {
			if r, err := table.row(e); err != nil {
				t.Error(err)
			} else {
				try(r.AWS.Lines, facts(topology, e))
			}
		}
		for _, c := range table.Constants {
			for _, a := range entities(topology) {
				if a.Kind == c.Kind {
					try(c.AWS, constantFacts(topology, a))
				}
			}
		}
	}
	for _, r := range table.Edges {
		for i, l := range r.AWS.Lines {
			if !tried[&r.AWS.Lines[i]] {
				t.Errorf("no topology tries %s to %v: %+v", r.Class, r.To, l)
			}
		}
	}
	for _, c := range table.Constants {
		for i, l := range c.AWS {
			if !tried[&c.AWS[i]] {
				t.Errorf("no topology tries %s: %+v", c.Kind, l)
			}
		}
	}
}

func TestATableThatSaysLittleOrMuchIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"edges: [{class: calls, kubernetes: some ports, aws: nothing}]":                                                                                 "nothing that the table can say",
		"edges: [{class: calls, kubernetes: nothing, aws: nothing}, {class: calls, kubernetes: nothing, aws: nothing}]":                                 "two rows are about calls to any kind",
		"edges: [{class: calls, to: [function], kubernetes: nothing, aws: []}]":                                                                         "write nothing",
		"edges: [{class: calls, to: [function], kubernetes: nothing, aws: [{who: events, may: [a:B]}]}]":                                                "who, may and with are required",
		"edges: [{class: calls, to: [function], kubernetes: nothing, aws: [{who: events, may: [a:B], with: \"{to}\", on: x}]}]":                         "unknown field",
		"constants: [{kind: function, aws: [{who: lambda, with: \"{from}\"}]}]":                                                                         "who, may and with are required",
		"edges: [{class: calls, to: [function], kubernetes: nothing, aws: nothing}, {class: calls, to: [function], kubernetes: nothing, aws: nothing}]": "two rows",
	} {
		if _, err := ParseTable([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

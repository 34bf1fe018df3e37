package edges

import (
	"os"
	"strings"
	"testing"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/schema"
)

// A line that no topology has an edge for says nothing that anybody checks.
func TestEveryLineOfTheTableIsTriedOnAWS(t *testing.T) {
	table := readTable(t)
	tried := map[*Line]bool{}
	try := func(lines []Line, facts map[string]bool) {
		for i := range lines {
			tried[&lines[i]] = tried[&lines[i]] || holds(lines[i], facts)
		}
	}
	visit := func(topology *schema.Topology, stack *cloudformation.Stack) {
		d := &deriver{Topology: topology, stack: stack}
		for _, e := range topology.Edges {
			r, err := table.row(e)
			switch {
			case err != nil:
				t.Error(err)
			case d.side(e.From) == schema.BackendKubernetes && d.side(e.To) == schema.BackendAWS && r.Across != nil:
				try(r.Across.AWS, d.facts(e))
				try(table.Agents, nil)
			case d.side(e.From) != schema.BackendKubernetes:
				try(r.AWS.Lines, d.facts(e))
			}
		}
		for _, c := range table.Constants {
			for _, a := range entities(topology) {
				if a.Kind == c.Kind && d.side(a) == schema.BackendAWS {
					try(c.AWS, d.constantFacts(a))
				}
			}
		}
	}
	folders, err := golden.Templates(espc.Compile(t, everythingDir))
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		topology, err := Compile(t.Context(), everythingDir, folder.Environment)
		if err != nil {
			t.Fatal(err)
		}
		visit(topology, loadStack(t, os.DirFS(folder.Path)))
	}
	for _, r := range table.Edges {
		for i, l := range r.AWS.Lines {
			if !tried[&r.AWS.Lines[i]] {
				t.Errorf("no topology tries %s to %v: %+v", r.Class, r.To, l)
			}
		}
	}
	for _, r := range table.Edges {
		if r.Across == nil {
			continue
		}
		for i, l := range r.Across.AWS {
			if !tried[&r.Across.AWS[i]] {
				t.Errorf("no topology tries %s to %v across: %+v", r.Class, r.To, l)
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
		"constants: [{kind: microservice, aws: [{who: ecs, managed: x}]}]":                                                                              "a managed policy is a role's",
		"constants: [{kind: microservice, aws: [{who: role R, managed: x, may: [a:B], with: \"*\"}]}]":                                                  "says all itself",
	} {
		if _, err := ParseTable([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

package edges

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/golden"
	"espc.dev/schema"
)

// Whatever is dropped from a statement of the example's template or added to it must be found.
func TestEveryChangeOfAStatementIsFound(t *testing.T) {
	template, err := os.ReadFile(filepath.Join(golden.Root, "receipts/prod/aws/template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	topology, err := Compile(t.Context(), sourceOf("receipts"), "prod")
	if err != nil {
		t.Fatal(err)
	}
	table := readTable(t)
	changes := 0
	for _, m := range mutations(t, template) {
		changes++
		if err := checkAWS(table, topology, parseStack(t, m.template)); err == nil || !strings.Contains(err.Error(), "allowed") {
			t.Errorf("%s is not found: %v", m.name, err)
		}
	}
	if changes < 60 {
		t.Errorf("only %d changes were tried", changes)
	}
}

// An edge fewer in the topology makes what it needs too much. One edge of each kind is enough: each way that the table's lines
// can hold.
func TestEveryKindOfEdgeThatIsRemovedIsFound(t *testing.T) {
	topology, template := everything(t)
	table := readTable(t)
	stack := parseStack(t, template)
	removed := map[string]bool{}
	for i, e := range topology.Edges {
		r, err := table.row(e)
		if err != nil {
			t.Fatal(err)
		}
		known := (&deriver{Topology: topology, stack: stack}).facts(e)
		kind := fmt.Sprint(e.Class, e.To.Kind, e.From.Kind, known)
		if removed[kind] || !slices.ContainsFunc(r.AWS.Lines, func(l Line) bool { return holds(l, known) }) {
			continue
		}
		removed[kind] = true
		fewer := *topology
		fewer.Edges = slices.Delete(slices.Clone(topology.Edges), i, i+1)
		fewer.Index()
		if reflect.DeepEqual(distinct(t, table, topology, stack), distinct(t, table, &fewer, stack)) {
			removed[kind] = false // another edge needs the same: the next one of the kind
			continue
		}
		if err := checkAWS(table, &fewer, parseStack(t, template)); err == nil || !strings.Contains(err.Error(), "allowed") {
			t.Errorf("without %s: %v", describe(e), err)
		}
	}
	for kind, is := range removed {
		if !is {
			t.Errorf("no edge is removed of the kind %s", kind)
		}
	}
	if len(removed) < 30 {
		t.Errorf("only %d edges were removed", len(removed))
	}
}

// distinct returns what a topology needs, whatever for.
func distinct(t *testing.T, table *Table, topology *schema.Topology, stack *cloudformation.Stack) map[string]bool {
	t.Helper()
	needs, err := table.AWS(topology, stack)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, n := range needs {
		n.Because = ""
		out[n.String()] = true
	}
	return out
}

type mutation struct {
	name     string
	template []byte
}

// mutations returns the template with one thing changed in each: for every statement and every permission of a function.
func mutations(t *testing.T, template []byte) []mutation {
	t.Helper()
	var out []mutation
	try := func(name string, change func(resources map[string]any)) {
		var document map[string]any
		if err := yaml.Unmarshal(template, &document); err != nil {
			t.Fatal(err)
		}
		change(document["Resources"].(map[string]any))
		changed, err := yaml.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, mutation{name, changed})
	}
	var document struct{ Resources map[string]map[string]any }
	if err := yaml.Unmarshal(template, &document); err != nil {
		t.Fatal(err)
	}
	for _, id := range slices.Sorted(maps.Keys(document.Resources)) {
		r := document.Resources[id]
		if r["Type"] == "AWS::Lambda::Permission" {
			properties := func(resources map[string]any) map[string]any {
				return resources[id].(map[string]any)["Properties"].(map[string]any)
			}
			try(id+" removed", func(resources map[string]any) { delete(resources, id) })
			for _, key := range []string{"SourceArn", "SourceAccount"} {
				try(id+" without "+key, func(resources map[string]any) { delete(properties(resources), key) })
			}
			try(id+" for everybody", func(resources map[string]any) { properties(resources)["Principal"] = "*" })
			try(id+" for another service", func(resources map[string]any) { properties(resources)["Principal"] = "sns.amazonaws.com" })
			try(id+" for every action", func(resources map[string]any) { properties(resources)["Action"] = "lambda:*" })
			continue
		}
		for i, s := range statements(r) {
			// nth finds the statement again in a copy of the template.
			nth := func(resources map[string]any) *statement { return statements(resources[id].(map[string]any))[i] }
			name := fmt.Sprintf("%s, statement %d", id, i)
			try(name+" removed", func(resources map[string]any) { nth(resources).remove() })
			denies := s.fields["Effect"] == "Deny"
			if !denies {
				try(name+" denied", func(resources map[string]any) { nth(resources).fields["Effect"] = "Deny" })
			}
			actions := list(s.fields["Action"])
			service, _, _ := strings.Cut(fmt.Sprint(actions[0]), ":")
			for j := range actions {
				rest := slices.Delete(slices.Clone(actions), j, j+1)
				if len(rest) > 0 {
					try(fmt.Sprintf("%s without %s", name, actions[j]), func(resources map[string]any) { nth(resources).fields["Action"] = rest })
				}
			}
			if !denies { // whoever denies more allows nothing by it
				try(name+" with an action more", func(resources map[string]any) {
					nth(resources).fields["Action"] = append(slices.Clone(actions), service+":TagResource")
				})
				try(name+" with every action", func(resources map[string]any) { nth(resources).fields["Action"] = service + ":*" })
			}
			if s.fields["Resource"] != nil {
				try(name+" on something else", func(resources map[string]any) {
					nth(resources).fields["Resource"] = "arn:aws:sqs:eu-central-1:111122223333:x"
				})
			}
			switch {
			case s.fields["Resource"] == "*":
			case s.fields["Principal"] == nil: // a resource's policy is about that resource, whatever it says
				try(name+" on everything", func(resources map[string]any) { nth(resources).fields["Resource"] = "*" })
			default:
				try(name+" for everybody", func(resources map[string]any) { nth(resources).fields["Principal"] = "*" })
			}
			conditions, _ := s.fields["Condition"].(map[string]any)
			for operator := range conditions {
				try(name+" without "+operator, func(resources map[string]any) {
					delete(nth(resources).fields["Condition"].(map[string]any), operator)
				})
			}
		}
	}
	return out
}

// statement is one of a template, with where it stands.
type statement struct {
	fields map[string]any
	remove func()
}

// statements returns the statements of policies in a value, in the order of their keys.
func statements(value map[string]any) []*statement {
	var out []*statement
	for _, key := range slices.Sorted(maps.Keys(value)) {
		switch v := value[key].(type) {
		case map[string]any:
			out = append(out, statements(v)...)
		case []any:
			for i, item := range v {
				fields, ok := item.(map[string]any)
				if ok && fields["Effect"] != nil {
					out = append(out, &statement{fields, func() { value[key] = slices.Delete(slices.Clone(v), i, i+1) }})
				} else if ok {
					out = append(out, statements(fields)...)
				}
			}
		}
	}
	return out
}

func list(value any) []any {
	if items, ok := value.([]any); ok {
		return items
	}
	return []any{value}
}

package asl_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"
)

// sharedTable is the table that the forms for Kubernetes are held against.
type sharedTable struct {
	Published map[string]any
	Cases     []struct {
		What, Integration string
		Event             map[string]any
		Answers           map[string]any
		Fails             map[string]int
		Gets              []struct {
			To, As  string
			Message map[string]any
		}
	}
}

// onAWS makes the shared topology one that AWS takes: images are in ECR, the microservice that Step Functions could not reach is a
// function, and a credential is a whole header.
var onAWS = strings.NewReplacer(
	"registry.example.com/", "123456789012.dkr.ecr.eu-west-1.amazonaws.com/",
	"microservice", "function",
	"  user  = 1000\n  port  = 9000\n", "",
	`type   = "basic"`, "type   = \"header\"\n    name   = \"Authorization\"",
)

// What goes where on Kubernetes goes there on AWS: the same table, but for what onAWS changes.
func TestTheStateMachinesDoWhatTheRoutesOnKubernetesDo(t *testing.T) {
	source, err := os.ReadFile("../flows/testdata/shop.hcl")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile("../flows/testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var table sharedTable
	if err := yaml.UnmarshalStrict(content, &table); err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(source), "environment ")
	_, after, _ := strings.Cut(string(source), "event_bus ")
	topology := onAWS.Replace(before+"event_bus "+after) + "\nenvironment \"prod\" {\n  backend \"aws\" {\n    artifact_bucket = \"acme-artifacts\"\n  }\n}\n"
	definitions := compiledOf(t, topology).definitions(t, func(_ string, value any) string { return entity(t, value) })
	var runs []run
	for _, c := range table.Cases {
		r := run{Definition: definitions[c.Integration], Input: delivered(with(table.Published, c.Event)), Answers: map[string]answer{}, Fails: map[string]int{}}
		if r.Definition == nil {
			t.Fatalf("%s: integration.%s is no state machine", c.What, c.Integration)
		}
		for to, v := range c.Answers {
			body, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			r.Answers[onAWS.Replace(to)] = answer{Body: string(body)}
		}
		for to, times := range c.Fails {
			r.Fails[onAWS.Replace(to)] = times
		}
		runs = append(runs, r)
	}
	var outcomes []outcome
	script(t, map[string]any{"mode": "run", "runs": runs}, &outcomes)
	for i, c := range table.Cases {
		// What goes on at the same time comes in any order.
		left := outcomes[i].Did
		for _, want := range c.Gets {
			at := -1
			for j, did := range left {
				d := did.(map[string]any)
				if message, ok := d["message"].(map[string]any); ok && at < 0 && d["to"] == onAWS.Replace(want.To) && says(message, want.Message) {
					at = j
				}
			}
			if at < 0 {
				t.Errorf("%s: nothing goes to %s like %s; got %s", c.What, want.To, text(t, want.Message), text(t, outcomes[i].Did))
				continue
			}
			left = append(append([]any{}, left[:at]...), left[at+1:]...)
		}
		if len(c.Gets) != len(outcomes[i].Did) || outcomes[i].Status != "succeeded" {
			t.Errorf("%s: %d go somewhere, want %d; %s: %s", c.What, len(outcomes[i].Did), len(c.Gets), outcomes[i].Error, text(t, outcomes[i].Did))
		}
	}
}

// says reports whether a message is what a case says it is; what the case says nothing of may be anything.
func says(message, want map[string]any) bool {
	for name, v := range want {
		inner, ok := v.(map[string]any)
		other, isMap := message[name].(map[string]any)
		if ok && isMap && name == "data" && want["specversion"] == nil {
			if !says(other, inner) {
				return false
			}
			continue
		}
		if name != "specversion" && !reflect.DeepEqual(message[name], v) {
			return false
		}
	}
	return true
}

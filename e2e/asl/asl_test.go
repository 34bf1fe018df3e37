package asl_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// table is testdata/shop.yaml.
type table struct {
	Published map[string]any
	Cases     []struct {
		What, Integration, Schedule string
		Event                       map[string]any
		Answers                     map[string]any
		Refuses                     map[string]int
		Fails                       map[string]int
		Sorted                      bool
		Gets                        []any
	}
	Bills struct {
		When  []string
		Makes string
	}
	Rules []struct {
		What string
		Data map[string]any
		Gets map[string]any
	}
}

// run is a run of asl.mjs.
type run struct {
	Definition any               `json:"definition"`
	Input      any               `json:"input"`
	Answers    map[string]answer `json:"answers,omitempty"`
	Fails      map[string]int    `json:"fails,omitempty"`
}

type answer struct {
	Status int    `json:"status,omitempty"`
	Body   string `json:"body,omitempty"`
}

type outcome struct {
	Did           []any
	Status, Error string
	Output        any
}

// script runs asl.mjs.
func script(t *testing.T, job map[string]any, out any) {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache.NodeModules("asl", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	input, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command("node", "asl.mjs")
	command.Env = append(os.Environ(), "NODE_MODULES="+filepath.Join(folder, "node_modules"))
	command.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	answer, err := command.Output()
	if err != nil {
		t.Fatalf("asl.mjs: %v\n%s", err, &stderr)
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatal(err)
	}
}

// template is a template as it is compiled of a topology in testdata.
type template struct {
	Resources map[string]struct {
		Type       string
		Properties map[string]any
	}
}

func compiled(t *testing.T, topology string) template {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("testdata", topology))
	if err != nil {
		t.Fatal(err)
	}
	return compiledOf(t, string(source))
}

func compiledOf(t *testing.T, source string) template {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"shop.hcl": source, "code/index.js": "exports.handler = () => {};\n"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if r := espc.Run(t, dir, nil, "compile", "--out", "out"); r.Code != 0 {
		t.Fatalf("espc compile: %s", r.Stderr)
	}
	content, err := os.ReadFile(filepath.Join(dir, "out", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var out template
	if err := yaml.Unmarshal(content, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

var place = regexp.MustCompile(`\$\{(\w+)\}`)

// definitions are the state machines' definitions by integration. put says what stands for a substitution.
func (tm template) definitions(t *testing.T, put func(name string, value any) string) map[string]any {
	t.Helper()
	out := map[string]any{}
	for id, r := range tm.Resources {
		if r.Type != "AWS::StepFunctions::StateMachine" {
			continue
		}
		substitutions := r.Properties["DefinitionSubstitutions"].(map[string]any)
		text := place.ReplaceAllStringFunc(r.Properties["DefinitionString"].(string), func(s string) string {
			name := place.FindStringSubmatch(s)[1]
			if substitutions[name] == nil {
				t.Errorf("%s has no substitution %s", id, name)
			}
			return put(name, substitutions[name])
		})
		var definition any
		if err := json.Unmarshal([]byte(text), &definition); err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		out[strings.ToLower(strings.TrimSuffix(id, "Integration"))] = definition
	}
	return out
}

var connection = regexp.MustCompile(`Integration(\w+)Connection$`)

// entity returns what a substitution leads to, as the table names it.
func entity(t *testing.T, value any) string {
	t.Helper()
	m := value.(map[string]any)
	text, _ := m["Fn::Sub"].(string)
	id, _ := m["Ref"].(string)
	if list, ok := m["Fn::GetAtt"].([]any); ok {
		id = list[0].(string)
	}
	switch {
	case strings.HasPrefix(text, "arn:${AWS::Partition}:states:::"):
		return strings.TrimPrefix(text, "arn:${AWS::Partition}:states:::")
	case strings.Contains(text, ":function:shop-prod-"):
		return "function." + text[strings.LastIndex(text, "-")+1:]
	case strings.HasSuffix(id, "IntegrationFailures"):
		return "integration." + strings.ToLower(strings.TrimSuffix(id, "IntegrationFailures")) + "'s failures"
	case strings.HasSuffix(id, "Connection"):
		return "service_endpoint." + strings.ToLower(connection.FindStringSubmatch(id)[1])
	case strings.HasSuffix(id, "EventBus"):
		return "event_bus." + strings.ToLower(strings.TrimSuffix(id, "EventBus"))
	case strings.HasSuffix(id, "Queue"):
		return "queue." + strings.ToLower(strings.TrimSuffix(id, "Queue"))
	}
	t.Fatalf("nobody knows %v", value)
	return ""
}

func readTable(t *testing.T) table {
	t.Helper()
	content, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out table
	if err := yaml.UnmarshalStrict(content, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// delivered is a CloudEvent as EventBridge delivers it, once the functions' client put it.
func delivered(event map[string]any) map[string]any {
	ce := map[string]any{}
	for name, v := range event {
		if !slices.Contains([]string{"specversion", "type", "source", "data"}, name) {
			ce[name] = v
		}
	}
	detail := map[string]any{"ce": ce}
	if data, ok := event["data"].(map[string]any); ok {
		for name, v := range data {
			detail[name] = v
		}
	} else {
		ce["data"] = event["data"]
	}
	return map[string]any{
		"version": "0", "id": "6a7e8feb", "detail-type": event["type"], "source": event["source"], "account": "123456789012",
		"time": "2026-05-04T10:00:01Z", "region": "eu-west-1", "resources": []any{}, "detail": detail,
	}
}

func with(base, more map[string]any) map[string]any {
	out := map[string]any{}
	for _, m := range []map[string]any{base, more} {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

func TestEachEventGoesWhereTheTableSays(t *testing.T) {
	template, table := compiled(t, "shop.hcl"), readTable(t)
	definitions := template.definitions(t, func(_ string, value any) string { return entity(t, value) })
	var runs []run
	for _, c := range table.Cases {
		r := run{Definition: definitions[c.Integration], Fails: c.Fails, Answers: map[string]answer{}}
		if r.Definition == nil {
			t.Fatalf("%s: integration.%s is no state machine", c.What, c.Integration)
		}
		r.Input = delivered(with(table.Published, c.Event))
		if c.Schedule != "" {
			r.Input = template.scheduled(t, c.Schedule, "2026-05-04T02:00:00Z")
		}
		for to, v := range c.Answers {
			body, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			r.Answers[to] = answer{Body: string(body)}
		}
		for to, status := range c.Refuses {
			r.Answers[to] = answer{Status: status}
		}
		runs = append(runs, r)
	}
	var outcomes []outcome
	script(t, map[string]any{"mode": "run", "runs": runs}, &outcomes)
	for i, c := range table.Cases {
		got, want := outcomes[i].Did, c.Gets
		for _, did := range got {
			if message, ok := did.(map[string]any)["message"].(map[string]any); ok && message["type"] == "shop.dead" {
				delete(message, "time") // of the failure
			}
		}
		if c.Sorted {
			got, want = byText(t, got), byText(t, want)
		}
		if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.What, text(t, got), text(t, want))
		}
		if outcomes[i].Status != "succeeded" {
			t.Errorf("%s: %s", c.What, outcomes[i].Error)
		}
	}
}

// scheduled is what the scheduler sends at a time.
func (tm template) scheduled(t *testing.T, schedule, at string) any {
	t.Helper()
	target := tm.Resources[strings.ToUpper(schedule[:1])+schedule[1:]+"Schedule"].Properties["Target"].(map[string]any)
	var out any
	if err := json.Unmarshal([]byte(strings.ReplaceAll(target["Input"].(string), "<aws.scheduler.scheduled-time>", at)), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatCannotBeKeptFailsTheExecution(t *testing.T) {
	definitions := compiled(t, "shop.hcl").definitions(t, func(_ string, value any) string { return entity(t, value) })
	input := delivered(map[string]any{"id": "e1", "type": "shop.placed", "source": "/shop", "data": map[string]any{}})
	var outcomes []outcome
	script(t, map[string]any{"mode": "run", "runs": []run{{Definition: definitions["copy"], Input: input, Fails: map[string]int{"event_bus.main": 99, "integration.copy's failures": 99}}}}, &outcomes)
	if outcomes[0].Status != "failed" || len(outcomes[0].Did) != 0 {
		t.Errorf("%+v", outcomes[0])
	}
}

// The machines make of an event what the functions' adapter makes of it: of each delivery that the adapter's own tests have.
func TestAMachineReadsAnEventAsFunctionsDo(t *testing.T) {
	content, err := os.ReadFile("../../stdlib/lambdatest/events/deliveries.json")
	if err != nil {
		t.Fatal(err)
	}
	var deliveries []struct {
		Name  string
		Event map[string]any
		Want  []map[string]any
	}
	if err := json.Unmarshal(content, &deliveries); err != nil {
		t.Fatal(err)
	}
	definitions := compiled(t, "shop.hcl").definitions(t, func(_ string, value any) string { return entity(t, value) })
	first := func(name string) any { // the state that makes the CloudEvent, alone
		states := definitions[name].(map[string]any)["States"].(map[string]any)
		state := with(states["Make the CloudEvent"].(map[string]any), map[string]any{"End": true})
		delete(state, "Next")
		return map[string]any{"StartAt": "Make the CloudEvent", "States": map[string]any{"Make the CloudEvent": state}}
	}
	var runs []run
	var names []string
	var want []map[string]any
	for _, d := range deliveries {
		if len(d.Want) != 1 {
			continue
		}
		switch {
		case d.Event["detail-type"] != nil:
			runs = append(runs, run{Definition: first("copy"), Input: d.Event})
		case d.Event["specversion"] != nil && d.Event["data_base64"] == nil:
			runs = append(runs, run{Definition: first("nightly"), Input: d.Event})
		default:
			continue
		}
		names, want = append(names, d.Name), append(want, d.Want[0])
	}
	if len(runs) < 8 {
		t.Fatalf("%d deliveries only", len(runs))
	}
	var outcomes []outcome
	script(t, map[string]any{"mode": "run", "runs": runs}, &outcomes)
	for i, o := range outcomes {
		if !reflect.DeepEqual(o.Output, any(want[i])) {
			t.Errorf("%s:\ngot  %s %s\nwant %s", names[i], text(t, o.Output), o.Error, text(t, want[i]))
		}
	}
}

func TestEveryDefinitionIsValid(t *testing.T) {
	definitions := compiled(t, "shop.hcl").definitions(t, func(name string, value any) string {
		if to := entity(t, value); strings.Contains(to, ":") {
			return "arn:aws:states:::" + to
		}
		return "arn:aws:lambda:eu-west-1:123456789012:function:" + name
	})
	if len(definitions) != 4 {
		t.Fatalf("%d state machines", len(definitions))
	}
	var list []any
	var names []string
	for name, d := range definitions {
		list, names = append(list, d), append(names, name)
	}
	list = append(list, map[string]any{"StartAt": "a", "QueryLanguage": "JSONata", "States": map[string]any{"a": map[string]any{"Type": "Pass", "Output": "{% 1 + %}", "Next": "b"}}})
	var problems []string
	script(t, map[string]any{"mode": "validate", "definitions": list}, &problems)
	if problems[len(list)-1] == "" {
		t.Error("the validator takes anything")
	}
	for i, name := range names {
		if problems[i] != "" {
			t.Errorf("%s: %s", name, problems[i])
		}
	}
}

func byText(t *testing.T, list []any) []any {
	t.Helper()
	out := slices.Clone(list)
	slices.SortFunc(out, func(a, b any) int { return strings.Compare(text(t, a), text(t, b)) })
	return out
}

func text(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

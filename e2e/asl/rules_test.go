package asl_test

import (
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"espc.dev/backends/aws/awstest"
)

// A rule matches and makes what the expressions of the steps do, of every event that fits its schema. moto matches; it makes no
// JSON of texts as EventBridge does, so the transformer is read here, by the documentation's rules:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
func TestARuleMakesWhatTheStepsWould(t *testing.T) {
	template, table := compiled(t, "shop.hcl"), readTable(t)
	source, err := os.ReadFile("testdata/shop.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, expression := range append(table.Bills.When, table.Bills.Makes) {
		if !strings.Contains(string(source), strings.ReplaceAll(expression, `"`, `\"`)) {
			t.Fatalf("shop.hcl has no %s", expression)
		}
	}
	rule := template.Resources["BillsIntegrationRule"].Properties
	pattern, err := json.Marshal(rule["EventPattern"])
	if err != nil {
		t.Fatal(err)
	}
	transformer := rule["Targets"].([]any)[0].(map[string]any)["InputTransformer"].(map[string]any)
	url, stop := awstest.StartMoto()
	t.Cleanup(stop)
	if url == "" {
		t.Log("moto_server is not on PATH: what the pattern matches is not checked")
	}
	var events []map[string]any
	for _, c := range table.Rules {
		events = append(events, delivered(with(table.Published, map[string]any{"type": "shop.typed", "data": c.Data})))
	}
	events = append(events, with(events[0], map[string]any{"detail-type": "shop.placed"}), with(events[0], map[string]any{"source": "/another"}))
	if url != "" {
		got := matched(t, url, string(pattern), events)
		for i := range events {
			if want := i < len(table.Rules) && table.Rules[i].Gets != nil; got[i] != want {
				t.Errorf("%s: the pattern matches: %v, want %v", text(t, events[i]), got[i], want)
			}
		}
	}
	var runs []run
	for i, c := range table.Rules {
		event := events[i]
		if c.Gets != nil {
			if got := transformed(t, transformer, event); !reflect.DeepEqual(got, any(c.Gets)) {
				t.Errorf("%s: the rule makes %s, want %s", c.What, text(t, got), text(t, c.Gets))
			}
		}
		runs = append(runs, run{Input: with(table.Published, map[string]any{"type": "shop.typed", "data": c.Data}), Definition: steps(table.Bills.When, table.Bills.Makes)})
	}
	var outcomes []outcome
	script(t, map[string]any{"mode": "run", "runs": runs}, &outcomes)
	for i, c := range table.Rules {
		want := any(c.Gets)
		if c.Gets == nil {
			want = "nothing"
		}
		if !reflect.DeepEqual(outcomes[i].Output, want) {
			t.Errorf("%s: the steps make %s, want %s", c.What, text(t, outcomes[i].Output), text(t, want))
		}
	}
}

// steps is a machine of nothing but conditions and a transform, as they are written.
func steps(when []string, makes string) any {
	states := map[string]any{
		"makes":   map[string]any{"Type": "Pass", "Output": "{% $states.input.(" + makes + ") %}", "End": true},
		"nothing": map[string]any{"Type": "Pass", "Output": "nothing", "End": true},
	}
	start := "makes"
	for _, expression := range when {
		states[expression] = map[string]any{"Type": "Choice", "Default": "nothing", "Choices": []any{
			map[string]any{"Condition": "{% $states.input.((" + expression + ") ? true : false) %}", "Next": start},
		}}
		start = expression
	}
	return map[string]any{"StartAt": start, "States": states}
}

// matched returns the numbers of the events that a rule with a pattern delivers in the emulator.
func matched(t *testing.T, url, pattern string, list []map[string]any) map[int]bool {
	t.Helper()
	key := credentials.NewStaticCredentialsProvider("test", "test", "")
	bus := eventbridge.New(eventbridge.Options{Region: "eu-west-1", BaseEndpoint: aws.String(url), Credentials: key})
	queues := sqs.New(sqs.Options{Region: "eu-west-1", BaseEndpoint: aws.String(url), Credentials: key})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	queue, err := queues.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("matched")})
	must(err)
	_, err = bus.PutRule(t.Context(), &eventbridge.PutRuleInput{Name: aws.String("rule"), EventPattern: aws.String(pattern)})
	must(err)
	_, err = bus.PutTargets(t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("rule"), Targets: []types.Target{{Id: aws.String("queue"), Arn: aws.String("arn:aws:sqs:eu-west-1:123456789012:matched")}}})
	must(err)
	for i, event := range list {
		detail := with(event["detail"].(map[string]any), map[string]any{"number": i})
		_, err = bus.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
			Source: aws.String(event["source"].(string)), DetailType: aws.String(event["detail-type"].(string)), Detail: aws.String(text(t, detail)),
		}}})
		must(err)
	}
	out := map[int]bool{}
	for {
		page, err := queues.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: queue.QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600})
		must(err)
		if len(page.Messages) == 0 {
			return out
		}
		for _, m := range page.Messages {
			var event struct{ Detail struct{ Number int } }
			must(json.Unmarshal([]byte(aws.ToString(m.Body)), &event))
			out[event.Detail.Number] = true
		}
	}
}

// transformed makes what an input transformer makes of an event: a variable in the place of a JSON value is the value's JSON.
func transformed(t *testing.T, transformer map[string]any, event map[string]any) any {
	t.Helper()
	template := transformer["InputTemplate"].(string)
	for name, path := range transformer["InputPathsMap"].(map[string]any) {
		var value any = event
		for _, key := range strings.Split(strings.TrimPrefix(path.(string), "$."), ".") {
			value = value.(map[string]any)[key]
		}
		template = strings.ReplaceAll(template, "<"+name+">", text(t, value))
	}
	var out any
	if err := json.Unmarshal([]byte(template), &out); err != nil {
		t.Fatalf("%s: %v", template, err)
	}
	return out
}

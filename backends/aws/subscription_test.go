package aws

import (
	"strings"
	"testing"
)

func TestEachSubscriptionIsDeliveredAsItAsks(t *testing.T) {
	objects := lowered(t, shop)
	// charge: its schedule wants other retries than its subscription, so both go through queues.
	equal(t, "rule to a queue", property(objects["ChargeFunctionPlacedRule"], "Targets/0/Arn"), `{"Fn::GetAtt":["ChargeFunctionPlacedInbox","Arn"]}`)
	equal(t, "schedule to a queue", property(objects["OftenSchedule"], "Target/Arn"), `{"Fn::GetAtt":["OftenScheduleInbox","Arn"]}`)
	equal(t, "tries", property(objects["OftenScheduleInbox"], "RedrivePolicy/maxReceiveCount"), "1")
	if _, ok := objects["ChargeFunctionAsyncCalls"]; ok {
		t.Error("charge has settings of asynchronous calls")
	}
	// nightly: only a schedule calls it, with retries that Lambda has.
	equal(t, "schedule to the function", property(objects["NightlySchedule"], "Target/Arn"), `{"Fn::GetAtt":["NightlyFunction","Arn"]}`)
	equal(t, "retries", property(objects["NightlyFunctionAsyncCalls"], "MaximumRetryAttempts"), "2")
	// mail: a dead letter of each kind.
	equal(t, "dead queue", property(objects["MailFunctionPaidInbox"], "RedrivePolicy"), `{"deadLetterTargetArn":{"Fn::GetAtt":["DeadQueue","Arn"]},"maxReceiveCount":6}`)
	equal(t, "hidden", property(objects["MailFunctionPaidInbox"], "VisibilityTimeout"), "185")
	equal(t, "batch", property(objects["MailFunctionPaidMapping"], "BatchSize")+property(objects["MailFunctionPaidMapping"], "MaximumBatchingWindowInSeconds"), "1005")
	equal(t, "dead function", property(objects["MailFunctionPlacedReceiver"], "FunctionName"), `{"Ref":"ReportFunction"}`)
	equal(t, "dead event", property(objects["MailFunctionPhotoPipe"], "TargetParameters"),
		`{"EventBridgeEventBusParameters":{"DetailType":"shop.changed","Source":"/shop"},"InputTemplate":"<$.body>"}`)
	// work: a queue of its own, whose messages fail after as many tries as the subscription says.
	equal(t, "queue", property(objects["WorkFunctionJobsSource"], "EventSourceArn"), `{"Fn::GetAtt":["JobsQueue","Arn"]}`)
	equal(t, "queue's filter", property(objects["WorkFunctionJobsSource"], "FilterCriteria"), `{"Filters":[{"Pattern":"{\"body\":{\"kind\":[\"a\",\"b\"]}}"}]}`)
	equal(t, "queue's tries", property(objects["JobsQueue"], "RedrivePolicy/maxReceiveCount"), "5")
	// Only the rule may send to what it feeds.
	equal(t, "open to", property(objects["DeadQueuePolicy"], "PolicyDocument/Statement/0/Condition"),
		`{"ArnEquals":{"aws:SourceArn":{"Fn::GetAtt":["MailFunctionPaidRule","Arn"]}},"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}`)
}

const plainDelivery = `{
"topology": {"name": "t"},
"event_bus": {"b": {}},
"event": {"e": {"bus": "event_bus.b"}, "g": {"bus": "event_bus.b"}},
"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {
  "one": {"event": "event.e", "retries": 1, "max_age": "10m"},
  "two": {"event": "event.g", "retries": 1, "max_age": "10m"}}}}}`

func TestPlainSubscriptionsThatAgreeShareLambdasOwnRetries(t *testing.T) {
	objects := lowered(t, plainDelivery)
	call := objects["FFunctionAsyncCalls"]
	equal(t, "retries", property(call, "MaximumRetryAttempts")+" "+property(call, "MaximumEventAgeInSeconds"), "1 600")
	equal(t, "failures", property(call, "DestinationConfig/OnFailure/Destination"), `{"Fn::GetAtt":["FFunctionFailures","Arn"]}`)
	for _, on := range []string{"One", "Two"} {
		rule := objects["FFunction"+on+"Rule"]
		equal(t, "target", property(rule, "Targets/0/Arn"), `{"Fn::GetAtt":["FFunction","Arn"]}`)
		equal(t, "policy", property(rule, "Targets/0/RetryPolicy"), `{"MaximumEventAgeInSeconds":600,"MaximumRetryAttempts":1}`)
		equal(t, "allowed", property(objects["FFunction"+on+"Permission"], "SourceArn"), `{"Fn::GetAtt":["FFunction`+on+`Rule","Arn"]}`)
	}
	if queues := ids(objects, "AWS::SQS::Queue"); len(queues) != 1 {
		t.Errorf("queues are %v", queues)
	}
}

func TestSubscriptionsThatDisagreeHaveQueues(t *testing.T) {
	req := request(t, strings.Replace(plainDelivery, `"retries": 1`, `"retries": 2`, 1), nil)
	objects := map[string]bool{}
	for _, o := range (Backend{}).Render(t.Context(), req).Objects {
		objects[o.Address.Name] = true
	}
	for id, want := range map[string]bool{"FFunctionOneInbox": true, "FFunctionTwoInbox": true, "FFunctionAsyncCalls": false, "FFunctionOnePermission": false} {
		if objects[id] != want {
			t.Errorf("there being a %s is %v", id, objects[id])
		}
	}
}

func TestFiltersBecomePatterns(t *testing.T) {
	objects := lowered(t, shop)
	equal(t, "pattern", property(objects["ChargeFunctionPlacedRule"], "EventPattern"),
		`{"detail-type":["shop.order-placed"],"source":["/shop"],"detail":{"total":[{"numeric":[">",100]}],"ce":{"subject":[{"prefix":"eu-"}]}}}`)
	equal(t, "bucket", property(objects["MailFunctionPhotoRule"], "EventPattern"),
		`{"detail-type":["Object Created"],"source":["aws.s3"],"detail":{"bucket":{"name":[{"Ref":"PhotosBucket"}]},"object":{"key":[{"wildcard":"in/*.jpg"}]}}}`)
	equal(t, "bus", property(objects["MailFunctionPhotoRule"], "EventBusName"), `"default"`)
	for filter, want := range map[string]string{
		`{"data.a.b": ["x", 1, true]}`:                   `{"a":{"b":["x",1,true]}}`,
		`{"data.n": {"gt": 1, "lt": 5}}`:                 `{"n":[{"numeric":[">",1,"<",5]}]}`,
		`{"data.s": {"suffix": ".jpg"}}`:                 `{"s":[{"suffix":".jpg"}]}`,
		`{"data.s": {"not": ["a", "b"]}}`:                `{"s":[{"anything-but":["a","b"]}]}`,
		`{"region": {"exists": false}}`:                  `{"ce":{"region":[{"exists":false}]}}`,
		`{"data.s": {"prefix": "a*", "suffix": "b"}}`:    `{"s":[{"wildcard":"a\\**b"}]}`,
		`{"data.s": {"prefix": "aba", "suffix": "bab"}}`: `{"s":[{"wildcard":"aba*bab"},"abab"]}`, // ba overlaps
		`{"type": "t.e", "data.a": 1}`:                   `{"a":[1]}`,
	} {
		document := `{"topology": {"name": "t"}, "event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}},
"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {"x": {"event": "event.e", "filter": ` + filter + `}}}}}`
		req := request(t, document, nil)
		if ds := (Backend{}).Check(req); ds.HasErrors() {
			t.Errorf("%s: %v", filter, ds)
		}
		for _, o := range (Backend{}).Render(t.Context(), req).Objects {
			if o.Address.Type == "AWS::Events::Rule" {
				equal(t, filter, property(o, "EventPattern/detail"), want)
			}
		}
	}
}

func TestWhatEventsCannotDoIsReportedAtItsField(t *testing.T) {
	got := reported(t, `{
"topology": {"name": "t"},
"event_bus": {"b": {
    "ordered": true,
    "retention": "36h"}, "aws": {"existing": "default"}},
"event": {"e": {"bus": "event_bus.b"}, "photo": {"bus": "event_bus.b"}, "made": {"bus": "event_bus.aws", "source": "aws.s3", "type": "Object Made"}},
"bucket": {"x": {"notify": {
    "a": {"event": "event.photo"},
    "b": {"event": "event.made"}}}},
"table": {"x": {"key": "id:string",
    "sort_key": "id:string", "index": {
    "by": {"key": "id:number"}}}},
"queue": {"q": {
    "visibility": "10s"}, "fifo": {"fifo": true, "visibility": "1h"}},
"schema": {"s": {
    "format": "avro", "inline": {}}},
"function": {"f": {"runtime": "nodejs24", "source": "f", "on": {
  "a": {"event": "event.e",
    "max_age": "1s",
    "filter": {
      "type": "other",
      "data.x": {"prefix": "a", "gt": 1},
      "data.y": {"gt": 6000000000}}},
  "b": {"queue": "queue.q", "filter": {
      "subject": "x"}},
  "c": {"event": "event.e",
    "dead_letter": "queue.fifo"},
  "d": {"event": "event.e", "batch": {
    "size": 100}}}}},
"schedule": {"x": {
    "every": "30s", "to": "function.f"}}
}`, nil)
	// Line 12 is wrong twice: the index has two characters, and its key another type than the table's.
	want := "E1009:4 E1009:5 E1013:8 E1013:9 E1012:11 E1012:12 E1012:12 E1011:14 E1014:16 E1009:19 E1010:21 E1009:22 E1009:23 E1011:25 E1011:27 E1011:29 E1009:31"
	equal(t, "reported", strings.Join(got, " "), want)
}

func TestAFaultOfADefaultIsReportedAtItsEntity(t *testing.T) {
	got := reported(t, `{"topology": {"name": "t"},
"queue": {"q": {}},
"gateway": {"g": {"rate_limit": {
    "rate": "1/s"}}},
"api_endpoint": {"e": {"gateway": "gateway.g", "paths": ["/e"], "to": "function.f"}},
"function": {"f": {"runtime": "nodejs24", "source": "f", "timeout": "60s"}, "g": {"runtime": "nodejs24", "source": "f", "timeout": "60s", "on": {"x": {"queue": "queue.q"}}}}
}`, nil)
	equal(t, "reported", strings.Join(got, " "), "E1011:2 E1015:4")
}

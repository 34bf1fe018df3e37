package target

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
)

// archived is a fake stack with an archive and two rules, one of them in a nested stack.
func archived(t *testing.T, states ...string) (*awstest.Fake, *Target, backends.Replay) {
	t.Helper()
	f, target := newFake(t, "CREATE_COMPLETE", "Resources: {}\n")
	f.Resources = resourceXML(archiveType, "MainEventBusArchive", "main-archive") + resourceXML(ruleType, "ChargeFunctionPlacedRule", "shop-dev-main|shop-dev-charge-placed")
	f.Archive = &awstest.Archive{Name: "main-archive", Bus: "shop-dev-main", Created: time.Now().Add(-240 * time.Hour), Days: 7, Events: 12}
	f.Replayed = states
	from := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	return f, target, backends.Replay{
		Archive: backends.ObjectAddress{Type: archiveType, Name: "MainEventBusArchive"}, Bus: "event_bus.main", From: from, To: from.Add(time.Hour),
		Rules:   []backends.ObjectAddress{{Type: ruleType, Name: "ChargeFunctionPlacedRule"}},
		Command: "espc events replay main shop -e dev --from 2026-05-04T10:00:00Z --to 2026-05-04T11:00:00Z",
	}
}

const (
	archiveType = "AWS::Events::Archive"
	ruleType    = "AWS::Events::Rule"
)

func TestAReplayGoesToTheRulesThatAreMeantAndIsWaitedFor(t *testing.T) {
	f, target, r := archived(t, "RUNNING", "RUNNING", "COMPLETED")
	kept, err := target.Archived(t.Context(), r)
	if age := time.Since(kept.Since).Round(time.Hour); err != nil || kept.Name != "main-archive" || kept.Events != 12 || age != 7*24*time.Hour {
		t.Errorf("%+v of %s, %v: it was made before, but keeps events for a week", kept, age, err)
	}
	if f.Called("StartReplay") != 0 {
		t.Error("looking started a replay")
	}
	var seen []string
	out, err := target.Replay(t.Context(), r, backends.Options{Progress: func(e backends.Event) { seen = append(seen, string(e.Phase)+" "+e.Text) }})
	if err != nil || out.Phase != backends.Done || out.Again || !out.Last.Equal(r.From.Add(time.Minute)) {
		t.Fatalf("%+v, %v", out, err)
	}
	started := f.Replays[out.Name]
	if started == nil || !started.From.Equal(r.From) || !started.To.Equal(r.To) ||
		fmt.Sprint(started.Rules) != "[arn:aws:events:eu-west-1:123456789012:rule/shop-dev-main/shop-dev-charge-placed]" {
		t.Errorf("started %+v", started)
	}
	if got := strings.Join(seen, "; "); got != "running STARTING; running RUNNING, up to 2026-05-04T10:01:00Z; done COMPLETED, up to 2026-05-04T10:01:00Z" {
		t.Errorf("told %s", got)
	}
	next, err := target.Replay(t.Context(), r, backends.Options{})
	if err != nil || next.Again || next.Name == out.Name || f.Called("StartReplay") != 2 {
		t.Errorf("one that has ended can be made again: %+v, %v", next, err)
	}
}

func TestAnArchiveThatTheStackDoesNotNameIsFoundByItsBus(t *testing.T) {
	f, target, r := archived(t, "COMPLETED")
	f.Resources = resourceXML(ruleType, "ChargeFunctionPlacedRule", "shop-dev-main|shop-dev-charge-placed")
	r.Of = "shop-dev-main"
	f.Others = []*awstest.Archive{{Name: "another", Bus: "another-bus"}}
	if kept, err := target.Archived(t.Context(), r); err != nil || kept.Name != "main-archive" {
		t.Errorf("%+v, %v", kept, err)
	}
	f.Others[0].Bus = "shop-dev-main"
	_, err := target.Archived(t.Context(), r)
	wantFault(t, err, diag.NothingArchived, "espc apply shop -e dev")
}

func TestAReplayThatIsUnderWayIsWaitedForAndNotStartedTwice(t *testing.T) {
	f, target, r := archived(t, "RUNNING", "RUNNING", "RUNNING", "RUNNING", "COMPLETED")
	ctx, cancel := context.WithCancel(t.Context())
	out, err := target.Replay(ctx, r, backends.Options{Progress: func(e backends.Event) {
		if strings.HasPrefix(e.Text, "RUNNING") {
			cancel()
		}
	}})
	if err == nil || out.Phase != backends.Running || len(out.Diagnostics) != 1 || out.Diagnostics[0].Code != diag.ReplayGoesOn.ID ||
		!strings.Contains(out.Diagnostics[0].Fix, r.Command) || !strings.Contains(out.Diagnostics[0].Fix, "cancel-replay --region eu-west-1 --replay-name "+out.Name) {
		t.Fatalf("%+v, %v", out, err)
	}
	again, err := target.Replay(t.Context(), r, backends.Options{})
	if err != nil || !again.Again || again.Name != out.Name || again.Phase != backends.Done || f.Called("StartReplay") != 1 {
		t.Errorf("%+v, %v, started %d times", again, err, f.Called("StartReplay"))
	}
	other := r
	other.To = r.To.Add(time.Second)
	if next, err := target.Replay(t.Context(), other, backends.Options{}); err != nil || next.Again || next.Name == out.Name {
		t.Errorf("another time is another replay: %+v, %v", next, err)
	}
}

func TestAReplayThatEndsEarlySaysFromWhereToGoOn(t *testing.T) {
	for state, word := range map[string]string{"FAILED": "was failed: the bus is gone", "CANCELLED": "was cancelled"} {
		_, target, r := archived(t, "RUNNING", state)
		out, err := target.Replay(t.Context(), r, backends.Options{})
		wantFault(t, err, diag.ReplayFailed, word, "--from 2026-05-04T10:01:00Z")
		if out.Phase != backends.Failed {
			t.Errorf("%s: %+v", state, out)
		}
	}
}

func TestWhatIsNotDeployedIsNotReplayed(t *testing.T) {
	_, target, r := archived(t, "COMPLETED")
	missing := r
	missing.Rules = append(missing.Rules, backends.ObjectAddress{Type: ruleType, Name: "NewFunctionPlacedRule"})
	_, err := target.Archived(t.Context(), missing)
	wantFault(t, err, diag.ReceiverMissing, "NewFunctionPlacedRule", "espc apply shop -e dev")
	missing = r
	missing.Archive.Name = "OtherEventBusArchive"
	_, err = target.Replay(t.Context(), missing, backends.Options{})
	wantFault(t, err, diag.NothingArchived, "espc apply shop -e dev")
	f, target, r := archived(t, "COMPLETED")
	f.Archive = nil
	_, err = target.Archived(t.Context(), r)
	wantFault(t, err, diag.NothingArchived, "main-archive is gone")
	f.Status = ""
	_, err = target.Archived(t.Context(), r)
	wantFault(t, err, diag.NothingArchived, "is not deployed")
	f.Status, f.Tags = "CREATE_COMPLETE", awstest.Tags("other", "dev")
	_, err = target.Replay(t.Context(), r, backends.Options{})
	wantFault(t, err, diag.StackForeign, `topology "other"`)
	if f.Called("StartReplay") != 0 {
		t.Error("it was started all the same")
	}
}

func TestAReplayWhoseStartWasNotAnsweredIsNotStartedTwice(t *testing.T) {
	f, target, r := archived(t, "COMPLETED")
	proxy := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "StartReplay", K: 1, Do: awstest.DropAfter})
	behind := newTarget(t, proxy.URL)
	behind.Stack = target.Stack
	out, err := behind.Replay(t.Context(), r, backends.Options{})
	if err != nil || out.Phase != backends.Done || len(f.Replays) != 1 || f.Called("StartReplay") != 1 {
		t.Errorf("%+v, %v; %d replays of %d calls", out, err, len(f.Replays), f.Called("StartReplay"))
	}
}

const archivedBus = `AWSTemplateFormatVersion: "2010-09-09"
Resources:
  MainEventBus:
    Type: AWS::Events::EventBus
    Properties:
      Name: NAME-main
  MainEventBusArchive:
    Type: AWS::Events::Archive
    Properties:
      SourceArn: {Fn::GetAtt: [MainEventBus, Arn]}
      RetentionDays: 7
  OrdersQueue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: NAME-orders
  ChargeFunctionPlacedRule:
    Type: AWS::Events::Rule
    Properties:
      Name: NAME-charge-placed
      EventBusName: {Fn::GetAtt: [MainEventBus, Name]}
      EventPattern: {source: [/shop]}
      Targets:
        - Id: queue
          Arn: {Fn::GetAtt: [OrdersQueue, Arn]}
`

// The emulator replays to all rules of the bus, whatever is asked for, and lists an archive of a stack without its type and
// its name, so that it is found by its bus.
func TestAnArchivedEventIsDeliveredAgain(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, named(target, archivedBus)))
	_, err := target.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []types.PutEventsRequestEntry{{
		EventBusName: aws.String(target.Stack + "-main"), Source: aws.String("/shop"), DetailType: aws.String("shop.placed"), Detail: aws.String(`{"id":"o1"}`),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(received(t, target.Stack+"-orders"), "shop.placed"); got != 1 {
		t.Fatalf("published, it arrived %d times", got)
	}
	r := backends.Replay{
		Archive: backends.ObjectAddress{Type: archiveType, Name: "MainEventBusArchive"}, Of: target.Stack + "-main", Bus: "event_bus.main", From: time.Now().Add(-time.Hour), To: time.Now(),
		Rules: []backends.ObjectAddress{{Type: ruleType, Name: "ChargeFunctionPlacedRule"}},
	}
	kept, err := target.Archived(t.Context(), r)
	if err != nil || kept.Events != 1 {
		t.Fatalf("%+v, %v", kept, err)
	}
	out, err := target.Replay(t.Context(), r, backends.Options{})
	if err != nil || out.Phase != backends.Done {
		t.Fatalf("%+v, %v", out, err)
	}
	again := received(t, target.Stack+"-orders")
	if strings.Count(again, "shop.placed") != 1 || !strings.Contains(again, out.Name) {
		t.Errorf("replayed, what arrived is %s", again)
	}
}

func resourceXML(typ, logical, physical string) string {
	return "<member><ResourceType>" + typ + "</ResourceType><LogicalResourceId>" + logical + "</LogicalResourceId><PhysicalResourceId>" + physical +
		"</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
}

// received takes what a queue of the emulator holds.
func received(t *testing.T, queue string) string {
	t.Helper()
	form := url.Values{"Action": {"ReceiveMessage"}, "MaxNumberOfMessages": {"10"}, "VisibilityTimeout": {"3600"}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, motoURL+"/123456789012/"+queue, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0") // tells the region
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

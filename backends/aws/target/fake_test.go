package target

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is a state machine that stands for CloudFormation where the emulator has none: failures, rollbacks, drift, verdicts
// of change sets, stale reads. It knows one stack and the stacks nested in it, and plays a script when told to change.
type fake struct {
	*httptest.Server
	mu       sync.Mutex
	calls    []string
	status   string // of the stack; "" for none
	template string
	extra    string // XML of the stack's description
	// script is what a change does, a step a look at the events of the stack.
	script []step
	events map[string][]fakeEvent // by stack id, the oldest first
	// changeSet is the XML of the change set's description; set by createChangeSet when there is none.
	changeSet        string
	changeSetExists  bool
	executionStatus  string
	keeps            string // a change set that can't be deleted, by its name
	created          []string
	staleReads       int    // how many reads of the stack still tell the old status after a change
	old              string // the status before
	detection        []string
	drifts           string
	resources        string
	nestedTemplates  map[string]string // by stack id
	nestedResources  map[string]string // logical id to stack id
	nestedChangeSets map[string]string
	running          bool
	started          time.Time
}

// step is what happens between two looks.
type step struct {
	status string
	events []fakeEvent
}

type fakeEvent struct {
	stack, logical, physical, typ, status, reason string
}

const (
	fakeID       = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/1"
	fakeInnerID  = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev-Inner/2"
	fakeSetID    = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/espc-x/3"
	fakeInnerSet = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/espc-x-Inner/4"
)

// own is an event of the stack itself.
func own(status, reason string) fakeEvent {
	return fakeEvent{fakeID, "shop-dev", fakeID, stackType, status, reason}
}

func of(stack, logical, typ, status, reason string) fakeEvent {
	return fakeEvent{stack, logical, "x-" + logical, typ, status, reason}
}

func newFake(t *testing.T, status, template string) (*fake, *Target) {
	t.Helper()
	f := &fake{status: status, template: template, events: map[string][]fakeEvent{}, executionStatus: "AVAILABLE", started: time.Now()}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	target := newTarget(t, f.URL)
	target.Stack, target.Bucket = "shop-dev", ""
	return f, target
}

// ServeHTTP answers in the query protocol.
func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	values, _ := url.ParseQuery(string(body))
	f.mu.Lock()
	defer f.mu.Unlock()
	action := values.Get("Action")
	f.calls = append(f.calls, action)
	result, code, message := f.answer(action, values)
	w.Header().Set("Content-Type", "text/xml")
	if code != "" {
		w.WriteHeader(400)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, escape(message))
		return
	}
	fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", action, result)
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func (f *fake) answer(action string, in url.Values) (result, code, message string) {
	name := in.Get("StackName")
	switch action {
	case "GetCallerIdentity":
		return "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ann</Arn>", "", ""
	case "DescribeStacks":
		status := f.status
		if f.staleReads > 0 && f.running {
			f.staleReads--
			status = f.old
		}
		if status == "" || status == "DELETE_COMPLETE" && name != fakeID {
			return "", "ValidationError", "Stack with id " + name + " does not exist"
		}
		return "<Stacks><member><StackName>shop-dev</StackName><StackId>" + fakeID + "</StackId><StackStatus>" + status + "</StackStatus>" +
			"<CreationTime>2026-01-01T00:00:00Z</CreationTime>" + f.extra + "</member></Stacks>", "", ""
	case "GetTemplate":
		if body, ok := f.nestedTemplates[name]; ok {
			return "<TemplateBody>" + escape(body) + "</TemplateBody>", "", ""
		}
		return "<TemplateBody>" + escape(f.template) + "</TemplateBody>", "", ""
	case "DescribeStackResource":
		return "<StackResourceDetail><PhysicalResourceId>" + f.nestedResources[in.Get("LogicalResourceId")] + "</PhysicalResourceId>" +
			"<ResourceStatus>CREATE_COMPLETE</ResourceStatus><ResourceType>" + stackType + "</ResourceType><LogicalResourceId>x</LogicalResourceId>" +
			"<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></StackResourceDetail>", "", ""
	case "DescribeChangeSet":
		return f.describeChangeSet(in.Get("ChangeSetName"))
	case "CreateChangeSet":
		f.created = append(f.created, in.Get("ChangeSetName")+" "+in.Get("ChangeSetType"))
		f.changeSetExists = true
		return "<Id>" + fakeSetID + "</Id><StackId>" + fakeID + "</StackId>", "", ""
	case "DeleteChangeSet":
		if f.keeps != "" {
			return "", "InvalidChangeSetStatus", "it was executed"
		}
		f.changeSetExists = false
		return "", "", ""
	case "ExecuteChangeSet", "ContinueUpdateRollback", "RollbackStack", "DeleteStack":
		f.running, f.old = true, f.status
		if f.status == "" {
			f.status, f.old = "REVIEW_IN_PROGRESS", "REVIEW_IN_PROGRESS"
		}
		return "", "", ""
	case "DescribeStackEvents":
		return f.describeEvents(name), "", ""
	case "ListStackResources":
		return "<StackResourceSummaries>" + f.resources + "</StackResourceSummaries>", "", ""
	case "ListChangeSets":
		return "<Summaries></Summaries>", "", ""
	}
	return f.driftAnswer(action)
}

func (f *fake) driftAnswer(action string) (result, code, message string) {
	switch action {
	case "DetectStackDrift":
		if f.detection == nil {
			return "", "InvalidAction", "Could not find operation DetectStackDrift"
		}
		return "<StackDriftDetectionId>d1</StackDriftDetectionId>", "", ""
	case "DescribeStackDriftDetectionStatus":
		now := f.detection[0]
		f.detection = f.detection[min(1, len(f.detection)-1):]
		return "<DetectionStatus>" + now + "</DetectionStatus><StackId>" + fakeID + "</StackId><StackDriftDetectionId>d1</StackDriftDetectionId><Timestamp>2026-01-01T00:00:00Z</Timestamp>", "", ""
	case "DescribeStackResourceDrifts":
		return "<StackResourceDrifts>" + f.drifts + "</StackResourceDrifts>", "", ""
	}
	return "", "InvalidAction", "the fake has no " + action
}

func (f *fake) describeChangeSet(name string) (result, code, message string) {
	if inner, ok := f.nestedChangeSets[name]; ok {
		return inner, "", ""
	}
	if f.keeps != "" && name != f.keeps && !f.changeSetExists && !strings.HasPrefix(name, "arn:") {
		return "", "ChangeSetNotFound", "ChangeSet [" + name + "] does not exist"
	}
	if f.keeps == name {
		return "<ChangeSetName>" + name + "</ChangeSetName><ChangeSetId>" + fakeSetID + "</ChangeSetId><Status>CREATE_COMPLETE</Status><ExecutionStatus>EXECUTE_FAILED</ExecutionStatus>", "", ""
	}
	if !f.changeSetExists {
		return "", "ChangeSetNotFound", "ChangeSet [" + name + "] does not exist"
	}
	set := f.changeSet
	if set == "" {
		set = "<Status>CREATE_COMPLETE</Status><Changes></Changes>"
	}
	execution := f.executionStatus
	if f.running {
		execution = "EXECUTE_IN_PROGRESS"
	}
	return "<ChangeSetName>espc-x</ChangeSetName><ChangeSetId>" + fakeSetID + "</ChangeSetId><StackId>" + fakeID + "</StackId><ExecutionStatus>" + execution + "</ExecutionStatus>" + set, "", ""
}

// describeEvents plays one step of the script when the stack's own events are looked at, and lists what happened.
func (f *fake) describeEvents(id string) string {
	if f.running && (id == fakeID || id == "shop-dev") && len(f.script) > 0 {
		f.status = f.script[0].status
		for _, e := range f.script[0].events {
			f.events[e.stack] = append(f.events[e.stack], e)
		}
		f.script = f.script[1:]
	}
	var b strings.Builder
	b.WriteString("<StackEvents>")
	list := f.events[id]
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		fmt.Fprintf(&b, "<member><EventId>%s-%d</EventId><StackId>%s</StackId><StackName>x</StackName><LogicalResourceId>%s</LogicalResourceId>"+
			"<PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>%s</ResourceStatus><ResourceStatusReason>%s</ResourceStatusReason>"+
			"<Timestamp>%s</Timestamp></member>", id, i, e.stack, e.logical, e.physical, e.typ, e.status, escape(e.reason),
			f.started.Add(time.Duration(i)*time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	return b.String() + "</StackEvents>"
}

func (f *fake) called(action string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if c == action {
			n++
		}
	}
	return n
}

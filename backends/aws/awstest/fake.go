package awstest

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

// Fake is a state machine that stands for CloudFormation where the emulator has none: failures, rollbacks, drift, verdicts
// of change sets, stale reads. It knows one stack and the stacks nested in it, and plays a script when told to change.
type Fake struct {
	*httptest.Server
	mu       sync.Mutex
	calls    []string
	Status   string // of the stack; "" for none
	Template string
	Extra    string // XML of the stack's description
	Tags     string // XML of the stack's tags
	// Script is what a change does, a step a look at the events of the stack.
	Script []Step
	Events map[string][]Event // by stack id, the oldest first
	// ChangeSet is the XML of the change set's description, "" for one without changes.
	ChangeSet        string
	ChangeSetExists  bool
	ExecutionStatus  string
	Keeps            string   // a change set that can't be deleted, by its name
	Created          []string // the change sets that were asked for: name, type, and "adopting" where it takes over what is there
	StaleReads       int      // how many reads of the stack still tell the old status after a change
	Old              string   // the status before
	Detection        []string
	Drifts           string
	Resources        string
	ChangeSets       string            // XML of those that are listed
	NestedTemplates  map[string]string // by stack id
	NestedResources  map[string]string // logical id to stack id
	NestedChangeSets map[string]string
	Running          bool
	// Archive is the events' one, nil for none; Replays are those that were started, by name.
	Archive *Archive
	// Others are archives that are listed beside it.
	Others  []*Archive
	Replays map[string]*FakeReplay
	// Replayed are the states that the next replay goes through, one a look, and stays in the last.
	Replayed []string
	asked    string // XML of the tags that the change set gives the stack
	started  time.Time
}

// Step is what happens between two looks.
type Step struct {
	Status string
	Events []Event
}

// Then is the step that leaves the stack in a status, after some events.
func Then(status string, events ...Event) Step { return Step{Status: status, Events: events} }

// Event is one event of a stack.
type Event struct {
	Stack, Logical, Physical, Type, Status, Reason string
}

const stackType = "AWS::CloudFormation::Stack"

// The names of what the fake holds.
const (
	StackID     = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev/1"
	InnerID     = "arn:aws:cloudformation:eu-west-1:123456789012:stack/shop-dev-Inner/2"
	ChangeSetID = "arn:aws:cloudformation:eu-west-1:123456789012:changeSet/espc-x/3"
)

// Own is an event of the stack itself.
func Own(status, reason string) Event {
	return Event{StackID, "shop-dev", StackID, stackType, status, reason}
}

// Of is an event of a resource in a stack.
func Of(stack, logical, typ, status, reason string) Event {
	return Event{stack, logical, "x-" + logical, typ, status, reason}
}

// askedTags are the tags of a request, as XML.
func askedTags(in url.Values) string {
	var b strings.Builder
	for i := 1; in.Has(fmt.Sprintf("Tags.member.%d.Key", i)); i++ {
		at := fmt.Sprintf("Tags.member.%d.", i)
		fmt.Fprintf(&b, "<member><Key>%s</Key><Value>%s</Value></member>", Escape(in.Get(at+"Key")), Escape(in.Get(at+"Value")))
	}
	return "<Tags>" + b.String() + "</Tags>"
}

// Tags are those of the stack of a topology in an environment, as XML of the stack's description.
func Tags(topology, environment string) string {
	return "<Tags><member><Key>espc.dev/topology</Key><Value>" + topology + "</Value></member><member><Key>espc.dev/environment</Key><Value>" + environment + "</Value></member></Tags>"
}

// NewFake starts a fake that holds one stack, shop-dev, of the topology shop in dev, in a status ("" for none) and with a template as it is deployed. It
// ends with the test.
func NewFake(t *testing.T, status, template string) *Fake {
	t.Helper()
	f := &Fake{Tags: Tags("shop", "dev"), Status: status, Template: template, Events: map[string][]Event{}, ExecutionStatus: "AVAILABLE", started: time.Now()}
	f.Server = httptest.NewServer(f)
	t.Cleanup(f.Close)
	return f
}

// Change changes, or looks at, a fake that another process may be asking.
func (f *Fake) Change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

// ServeHTTP answers in the query protocol, and EventBridge's calls in JSON.
func (f *Fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	values, _ := url.ParseQuery(string(body))
	f.mu.Lock()
	defer f.mu.Unlock()
	if action, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), "AWSEvents."); ok {
		f.events(w, action, body)
		return
	}
	action := values.Get("Action")
	f.calls = append(f.calls, action)
	result, code, message := f.answer(action, values)
	w.Header().Set("Content-Type", "text/xml")
	if code != "" {
		w.WriteHeader(400)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, Escape(message))
		return
	}
	fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", action, result)
}

// Escape escapes text for XML.
func Escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

func (f *Fake) answer(action string, in url.Values) (result, code, message string) {
	name := in.Get("StackName")
	switch action {
	case "GetCallerIdentity":
		return "<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/ann</Arn>", "", ""
	case "DescribeStacks":
		status := f.Status
		if f.StaleReads > 0 && f.Running {
			f.StaleReads--
			status = f.Old
		}
		if status == "" || status == "DELETE_COMPLETE" && name != StackID {
			return "", "ValidationError", "Stack with id " + name + " does not exist"
		}
		return "<Stacks><member><StackName>shop-dev</StackName><StackId>" + StackID + "</StackId><StackStatus>" + status + "</StackStatus>" +
			"<CreationTime>2026-01-01T00:00:00Z</CreationTime>" + f.Tags + f.Extra + "</member></Stacks>", "", ""
	case "GetTemplate":
		if body, ok := f.NestedTemplates[name]; ok {
			return "<TemplateBody>" + Escape(body) + "</TemplateBody>", "", ""
		}
		return "<TemplateBody>" + Escape(f.Template) + "</TemplateBody>", "", ""
	case "DescribeStackResource":
		return "<StackResourceDetail><PhysicalResourceId>" + f.NestedResources[in.Get("LogicalResourceId")] + "</PhysicalResourceId>" +
			"<ResourceStatus>CREATE_COMPLETE</ResourceStatus><ResourceType>" + stackType + "</ResourceType><LogicalResourceId>x</LogicalResourceId>" +
			"<LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></StackResourceDetail>", "", ""
	case "DescribeChangeSet":
		return f.describeChangeSet(in.Get("ChangeSetName"))
	case "CreateChangeSet":
		asked := in.Get("ChangeSetName") + " " + in.Get("ChangeSetType")
		if in.Get("ImportExistingResources") == "true" {
			asked += " adopting"
		}
		f.Created = append(f.Created, asked)
		f.ChangeSetExists = true
		f.asked = askedTags(in)
		return "<Id>" + ChangeSetID + "</Id><StackId>" + StackID + "</StackId>", "", ""
	case "DeleteChangeSet":
		if f.Keeps != "" {
			return "", "InvalidChangeSetStatus", "it was executed"
		}
		f.ChangeSetExists = false
		return "", "", ""
	case "ExecuteChangeSet":
		f.Tags = f.asked
		fallthrough
	case "ContinueUpdateRollback", "RollbackStack", "DeleteStack":
		f.Running, f.Old = true, f.Status
		if f.Status == "" {
			f.Status, f.Old = "REVIEW_IN_PROGRESS", "REVIEW_IN_PROGRESS"
		}
		return "", "", ""
	case "DescribeStackEvents":
		return f.describeEvents(name), "", ""
	case "ListStackResources":
		return "<StackResourceSummaries>" + f.Resources + "</StackResourceSummaries>", "", ""
	case "ListChangeSets":
		return "<Summaries>" + f.ChangeSets + "</Summaries>", "", ""
	}
	return f.driftAnswer(action)
}

func (f *Fake) driftAnswer(action string) (result, code, message string) {
	switch action {
	case "DetectStackDrift":
		if f.Detection == nil {
			return "", "InvalidAction", "Could not find operation DetectStackDrift"
		}
		return "<StackDriftDetectionId>d1</StackDriftDetectionId>", "", ""
	case "DescribeStackDriftDetectionStatus":
		now := f.Detection[0]
		f.Detection = f.Detection[min(1, len(f.Detection)-1):]
		return "<DetectionStatus>" + now + "</DetectionStatus><StackId>" + StackID + "</StackId><StackDriftDetectionId>d1</StackDriftDetectionId><Timestamp>2026-01-01T00:00:00Z</Timestamp>", "", ""
	case "DescribeStackResourceDrifts":
		return "<StackResourceDrifts>" + f.Drifts + "</StackResourceDrifts>", "", ""
	}
	return "", "InvalidAction", "the fake has no " + action
}

func (f *Fake) describeChangeSet(name string) (result, code, message string) {
	if inner, ok := f.NestedChangeSets[name]; ok {
		return inner, "", ""
	}
	if f.Keeps != "" && name != f.Keeps && !f.ChangeSetExists && !strings.HasPrefix(name, "arn:") {
		return "", "ChangeSetNotFound", "ChangeSet [" + name + "] does not exist"
	}
	if f.Keeps == name {
		return "<ChangeSetName>" + name + "</ChangeSetName><ChangeSetId>" + ChangeSetID + "</ChangeSetId><Status>CREATE_COMPLETE</Status><ExecutionStatus>EXECUTE_FAILED</ExecutionStatus>", "", ""
	}
	if !f.ChangeSetExists {
		return "", "ChangeSetNotFound", "ChangeSet [" + name + "] does not exist"
	}
	set := f.ChangeSet
	if set == "" {
		set = "<Status>CREATE_COMPLETE</Status><Changes></Changes>"
	}
	execution := f.ExecutionStatus
	if f.Running {
		execution = "EXECUTE_IN_PROGRESS"
	}
	called := "espc-x"
	if n := len(f.Created); n > 0 {
		called, _, _ = strings.Cut(f.Created[n-1], " ")
	}
	return "<ChangeSetName>" + called + "</ChangeSetName><ChangeSetId>" + ChangeSetID + "</ChangeSetId><StackId>" + StackID + "</StackId><ExecutionStatus>" + execution + "</ExecutionStatus>" + set, "", ""
}

// describeEvents plays one step of the script when the stack's own events are looked at, and lists what happened.
func (f *Fake) describeEvents(id string) string {
	if f.Running && (id == StackID || id == "shop-dev") && len(f.Script) > 0 {
		f.Status = f.Script[0].Status
		for _, e := range f.Script[0].Events {
			f.Events[e.Stack] = append(f.Events[e.Stack], e)
		}
		f.Script = f.Script[1:]
	}
	var b strings.Builder
	b.WriteString("<StackEvents>")
	list := f.Events[id]
	for i := len(list) - 1; i >= 0; i-- {
		e := list[i]
		fmt.Fprintf(&b, "<member><EventId>%s-%d</EventId><StackId>%s</StackId><StackName>x</StackName><LogicalResourceId>%s</LogicalResourceId>"+
			"<PhysicalResourceId>%s</PhysicalResourceId><ResourceType>%s</ResourceType><ResourceStatus>%s</ResourceStatus><ResourceStatusReason>%s</ResourceStatusReason>"+
			"<Timestamp>%s</Timestamp></member>", id, i, e.Stack, e.Logical, e.Physical, e.Type, e.Status, Escape(e.Reason),
			f.started.Add(time.Duration(i)*time.Millisecond).UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	return b.String() + "</StackEvents>"
}

// Called returns how often an action was called.
func (f *Fake) Called(action string) int {
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

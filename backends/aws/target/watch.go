package target

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// watch follows an operation on a stack by its events and those of the stacks nested in it.
type watch struct {
	*Target
	verb    string
	options backends.Options
	objects []backends.Object
	trees   map[string]*tree.Node
	root    string // the stack's ARN
	// last is the newest status of the stack itself that an event of this operation tells.
	last     types.StackStatus
	since    time.Time // events before belong to earlier operations
	seen     map[string]bool
	followed []followed
	outcomes []outcome
	total    int64
}

// followed is a stack whose events are read.
type followed struct {
	id, file string
	within   []string
}

// follow starts a watch of what is done to a stack from now on. Its ARN is id.
func (t *Target) follow(ctx context.Context, verb, id string, o backends.Options) (*watch, error) {
	w := &watch{Target: t, verb: verb, options: o, root: id, seen: map[string]bool{}}
	w.followed = []followed{{id: id, file: t.Backend.Info().Entry}}
	newest, err := w.page(ctx, id, nil)
	if err != nil {
		return nil, err
	}
	for _, e := range newest.StackEvents {
		w.seen[aws.ToString(e.EventId)] = true
		if w.since.IsZero() {
			w.since = aws.ToTime(e.Timestamp)
		}
	}
	return w, nil
}

// attach starts a watch of the operation that is under way, or was the last.
func (t *Target) attach(ctx context.Context, verb, id string, o backends.Options) (*watch, error) {
	w := &watch{Target: t, verb: verb, options: o, root: id, seen: map[string]bool{}}
	w.followed = []followed{{id: id, file: t.Backend.Info().Entry}}
	var next *string
	for {
		out, err := w.page(ctx, id, next)
		if err != nil {
			return nil, err
		}
		for _, e := range out.StackEvents {
			if ofStack(e) && starts(e) {
				w.since = aws.ToTime(e.Timestamp)
				return w, nil
			}
		}
		if next = out.NextToken; aws.ToString(next) == "" {
			return w, nil
		}
	}
}

// starts reports whether an event begins an operation: a rollback that follows by itself does not.
func starts(e types.StackEvent) bool {
	switch e.ResourceStatus {
	case types.ResourceStatusCreateInProgress, types.ResourceStatusUpdateInProgress, types.ResourceStatusDeleteInProgress, types.ResourceStatusImportInProgress:
		return true
	case types.ResourceStatusUpdateRollbackInProgress, types.ResourceStatusRollbackInProgress:
		return strings.HasPrefix(aws.ToString(e.ResourceStatusReason), "User Initiated")
	}
	return false
}

// ofStack reports whether an event is about the stack that it was read from.
func ofStack(e types.StackEvent) bool {
	return aws.ToString(e.PhysicalResourceId) == aws.ToString(e.StackId)
}

func (w *watch) page(ctx context.Context, id string, next *string) (*cloudformation.DescribeStackEventsOutput, error) {
	out, err := w.cf.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{StackName: aws.String(id), NextToken: next})
	if absent(err) {
		return &cloudformation.DescribeStackEventsOutput{}, nil
	}
	if err != nil {
		return nil, w.explain(ctx, w.verb, "the events of the stack can't be read", err)
	}
	return out, nil
}

// wait waits until the operation has ended and returns the stack's status. What a read of the stack says counts only once
// an event agrees with it, because a read may be older than the operation.
func (w *watch) wait(ctx context.Context) (types.StackStatus, error) {
	began := time.Now()
	for look := 0; ; look++ {
		if err := w.poll(ctx); err != nil {
			return "", err
		}
		s, err := w.describe(ctx, w.verb, w.root)
		if err != nil {
			return "", err
		}
		status := s.StackStatus
		switch {
		case status == "":
			return types.StackStatusDeleteComplete, nil
		case ended(status) && status == w.last:
			return status, nil
		case ended(status) && w.last == "" && time.Since(began) > w.Pace.Patience:
			return status, nil // the endpoint tells no events of the stack itself
		case look%20 == 19:
			w.options.Emit(backends.Event{Phase: backends.Waiting, Text: string(status)})
		}
		if err := w.pause(ctx, look); err != nil {
			return "", err
		}
	}
}

func ended(s types.StackStatus) bool { return !strings.HasSuffix(string(s), "_IN_PROGRESS") }

// stackEvent is an event and where it was read.
type stackEvent struct {
	types.StackEvent
	from followed
}

// poll takes the new events of all stacks, in the order of their times. A nested stack that they show is read as well.
func (w *watch) poll(ctx context.Context) error {
	var events []stackEvent
	for i := 0; i < len(w.followed); i++ {
		more, err := w.newEvents(ctx, w.followed[i])
		if err != nil {
			return err
		}
		events = append(events, more...)
	}
	slices.SortStableFunc(events, func(a, b stackEvent) int { return aws.ToTime(a.Timestamp).Compare(aws.ToTime(b.Timestamp)) })
	for _, e := range events {
		w.take(e)
	}
	return nil
}

// newEvents returns the unseen events of one stack, the oldest first.
func (w *watch) newEvents(ctx context.Context, from followed) ([]stackEvent, error) {
	var events []stackEvent
	var next *string
	for {
		out, err := w.page(ctx, from.id, next)
		if err != nil {
			return nil, err
		}
		old := false
		for _, e := range out.StackEvents {
			if w.seen[aws.ToString(e.EventId)] || aws.ToTime(e.Timestamp).Before(w.since) {
				old = true
				break
			}
			w.seen[aws.ToString(e.EventId)] = true
			events = append(events, stackEvent{e, from})
			w.nested(e, from)
		}
		if next = out.NextToken; old || aws.ToString(next) == "" {
			slices.Reverse(events)
			return events, nil
		}
	}
}

// nested follows a nested stack from the first event that tells its id.
func (w *watch) nested(e types.StackEvent, from followed) {
	id := aws.ToString(e.PhysicalResourceId)
	if aws.ToString(e.ResourceType) != stackType || ofStack(e) || !strings.HasPrefix(id, "arn:") {
		return
	}
	if slices.ContainsFunc(w.followed, func(f followed) bool { return f.id == id }) {
		return
	}
	logical := aws.ToString(e.LogicalResourceId)
	w.followed = append(w.followed, followed{
		id: id, within: append(slices.Clip(from.within), logical),
		file: w.trees[from.file].Get("Resources").Get(logical).Get("Properties").Get("TemplateURL").Str(),
	})
}

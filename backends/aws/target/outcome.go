package target

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
)

// outcome is how far one resource is.
type outcome struct {
	key     string
	address backends.ObjectAddress
	object  *backends.Object
	within  []string
	phase   backends.Phase
	status  types.ResourceStatus
	// failed is why, of the first failure.
	failed string
	stack  bool
}

// take notes an event and tells of it.
func (w *watch) take(e stackEvent) {
	status, reason := string(e.ResourceStatus), strings.TrimSuffix(aws.ToString(e.ResourceStatusReason), ".")
	event := backends.Event{Phase: phase(status), Within: e.from.within, Text: status, Reason: reason}
	if ofStack(e.StackEvent) {
		if e.from.id == w.root {
			w.last = types.StackStatus(status)
			event.Done, event.Total = w.progress()
			w.options.Emit(event)
		}
		return // a nested stack's own events come through the stack that it is in
	}
	event.Address = w.note(e, event.Phase, reason)
	event.Done, event.Total = w.progress()
	w.options.Emit(event)
}

// note keeps how far a resource is and returns its address.
func (w *watch) note(e stackEvent, p backends.Phase, reason string) backends.ObjectAddress {
	key := e.from.id + " " + aws.ToString(e.LogicalResourceId)
	i := slices.IndexFunc(w.outcomes, func(o outcome) bool { return o.key == key })
	if i < 0 {
		typ, name := aws.ToString(e.ResourceType), aws.ToString(e.LogicalResourceId)
		o := outcome{key: key, within: e.from.within, stack: typ == stackType, address: backends.ObjectAddress{Type: typ, Name: name}}
		if o.object = find(w.objects, e.from.file, typ, name); o.object != nil {
			o.address = o.object.Address
		} else if len(o.within) > 0 {
			o.address.Namespace = o.within[len(o.within)-1]
		}
		w.outcomes = append(w.outcomes, o)
		i = len(w.outcomes) - 1
	}
	o := &w.outcomes[i]
	o.status = e.ResourceStatus
	switch {
	case p == backends.Failed && o.failed == "" && !strings.Contains(reason, "cancelled"):
		o.failed = reason
		if reason == "" {
			o.failed = string(e.ResourceStatus)
		}
		o.phase = p
	case o.phase != backends.Failed:
		o.phase = p
	}
	return o.address
}

func (w *watch) progress() (done, total int64) {
	for _, o := range w.outcomes {
		if o.phase == backends.Done {
			done++
		}
	}
	if w.total == 0 {
		return 0, 0
	}
	return min(done, w.total), w.total
}

func phase(status string) backends.Phase {
	switch {
	case strings.HasSuffix(status, "_IN_PROGRESS"):
		return backends.Running
	case strings.HasSuffix(status, "_FAILED"):
		return backends.Failed
	case strings.HasSuffix(status, "ROLLBACK_COMPLETE"):
		return backends.Failed
	default:
		return backends.Done
	}
}

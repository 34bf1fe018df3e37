package kubernetes

import (
	"strconv"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// How a pod ends: it is taken out of its Services and sleeps for drainSeconds meanwhile (by the kubelet, so the image needs
// no program for it; Kubernetes 1.30), then its process gets SIGTERM and finishes open requests, and marginSeconds after the
// longest of them it is killed.
const (
	drainSeconds  = 5
	marginSeconds = 5
	// defaultGrace is the time that Kubernetes gives a pod by default, in seconds, and runtimeGrace what runtime images take
	// of it by themselves.
	defaultGrace = 30
	runtimeGrace = 25
)

var drain = ruled(ruleDrain, tree.NewMap(tree.F("preStop", tree.NewMap(tree.F("sleep", tree.NewMap(tree.F("seconds", tree.NewInt(drainSeconds))))))))

// takes says how long a request of the workload may take. The longest counts.
func (w *workload) takes(d schema.Value[time.Duration]) {
	if d.IsSet() && d.V > w.longest.V {
		w.longest = d
	}
}

// connectRoute gives a gateway and what it forwards to the time that an answer may take: the endpoint's, and at most that
// of the function that answers.
func (r *render) connectRoute(from *workload, e schema.Edge) {
	endpoint := schema.Find[schema.ApiEndpoint](r.t, e.From)
	if endpoint == nil {
		return
	}
	limit := endpoint.Timeout
	if f := schema.Find[schema.Function](r.t, e.To); f != nil {
		if !limit.IsSet() || f.Timeout.V < limit.V {
			limit = f.Timeout
		}
	} else if to := r.runs[e.To]; to != nil {
		to.takes(limit)
	}
	from.takes(limit)
}

// longestSeconds rounds up.
func (w *workload) longestSeconds() int64 {
	return int64((w.longest.V + time.Second - 1) / time.Second)
}

// grace returns how many seconds a pod has to end, nil where Kubernetes' default will do.
func (w *workload) grace(drains bool) *tree.Node {
	seconds := w.longestSeconds() + marginSeconds
	if drains {
		seconds += drainSeconds
	}
	if w.longest.V == 0 || seconds <= defaultGrace {
		return nil
	}
	return derivedInt(ruleGrace, w.longest.Node, seconds)
}

// shutdownVariable tells the image of a gateway or workspace how long it may finish requests, where that is longer than it
// takes by itself. A function's image knows the function's timeout.
func (w *workload) shutdownVariable() []variableNode {
	seconds := w.longestSeconds()
	if seconds <= runtimeGrace {
		return nil
	}
	value := derived(ruleGrace, w.longest.Node, strconv.FormatInt(seconds, 10))
	return []variableNode{{"SHUTDOWN_SECONDS", tree.F("value", value), w.longest.Node}}
}

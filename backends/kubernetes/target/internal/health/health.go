// Package health says from an object's JSON how what it stands for is: ready, on its way, or failed for good. The rules
// are kstatus', which kubectl's ecosystem shares, and a test holds them against it; jobs are stricter here, because who
// applies one wants its work done, and so are the types whose controllers always answer. kstatus itself brings all of Kubernetes' Go types, for which every run of espc would pay.
package health

import (
	"fmt"
	"strings"
)

// State is how an object is.
type State uint8

// States.
const (
	// Progressing may become ready by itself.
	Progressing State = iota
	// Ready is as it should be.
	Ready
	// Failed does not become ready unless somebody changes something.
	Failed
	// Going is being deleted.
	Going
)

// Verdict is how one object is.
type Verdict struct {
	State State
	// Text says it in a few words: "Available: 1/3".
	Text string
	// Reason is what a controller says is wrong, "" for nothing.
	Reason string
	// Bare is set for a custom resource that no controller has written to yet: it counts as ready, because many have no status
	// at all.
	Bare bool
	// Note is what is worth knowing of an object that is ready, "" for nothing: how a canary divides the requests.
	Note string
	// Selector are the labels of the pods that the object runs, nil for none.
	Selector map[string]string
}

// builtIn are the groups of Kubernetes' own types.
var builtIn = map[string]bool{
	"": true, "apps": true, "batch": true, "autoscaling": true, "policy": true, "networking.k8s.io": true, "rbac.authorization.k8s.io": true,
	"storage.k8s.io": true, "scheduling.k8s.io": true, "coordination.k8s.io": true, "apiextensions.k8s.io": true, "admissionregistration.k8s.io": true,
	"discovery.k8s.io": true, "certificates.k8s.io": true, "apiregistration.k8s.io": true, "node.k8s.io": true, "events.k8s.io": true,
	"flowcontrol.apiserver.k8s.io": true, "resource.k8s.io": true, "authentication.k8s.io": true, "authorization.k8s.io": true,
}

// working are the built-in types that do something, and so may fail to. The others are ready once they are there.
var working = map[string]bool{
	"v1/Pod": true, "v1/ReplicationController": true, "v1/PersistentVolumeClaim": true, "apps/v1/Deployment": true, "apps/v1/StatefulSet": true,
	"apps/v1/DaemonSet": true, "apps/v1/ReplicaSet": true, "batch/v1/Job": true, "apiextensions.k8s.io/v1/CustomResourceDefinition": true,
}

// Waits reports whether an object of a type ("apps/v1/Deployment") may be there without being ready.
func Waits(typ string) bool {
	group, _, found := strings.Cut(typ, "/")
	if found && strings.Count(typ, "/") == 1 {
		group = ""
	}
	return working[typ] || !builtIn[group]
}

// Of returns how an object is. What can't be read is progressing: the next look may tell.
func Of(content []byte) Verdict {
	o, err := parse(content)
	if err != nil {
		return Verdict{Text: "unreadable", Reason: err.Error()}
	}
	v := compute(o)
	v.Selector = o.labels("spec", "selector", "matchLabels")
	kind := o.kind()
	v.Bare = v.State == Ready && o.object("status") == nil && !builtIn[kind.group]
	switch kind {
	case groupKind{"batch", "Job"}:
		job(o, &v)
	case groupKind{"serving.knative.dev", "Service"}:
		v.Note = split(o)
	case groupKind{"apps", "Deployment"}:
		if reason := deploymentReason(o); reason != "" {
			v.Reason = reason
		}
	}
	return v
}

// job says how a Job is. kstatus takes one that runs for ready.
func job(o object, v *Verdict) {
	if v.State == Going {
		return
	}
	succeeded, failed, active := o.number(0, "status", "succeeded"), o.number(0, "status", "failed"), o.number(0, "status", "active")
	v.State, v.Text = Progressing, fmt.Sprintf("running: %d active, %d succeeded, %d failed", active, succeeded, failed)
	if active+succeeded+failed == 0 {
		v.Text = "not started"
	}
	if o.flag("spec", "suspend") {
		v.State, v.Text = Ready, "suspended"
		return
	}
	if o.condition("Complete").is("True") {
		v.State, v.Text = Ready, "complete"
	}
	if c := o.condition("Failed"); c.is("True") {
		v.State, v.Text, v.Reason = Failed, "failed", c.String()
	}
}

// deploymentReason returns why a Deployment has no pods or does not get on, "" for nothing.
func deploymentReason(o object) string {
	if c := o.condition("ReplicaFailure"); c.is("True") {
		return c.String()
	}
	if c := o.condition("Progressing"); c.is("False") {
		return c.String()
	}
	return ""
}

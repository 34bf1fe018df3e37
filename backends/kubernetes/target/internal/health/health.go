// Package health says from an object's JSON how what it stands for is: ready, on its way, or failed for good. The rules
// are kstatus', which kubectl's ecosystem shares; jobs are stricter here, because who applies one wants its work done.
package health

import (
	"fmt"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
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
func Of(object []byte) Verdict {
	u, err := parse(object)
	if err != nil {
		return Verdict{Text: "unreadable", Reason: err.Error()}
	}
	r, err := status.Compute(u)
	if err != nil {
		return Verdict{Text: "unreadable", Reason: err.Error()}
	}
	v := Verdict{Text: r.Message, Selector: selector(u)}
	switch r.Status {
	case status.CurrentStatus:
		v.State = Ready
		_, told, _ := unstructured.NestedMap(u.Object, "status")
		v.Bare = !told && !builtIn[u.GroupVersionKind().Group]
	case status.FailedStatus:
		v.State = Failed
	case status.TerminatingStatus:
		v.State = Going
	}
	switch u.GroupVersionKind().GroupKind().String() {
	case "Job.batch":
		job(u, &v)
	case "Deployment.apps":
		v.Reason = deployment(u)
	}
	if v.Reason == "" {
		for _, c := range r.Conditions {
			if c.Message != r.Message {
				v.Reason = join(c.Reason, c.Message)
			}
		}
	}
	return v
}

func parse(object []byte) (*unstructured.Unstructured, error) {
	var content map[string]any
	if err := json.Unmarshal(object, &content); err != nil {
		return nil, err
	}
	return &unstructured.Unstructured{Object: content}, nil
}

// job says how a Job is. kstatus takes one that runs for ready.
func job(u *unstructured.Unstructured, v *Verdict) {
	if v.State == Going {
		return
	}
	succeeded, _, _ := unstructured.NestedInt64(u.Object, "status", "succeeded")
	failed, _, _ := unstructured.NestedInt64(u.Object, "status", "failed")
	active, _, _ := unstructured.NestedInt64(u.Object, "status", "active")
	v.State, v.Text = Progressing, fmt.Sprintf("running: %d active, %d succeeded, %d failed", active, succeeded, failed)
	if active+succeeded+failed == 0 {
		v.Text = "not started"
	}
	if suspended, _, _ := unstructured.NestedBool(u.Object, "spec", "suspend"); suspended {
		v.State, v.Text = Ready, "suspended"
		return
	}
	if c, ok := condition(u, "Complete"); ok && c.status == "True" {
		v.State, v.Text = Ready, "complete"
	}
	if c, ok := condition(u, "Failed"); ok && c.status == "True" {
		v.State, v.Text, v.Reason = Failed, "failed", join(c.reason, c.message)
	}
}

// deployment returns why a Deployment has no pods or does not get on, "" for nothing.
func deployment(u *unstructured.Unstructured) string {
	if c, ok := condition(u, "ReplicaFailure"); ok && c.status == "True" {
		return join(c.reason, c.message)
	}
	if c, ok := condition(u, "Progressing"); ok && c.status == "False" {
		return join(c.reason, c.message)
	}
	return ""
}

type conditionOf struct{ status, reason, message string }

// condition returns a condition of status.conditions.
func condition(u *unstructured.Unstructured, typ string) (conditionOf, bool) {
	list, _, _ := unstructured.NestedSlice(u.Object, "status", "conditions")
	for _, item := range list {
		c, ok := item.(map[string]any)
		if !ok || c["type"] != typ {
			continue
		}
		text := func(key string) string { s, _ := c[key].(string); return s }
		return conditionOf{text("status"), text("reason"), text("message")}, true
	}
	return conditionOf{}, false
}

// selector returns the labels by which a workload finds its pods.
func selector(u *unstructured.Unstructured) map[string]string {
	labels, _, _ := unstructured.NestedStringMap(u.Object, "spec", "selector", "matchLabels")
	return labels
}

func join(reason, message string) string {
	switch {
	case reason == "":
		return message
	case message == "":
		return reason
	}
	return reason + ": " + message
}

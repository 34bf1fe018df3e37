package health

import (
	"fmt"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Pod is what a pod tells about the workload that it belongs to.
type Pod struct {
	Name    string
	Labels  map[string]string
	Created time.Time
	// Ready is set for a pod that works or is done.
	Ready bool
	// Container is the one that has the trouble, "" for the pod as a whole. Reason and Message say what the trouble is, ""
	// where the pod is only on its way.
	Container, Reason, Message string
	// Ran is set where the container ran before, so that it has logs.
	Ran bool
	// Hopeless is set for what no waiting mends: the name of an image that is none.
	Hopeless bool
}

// why are the reasons for which a container waits that are no way to somewhere.
var why = map[string]bool{
	"ImagePullBackOff": true, "ErrImagePull": true, "InvalidImageName": true, "ErrImageNeverPull": true, "RegistryUnavailable": true,
	"CrashLoopBackOff": true, "CreateContainerConfigError": true, "CreateContainerError": true, "RunContainerError": true, "ImageInspectError": true,
}

// OfPod reads a pod.
func OfPod(object []byte) (Pod, error) {
	u, err := parse(object)
	if err != nil {
		return Pod{}, err
	}
	p := Pod{Name: u.GetName(), Labels: u.GetLabels(), Created: u.GetCreationTimestamp().Time}
	phase, _, _ := unstructured.NestedString(u.Object, "status", "phase")
	ready, _ := condition(u, "Ready")
	p.Ready = ready.status == "True" || phase == "Succeeded"
	if p.Ready {
		return p, nil
	}
	for _, field := range []string{"initContainerStatuses", "containerStatuses"} {
		list, _, _ := unstructured.NestedSlice(u.Object, "status", field)
		for _, item := range list {
			if c, ok := item.(map[string]any); ok && p.container(c) {
				return p, nil
			}
		}
	}
	if phase == "Failed" {
		p.Reason, _, _ = unstructured.NestedString(u.Object, "status", "reason")
		p.Message, _, _ = unstructured.NestedString(u.Object, "status", "message")
		if p.Reason == "" {
			p.Reason = "Failed"
		}
		return p, nil
	}
	if c, ok := condition(u, "PodScheduled"); ok && c.status == "False" && c.reason == "Unschedulable" {
		p.Reason, p.Message = c.reason, c.message
	}
	return p, nil
}

// container takes the trouble of a container, if it has any.
func (p *Pod) container(c map[string]any) bool {
	name, _ := c["name"].(string)
	reason, _, _ := unstructured.NestedString(c, "state", "waiting", "reason")
	last := exit(c, "lastState")
	if why[reason] {
		p.Container, p.Reason, p.Hopeless = name, reason, reason == "InvalidImageName"
		p.Message, _, _ = unstructured.NestedString(c, "state", "waiting", "message")
		if last != "" {
			p.Ran, p.Message = true, last
		}
		return true
	}
	if now := exit(c, "state"); now != "" {
		p.Container, p.Reason, p.Message, p.Ran = name, "Terminated", now, true
		return true
	}
	running, _, _ := unstructured.NestedMap(c, "state", "running")
	ready, _ := c["ready"].(bool)
	if running != nil && !ready {
		p.Ran = true
		if last != "" {
			p.Container, p.Reason, p.Message = name, "Restarted", last
			return true
		}
		if started, told := c["started"].(bool); told && started {
			p.Container, p.Reason, p.Message = name, "NotReady", "its readiness probe does not succeed"
			return true
		}
	}
	return false
}

// exit tells how a container that did not succeed ended, "" where it did not end or succeeded.
func exit(c map[string]any, state string) string {
	ended, _, _ := unstructured.NestedMap(c, state, "terminated")
	if ended == nil {
		return ""
	}
	code, _, _ := unstructured.NestedInt64(ended, "exitCode")
	reason, _, _ := unstructured.NestedString(ended, "reason")
	message, _, _ := unstructured.NestedString(ended, "message")
	if code == 0 && reason == "Completed" {
		return ""
	}
	out := fmt.Sprintf("it ended with status %d", code)
	if reason != "" && reason != "Error" {
		out += ", " + reason
	}
	if message != "" {
		out += ": " + message
	}
	return out
}

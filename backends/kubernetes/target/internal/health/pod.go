package health

import (
	"cmp"
	"fmt"
	"time"
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
func OfPod(content []byte) (Pod, error) {
	o, err := parse(content)
	if err != nil {
		return Pod{}, err
	}
	p := Pod{Name: o.text("metadata", "name"), Labels: o.labels("metadata", "labels"), Created: o.created()}
	phase := o.text("status", "phase")
	p.Ready = o.condition("Ready").is("True") || phase == "Succeeded"
	if p.Ready {
		return p, nil
	}
	for _, field := range []string{"initContainerStatuses", "containerStatuses"} {
		for _, c := range o.objects("status", field) {
			if p.container(c) {
				return p, nil
			}
		}
	}
	if phase == "Failed" {
		p.Reason, p.Message = cmp.Or(o.text("status", "reason"), "Failed"), o.text("status", "message")
		return p, nil
	}
	if c := o.condition("PodScheduled"); c.is("False") && c.reason == "Unschedulable" {
		p.Reason, p.Message = c.reason, c.message
	}
	return p, nil
}

// created is when the object was created, the zero time where it does not say.
func (o object) created() time.Time {
	t, _ := time.Parse(time.RFC3339, o.text("metadata", "creationTimestamp")) // else the zero time
	return t
}

// container takes the trouble of a container, if it has any.
func (p *Pod) container(c object) bool {
	name, reason, last := c.text("name"), c.text("state", "waiting", "reason"), exit(c, "lastState")
	if why[reason] {
		p.Container, p.Reason, p.Hopeless = name, reason, reason == "InvalidImageName"
		p.Message = c.text("state", "waiting", "message")
		if last != "" {
			p.Ran, p.Message = true, last
		}
		return true
	}
	if now := exit(c, "state"); now != "" {
		p.Container, p.Reason, p.Message, p.Ran = name, "Terminated", now, true
		return true
	}
	if c.object("state", "running") != nil && !c.flag("ready") {
		p.Ran = true
		if last != "" {
			p.Container, p.Reason, p.Message = name, "Restarted", last
			return true
		}
		if c.flag("started") {
			p.Container, p.Reason, p.Message = name, "NotReady", "its readiness probe does not succeed"
			return true
		}
	}
	return false
}

// exit tells how a container that did not succeed ended, "" where it did not end or succeeded.
func exit(c object, state string) string {
	ended := c.object(state, "terminated")
	if ended == nil {
		return ""
	}
	code, reason, message := ended.number(0, "exitCode"), ended.text("reason"), ended.text("message")
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

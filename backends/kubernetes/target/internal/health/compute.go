package health

import (
	"cmp"
	"fmt"
	"math"
	"strings"
	"time"
)

// groupKind names a type whatever its version.
type groupKind struct{ group, kind string }

func (o object) kind() groupKind {
	group, _, found := strings.Cut(o.text("apiVersion"), "/")
	if !found {
		group = ""
	}
	return groupKind{group, o.text("kind")}
}

// rules are kstatus' for types that say in ways of their own how they are.
func rules(k groupKind) func(object) Verdict {
	switch k {
	case groupKind{"apps", "Deployment"}:
		return deployment
	case groupKind{"apps", "StatefulSet"}:
		return statefulSet
	case groupKind{"apps", "DaemonSet"}:
		return daemonSet
	case groupKind{"apps", "ReplicaSet"}:
		return replicaSet
	case groupKind{"", "Pod"}:
		return pod
	case groupKind{"", "PersistentVolumeClaim"}:
		return claim
	case groupKind{"", "Service"}:
		return service
	case groupKind{"apiextensions.k8s.io", "CustomResourceDefinition"}:
		return definition
	case groupKind{"serving.knative.dev", "Service"}:
		return servingService
	case groupKind{"", "Secret"}, groupKind{"", "ConfigMap"}, groupKind{"policy", "PodDisruptionBudget"}, groupKind{"batch", "CronJob"}, groupKind{"batch", "Job"}:
		return there
	}
	return nil
}

// compute is kstatus: what is deleted goes; a controller that has not seen the newest generation is behind; then the standard
// conditions decide, then whether a controller has been there where one has to, then the type's own rules, then a condition Ready. What has none of that is ready.
func compute(o object) Verdict {
	if o.text("metadata", "deletionTimestamp") != "" {
		return Verdict{State: Going, Text: "Resource scheduled for deletion"}
	}
	generation, observed := o.number(-1, "metadata", "generation"), o.number(-1, "status", "observedGeneration")
	if generation >= 0 && observed >= 0 && generation != observed {
		return progressing("%s generation is %d, but latest observed generation is %d", o.text("kind"), generation, observed)
	}
	for _, c := range o.objects("status", "conditions") {
		switch {
		case c.text("status") != "True":
		case c.text("type") == "Reconciling":
			return Verdict{Text: c.text("message")}
		case c.text("type") == "Stalled":
			return Verdict{State: Failed, Text: c.text("message")}
		}
	}
	if controlled(o.kind()) && unseen(o) {
		return progressing("no controller has looked at it yet")
	}
	if rule := rules(o.kind()); rule != nil {
		return rule(o)
	}
	switch c := o.condition("Ready"); c.status {
	case "True":
		return ready("Resource is Ready")
	case "False", "Unknown":
		return Verdict{Text: c.message}
	}
	return ready("Resource is current")
}

func ready(format string, args ...any) Verdict {
	return Verdict{State: Ready, Text: fmt.Sprintf(format, args...)}
}

func progressing(format string, args ...any) Verdict {
	return Verdict{Text: fmt.Sprintf(format, args...)}
}

func there(object) Verdict { return ready("Resource is always ready") }

// fewer is one count that is to reach another.
type fewer struct {
	what      string
	have, of  int64
	overshoot bool // it is to come down to the other: pods that end
}

// short returns the first count that has not reached its mark, "" for none.
func short(counts ...fewer) string {
	for _, c := range counts {
		switch {
		case c.overshoot && c.have > c.of:
			return fmt.Sprintf("%s: %d", c.what, c.have-c.of)
		case !c.overshoot && c.have < c.of:
			return fmt.Sprintf("%s: %d/%d", c.what, c.have, c.of)
		}
	}
	return ""
}

func deployment(o object) Verdict {
	// Without a deadline the controller does not say whether it gets on.
	gets := o.number(math.MaxInt32, "spec", "progressDeadlineSeconds") == math.MaxInt32
	c := o.condition("Progressing")
	if c.reason == "ProgressDeadlineExceeded" {
		return Verdict{State: Failed, Text: "Progress deadline exceeded", Reason: c.String()}
	}
	gets = gets || c.is("True") && c.reason == "NewReplicaSetAvailable"
	status := func(field string) int64 { return o.number(0, "status", field) }
	want, have := o.number(1, "spec", "replicas"), status("replicas")
	if text := short(
		fewer{what: "Replicas", have: have, of: want},
		fewer{what: "Updated", have: status("updatedReplicas"), of: want},
		fewer{what: "Pending termination", have: have, of: want, overshoot: true},
		fewer{what: "Available", have: status("availableReplicas"), of: status("updatedReplicas")},
		fewer{what: "Ready", have: status("readyReplicas"), of: want},
	); text != "" {
		return progressing("%s", text)
	}
	switch {
	case !gets:
		return progressing("ReplicaSet not Available")
	case !o.condition("Available").is("True"):
		return progressing("Deployment not Available")
	}
	return ready("Deployment is available. Replicas: %d", have)
}

func statefulSet(o object) Verdict {
	if o.text("spec", "updateStrategy", "type") == "OnDelete" {
		return ready("StatefulSet is using the ondelete update strategy")
	}
	status := func(field string) int64 { return o.number(0, "status", field) }
	want, have := o.number(1, "spec", "replicas"), status("replicas")
	if text := short(
		fewer{what: "Replicas", have: have, of: want},
		fewer{what: "Ready", have: status("readyReplicas"), of: want},
		fewer{what: "Pending termination", have: have, of: want, overshoot: true},
	); text != "" {
		return progressing("%s", text)
	}
	if partition := o.number(-1, "spec", "updateStrategy", "rollingUpdate", "partition"); partition != -1 {
		if text := short(fewer{what: "updated", have: status("updatedReplicas"), of: want - partition}); text != "" {
			return progressing("%s", text)
		}
		return ready("Partition rollout complete. updated: %d", status("updatedReplicas"))
	}
	if text := short(fewer{what: "current", have: status("currentReplicas"), of: want}); text != "" {
		return progressing("%s", text)
	}
	if o.text("status", "currentRevision") != o.text("status", "updateRevision") {
		return progressing("Waiting for updated revision to match current")
	}
	return ready("All replicas scheduled as expected. Replicas: %d", have)
}

func daemonSet(o object) Verdict {
	// Without these the controller has not been here.
	switch {
	case o.number(-1, "metadata", "generation") < 0:
		return progressing("DaemonSet metadata.generation not found")
	case o.number(-1, "status", "observedGeneration") < 0:
		return progressing("DaemonSet status.observedGeneration not found")
	}
	status := func(field string) int64 { return o.number(0, "status", field) }
	want := o.number(-1, "status", "desiredNumberScheduled")
	if want == -1 {
		return progressing("Missing .status.desiredNumberScheduled")
	}
	if text := short(
		fewer{what: "Current", have: status("currentNumberScheduled"), of: want},
		fewer{what: "Updated", have: status("updatedNumberScheduled"), of: want},
		fewer{what: "Available", have: status("numberAvailable"), of: want},
		fewer{what: "Ready", have: status("numberReady"), of: want},
	); text != "" {
		return progressing("%s", text)
	}
	return ready("All replicas scheduled as expected. Replicas: %d", want)
}

func replicaSet(o object) Verdict {
	if o.condition("ReplicaFailure").is("True") {
		return progressing("Replica Failure condition. Check Pods")
	}
	status := func(field string) int64 { return o.number(0, "status", field) }
	want, have := o.number(1, "spec", "replicas"), status("replicas")
	if text := short(
		fewer{what: "Labelled", have: status("fullyLabeledReplicas"), of: want},
		fewer{what: "Available", have: status("availableReplicas"), of: want},
		fewer{what: "Ready", have: status("readyReplicas"), of: want},
		fewer{what: "Pending termination", have: have, of: want, overshoot: true},
	); text != "" {
		return progressing("%s", text)
	}
	return ready("ReplicaSet is available. Replicas: %d", have)
}

// scheduling is how long a pod may have no node before that is a failure: kstatus' time.
const scheduling = 15 * time.Second

func pod(o object) Verdict {
	switch phase := o.text("status", "phase"); phase {
	case "Succeeded":
		return ready("Pod has completed successfully")
	case "Failed":
		return ready("Pod has completed, but not successfully")
	case "Running":
		if o.condition("Ready").is("True") {
			return ready("Pod is Ready")
		}
		var looping []string
		for _, c := range o.objects("status", "containerStatuses") {
			if c.text("state", "waiting", "reason") == "CrashLoopBackOff" {
				looping = append(looping, c.text("name"))
			}
		}
		if looping != nil {
			return Verdict{State: Failed, Text: "Containers in CrashLoop state: " + strings.Join(looping, ",")}
		}
		return progressing("Pod is running but is not Ready")
	case "Pending":
		c := o.condition("PodScheduled")
		switch {
		case !c.is("False") || c.reason != "Unschedulable":
			return progressing("Pod is in the Pending phase")
		case time.Since(o.created()) < scheduling:
			return progressing("Pod has not been scheduled")
		}
		return Verdict{State: Failed, Text: "Pod could not be scheduled"}
	case "":
		return progressing("Pod phase not available")
	default:
		return Verdict{Text: "unreadable", Reason: "unknown phase " + phase}
	}
}

func claim(o object) Verdict {
	phase := cmp.Or(o.text("status", "phase"), "unknown")
	if phase != "Bound" {
		return progressing("PVC is not Bound. phase: %s", phase)
	}
	return ready("PVC is Bound")
}

func service(o object) Verdict {
	if o.text("spec", "type") == "LoadBalancer" && o.text("spec", "clusterIP") == "" {
		return progressing("ClusterIP not set. Service type: LoadBalancer")
	}
	return ready("Service is ready")
}

func definition(o object) Verdict {
	for _, c := range o.objects("status", "conditions") {
		typ, status := c.text("type"), c.text("status")
		switch {
		case typ == "NamesAccepted" && status == "False", typ == "Established" && status == "False" && c.text("reason") != "Installing":
			return Verdict{State: Failed, Text: c.text("message")}
		case typ == "Established" && status == "True":
			return ready("CRD is established")
		}
	}
	return progressing("Install in progress")
}

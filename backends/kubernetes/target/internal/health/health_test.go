package health

import (
	"strings"
	"testing"
)

func TestHowAnObjectIs(t *testing.T) {
	for name, x := range map[string]struct {
		object string
		state  State
		text   string // of Text and Reason
		bare   bool
	}{
		"a Deployment that nobody looked at": {`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":2}}`, Progressing, "0/2", false},
		"a Deployment whose old pods run": {`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":2},"spec":{"replicas":1},
			"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1}}`, Progressing, "generation", false},
		"a Deployment past its deadline": {`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":1,"progressDeadlineSeconds":600},
			"status":{"observedGeneration":1,"conditions":[{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded","message":"it has timed out"}]}}`, Failed, "ProgressDeadlineExceeded: it has timed out", false},
		"a Deployment whose pods are refused": {`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":1},
			"status":{"observedGeneration":1,"conditions":[{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"violates PodSecurity"}]}}`, Progressing, "FailedCreate: violates PodSecurity", false},
		"a Job that runs":           {`{"apiVersion":"batch/v1","kind":"Job","status":{"startTime":"2026-01-01T00:00:00Z","active":1}}`, Progressing, "1 active", false},
		"a Job that is complete":    {`{"apiVersion":"batch/v1","kind":"Job","status":{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}}`, Ready, "complete", false},
		"a Job that failed":         {`{"apiVersion":"batch/v1","kind":"Job","status":{"failed":1,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded"}]}}`, Failed, "BackoffLimitExceeded", false},
		"a Job that is suspended":   {`{"apiVersion":"batch/v1","kind":"Job","spec":{"suspend":true}}`, Ready, "suspended", false},
		"a ConfigMap":               {`{"apiVersion":"v1","kind":"ConfigMap"}`, Ready, "", false},
		"what is being deleted":     {`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z"}}`, Going, "", false},
		"a custom resource, unseen": {`{"apiVersion":"example.com/v1","kind":"Service"}`, Ready, "", true},
		"a custom resource that is not ready": {`{"apiVersion":"example.com/v1","kind":"Service","metadata":{"generation":1},
			"status":{"observedGeneration":1,"conditions":[{"type":"Ready","status":"False","reason":"RevisionMissing","message":"no image"}]}}`, Progressing, "no image", false},
		"a custom resource that is ready": {`{"apiVersion":"serving.knative.dev/v1","kind":"Service","status":{"conditions":[{"type":"Ready","status":"True"}]}}`, Ready, "", false},
		"a custom resource that stalled":  {`{"apiVersion":"example.com/v1","kind":"X","status":{"conditions":[{"type":"Stalled","status":"True","reason":"Broken","message":"no"}]}}`, Failed, "no", false},
		"garbage":                         {`{"a`, Progressing, "unreadable", false},
	} {
		v := Of([]byte(x.object))
		if v.State != x.state || v.Bare != x.bare || !strings.Contains(v.Text+" "+v.Reason, x.text) {
			t.Errorf("%s: state %d, bare %t, %q, %q", name, v.State, v.Bare, v.Text, v.Reason)
		}
	}
}

func TestWhatTroublesAPod(t *testing.T) {
	for name, x := range map[string]struct {
		status, reason, message string
		ran, hopeless           bool
	}{
		"it starts":               {`{"phase":"Pending","containerStatuses":[{"name":"app","state":{"waiting":{"reason":"ContainerCreating"}}}]}`, "", "", false, false},
		"its image is not there":  {`{"containerStatuses":[{"name":"app","state":{"waiting":{"reason":"ImagePullBackOff","message":"not found"}}}]}`, "ImagePullBackOff", "not found", false, false},
		"its image is none":       {`{"containerStatuses":[{"name":"app","state":{"waiting":{"reason":"InvalidImageName","message":"bad"}}}]}`, "InvalidImageName", "bad", false, true},
		"it crashes":              {`{"containerStatuses":[{"name":"app","state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}},"lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled"}}}]}`, "CrashLoopBackOff", "status 137, OOMKilled", true, false},
		"it found no node":        {`{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/2 nodes"}]}`, "Unschedulable", "0/2 nodes", false, false},
		"it was evicted":          {`{"phase":"Failed","reason":"Evicted","message":"low on memory"}`, "Evicted", "low on memory", false, false},
		"an init container fails": {`{"initContainerStatuses":[{"name":"init","state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}`, "Terminated", "status 1", true, false},
		"it works":                {`{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}`, "", "", false, false},
		"it is done":              {`{"phase":"Succeeded"}`, "", "", false, false},
	} {
		p, err := OfPod([]byte(`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"status":` + x.status + `}`))
		if err != nil {
			t.Fatal(err)
		}
		if p.Reason != x.reason || !strings.Contains(p.Message, x.message) || p.Ran != x.ran || p.Hopeless != x.hopeless {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestWhatRunsNothingIsNotWaitedFor(t *testing.T) {
	for typ, want := range map[string]bool{
		"apps/v1/Deployment": true, "batch/v1/Job": true, "v1/PersistentVolumeClaim": true, "serving.knative.dev/v1/Service": true,
		"v1/Service": false, "v1/ConfigMap": false, "networking.k8s.io/v1/Ingress": false, "batch/v1/CronJob": false, "autoscaling/v2/HorizontalPodAutoscaler": false,
	} {
		if Waits(typ) != want {
			t.Errorf("%s: %t", typ, !want)
		}
	}
}

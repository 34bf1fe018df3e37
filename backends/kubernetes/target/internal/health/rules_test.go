package health

import "testing"

func TestAJobIsReadyWhenItsWorkIsDoneAndFailedWithItsReason(t *testing.T) {
	for _, c := range []struct {
		spec, status string
		want         Verdict
	}{
		{`{}`, `{}`, Verdict{Text: "not started"}},
		{`{}`, `{"active":1,"startTime":"2026-01-01T00:00:00Z"}`, Verdict{Text: "running: 1 active, 0 succeeded, 0 failed"}},
		{`{"suspend":true}`, `{}`, Verdict{State: Ready, Text: "suspended"}},
		{`{}`, `{"succeeded":1,"conditions":[{"type":"Complete","status":"True"}]}`, Verdict{State: Ready, Text: "complete"}},
		{`{}`, `{"failed":1,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"too often"}]}`,
			Verdict{State: Failed, Text: "failed", Reason: "BackoffLimitExceeded: too often"}},
	} {
		got := Of([]byte(`{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"x"},"spec":` + c.spec + `,"status":` + c.status + `}`))
		if got.State != c.want.State || got.Text != c.want.Text || got.Reason != c.want.Reason {
			t.Errorf("%s %s: %+v, want %+v", c.spec, c.status, got, c.want)
		}
	}
}

func TestADeploymentThatDoesNotGetOnSaysWhyAndWhosePodsItHas(t *testing.T) {
	got := Of([]byte(`{"apiVersion":"apps/v1","kind":"Deployment","spec":{"progressDeadlineSeconds":600,"selector":{"matchLabels":{"app":"a"}}},
		"status":{"replicas":1,"updatedReplicas":1,"conditions":[
		{"type":"Progressing","status":"True","reason":"ReplicaSetUpdated"},
		{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"exceeded quota"}]}}`))
	if got.State != Progressing || got.Text != "Available: 0/1" || got.Reason != "FailedCreate: exceeded quota" || got.Selector["app"] != "a" {
		t.Errorf("%+v", got)
	}
}

func TestACustomResourceWithoutAStatusIsBare(t *testing.T) {
	bare := Of([]byte(`{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"x"}}`))
	told := Of([]byte(`{"apiVersion":"example.com/v1","kind":"Widget","status":{}}`))
	builtIn := Of([]byte(`{"apiVersion":"v1","kind":"ServiceAccount"}`))
	if !bare.Bare || told.Bare || builtIn.Bare || bare.State != Ready {
		t.Errorf("%+v\n%+v\n%+v", bare, told, builtIn)
	}
}

func TestAPodTellsWhichContainerHasWhichTrouble(t *testing.T) {
	for _, c := range []struct {
		name, status string
		want         Pod
	}{
		{"it pulls no image", `{"phase":"Pending","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"ImagePullBackOff","message":"not found"}}}]}`,
			Pod{Container: "a", Reason: "ImagePullBackOff", Message: "not found"}},
		{"it crashes", `{"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}},
			"lastState":{"terminated":{"exitCode":3,"reason":"Error","message":"no config"}}}]}`,
			Pod{Container: "a", Reason: "CrashLoopBackOff", Message: "it ended with status 3: no config", Ran: true}},
		{"its name is none", `{"containerStatuses":[{"name":"a","state":{"waiting":{"reason":"InvalidImageName"}}}]}`,
			Pod{Container: "a", Reason: "InvalidImageName", Hopeless: true}},
		{"it is not ready", `{"phase":"Running","containerStatuses":[{"name":"a","started":true,"state":{"running":{}}}]}`,
			Pod{Container: "a", Reason: "NotReady", Message: "its readiness probe does not succeed", Ran: true}},
		{"no node has room", `{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/2 nodes"}]}`,
			Pod{Reason: "Unschedulable", Message: "0/2 nodes"}},
		{"it is ready", `{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}`, Pod{Ready: true}},
	} {
		got, err := OfPod([]byte(`{"metadata":{"name":"p","labels":{"app":"a"},"creationTimestamp":"2026-01-02T03:04:05Z"},"status":` + c.status + `}`))
		if err != nil || got.Name != "p" || got.Labels["app"] != "a" || got.Created.Year() != 2026 {
			t.Fatalf("%s: %+v %v", c.name, got, err)
		}
		if got.Ready != c.want.Ready || got.Container != c.want.Container || got.Reason != c.want.Reason || got.Message != c.want.Message ||
			got.Ran != c.want.Ran || got.Hopeless != c.want.Hopeless {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

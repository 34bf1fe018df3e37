package health

import (
	"strings"
	"testing"
)

func TestWhatAControllerAnswersIsNotReadyBeforeItDid(t *testing.T) {
	pending := `"conditions":[{"type":"Accepted","status":"Unknown","reason":"Pending"},{"type":"Programmed","status":"Unknown","reason":"Pending"}]`
	for _, x := range []struct {
		typ, status string
		want        State
	}{
		{"serving.knative.dev/v1/Service", `{}`, Progressing},
		{"eventing.knative.dev/v1/Broker", `{}`, Progressing},
		{"sources.knative.dev/v1/PingSource", `{}`, Progressing},
		{"camel.apache.org/v1/Integration", `{}`, Progressing},
		{"gateway.networking.k8s.io/v1/HTTPRoute", `{}`, Progressing},
		{"gateway.networking.k8s.io/v1/Gateway", `{` + pending + `}`, Progressing},
		{"gateway.networking.k8s.io/v1/Gateway", `{"listeners":[],` + pending + `}`, Ready},
		{"gateway.networking.k8s.io/v1/HTTPRoute", `{"parents":[{"controllerName":"x"}]}`, Ready},
		{"gateway.networking.k8s.io/v1/ReferenceGrant", `{}`, Ready}, // which never has a status
		{"gateway.envoyproxy.io/v1alpha1/EnvoyProxy", `{}`, Ready},
		{"eventing.knative.dev/v1/Trigger", `{"conditions":[{"type":"Ready","status":"True"}]}`, Ready},
	} {
		i := strings.LastIndex(x.typ, "/")
		v := Of([]byte(`{"apiVersion":"` + x.typ[:i] + `","kind":"` + x.typ[i+1:] + `","metadata":{"generation":1},"status":` + x.status + `}`))
		if v.State != x.want {
			t.Errorf("%s %s: state %d, %q", x.typ, x.status, v.State, v.Text)
		}
	}
}

func TestAKnativeServiceThatKnativeGaveUpHasFailed(t *testing.T) {
	for name, x := range map[string]struct {
		status string
		want   State
		says   string
	}{
		"given up":                        {`"observedGeneration":2,"conditions":[{"type":"Ready","status":"False","reason":"RevisionFailed","message":"no image"}]`, Failed, "RevisionFailed: no image"},
		"given up, of another one":        {`"observedGeneration":1,"conditions":[{"type":"Ready","status":"False","reason":"RevisionFailed","message":"no image"}]`, Progressing, "generation"},
		"given up, of nobody knows which": {`"conditions":[{"type":"Ready","status":"False","reason":"RevisionFailed","message":"no image"}]`, Progressing, "no image"},
		"on its way":                      {`"observedGeneration":2,"conditions":[{"type":"Ready","status":"Unknown","message":"waiting"}]`, Progressing, "waiting"},
		"its revision is still made": {`"observedGeneration":2,"conditions":[{"type":"ConfigurationsReady","status":"Unknown"},
			{"type":"Ready","status":"False","reason":"RevisionMissing","message":"not found"}]`, Progressing, "not found"},
		"its name is another's": {`"observedGeneration":2,"conditions":[{"type":"Ready","status":"False","reason":"NotOwned","message":"not ours"}]`, Progressing, "not ours"},
		"a revision is gone": {`"observedGeneration":2,"conditions":[{"type":"ConfigurationsReady","status":"True"},
			{"type":"Ready","status":"False","reason":"RevisionMissing","message":"not found"}]`, Failed, "not found"},
		"nothing of it is known": {`"observedGeneration":2`, Progressing, "not known"},
		"ready":                  {`"observedGeneration":2,"conditions":[{"type":"Ready","status":"True"}]`, Ready, ""},
	} {
		v := Of([]byte(`{"apiVersion":"serving.knative.dev/v1","kind":"Service","metadata":{"generation":2},"status":{` + x.status + `}}`))
		if v.State != x.want || !strings.Contains(v.Text+" "+v.Reason, x.says) {
			t.Errorf("%s: state %d, %q, %q", name, v.State, v.Text, v.Reason)
		}
	}
}

func TestAKnativeServiceTellsOfItsCanary(t *testing.T) {
	for _, x := range []struct{ spec, status, want string }{
		{`[{"revisionName":"b","percent":20},{"revisionName":"a","percent":80}]`, `[]`, "b 20 %, a 80 %"},
		{`[{"revisionName":"b","percent":100}]`, `[{"revisionName":"b","percent":20},{"revisionName":"a","percent":80}]`, "b 20 %, a 80 %"},
		{`[{"revisionName":"b","percent":20},{"revisionName":"a","percent":80}]`, `[{"revisionName":"a","percent":100}]`, ""},
		{`[{"revisionName":"b","percent":100},{"revisionName":"a","percent":0}]`, `[]`, ""},
	} {
		v := Of([]byte(`{"apiVersion":"serving.knative.dev/v1","kind":"Service","spec":{"traffic":` + x.spec + `},"status":{"traffic":` + x.status + `}}`))
		if v.Note != x.want {
			t.Errorf("%s, %s: %q, want %q", x.spec, x.status, v.Note, x.want)
		}
	}
}

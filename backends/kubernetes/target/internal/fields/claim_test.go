package fields

import (
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

// A port that a hand made of ours is given to espc's manager, so that an apply takes it away; nothing else changes hands.
func TestWhatSquatsIsGivenToTheManager(t *testing.T) {
	want := parse(t, `{"metadata":{"name":"x"},"spec":{"ports":[{"name":"http","port":80}]}}`)
	live := `{"metadata":{"name":"x","resourceVersion":"7",MANAGED},"spec":{"ports":[{"name":"http","port":81,"protocol":"TCP"}],"type":"NodePort"}}`
	espc := entry("espc", "Apply", "", `{"f:metadata":{"f:labels":{"f:a":{}}}}`)
	hand := `{"f:spec":{"f:ports":{"k:{\"port\":81,\"protocol\":\"TCP\"}":{".":{},"f:name":{},"f:port":{}}},"f:type":{}}}`
	got, ok := comparison.Claim("v1/Service", object(live, espc, entry("kubectl-edit", "Update", "", hand)), want)
	if !ok {
		t.Fatal("nothing was claimed")
	}
	patch := parse(t, string(got)).Get("metadata")
	if patch.Get("resourceVersion").Str() != "7" || len(patch.Fields) != 2 {
		t.Errorf("the patch is %s", got)
	}
	var d Decoder
	l, err := d.Decode([]byte(strings.Replace(live, "MANAGED", `"managedFields":`+string(tree.AppendJSON(nil, patch.Get("managedFields"), "")), 1)))
	if err != nil {
		t.Fatal(err)
	}
	if own := show(l.applied("espc")); own != `{f:metadata:{f:labels:{f:a:{}}} f:spec:{f:ports:{k:{"port":81,"protocol":"TCP"}:{.:{} f:name:{} f:port:{}}}}}` {
		t.Errorf("espc owns %s", own)
	}
	if rest := show(l.fields(&l.owners[1])); rest != `{f:spec:{f:type:{}}}` {
		t.Errorf("the hand owns %s", rest)
	}
	if again := comparison.Project("v1/Service", l, want); l.Squatted() || show(again) != `{metadata:{name:"x"} spec:{ports:[{name:"http" port:81}]}}` {
		t.Errorf("compared again: %s", show(again))
	}
	if _, ok := comparison.Claim("v1/Service", object(live, espc, entry("flux", "Apply", "", hand)), want); ok {
		t.Error("what another tool applies was claimed")
	}
	if _, ok := comparison.Claim("v1/Service", object(live, espc), l.Root); ok {
		t.Error("something was claimed where nothing squats")
	}
}

func TestWhatOthersAddedIsOneFindingEach(t *testing.T) {
	want := parse(t, `{"metadata":{"name":"x","labels":{"a":"b"}},"spec":{"containers":[{"name":"app","image":"i"}],"a":1}}`)
	var d Decoder
	l, err := d.Decode(object(`{"metadata":{"name":"x",MANAGED,"labels":{"a":"b","l":"1"},"annotations":{"n":"1","deployment.kubernetes.io/revision":"3"}},
		"spec":{"a":1,"replicas":4,"containers":[{"name":"app","image":"i","imagePullPolicy":"IfNotPresent","tty":true},{"name":"side","image":"s"}]},"status":{"x":1}}`,
		entry("espc", "Apply", "", `{"f:metadata":{"f:labels":{"f:a":{}}},"f:spec":{"f:a":{},"f:containers":{"k:{\"name\":\"app\"}":{".":{},"f:image":{},"f:name":{}}}}}`),
		entry("kubectl-edit", "Update", "", `{"f:metadata":{"f:labels":{"f:l":{}},"f:annotations":{".":{},"f:n":{}}},"f:spec":{"f:containers":{"k:{\"name\":\"app\"}":{"f:tty":{},"f:imagePullPolicy":{}},"k:{\"name\":\"side\"}":{".":{},"f:image":{},"f:name":{}}}}}`),
		entry("kube-controller-manager", "Update", "", `{"f:metadata":{"f:annotations":{"f:deployment.kubernetes.io/revision":{}}}}`),
		entry("kube-controller-manager", "Update", "scale", `{"f:spec":{"f:replicas":{}}}`),
		entry("operator", "Update", "status", `{"f:status":{"f:x":{}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	var got string
	for _, f := range comparison.Added("apps/v1/Deployment", l, want) {
		got += f.Path + " " + show(f.After) + " " + f.By + "\n"
	}
	expected := `metadata.labels.l "1" kubectl-edit
metadata.annotations.n "1" kubectl-edit
spec.containers[app].tty true kubectl-edit
spec.containers[side] {name:"side" image:"s"} kubectl-edit
`
	if got != expected {
		t.Errorf("got\n%s\nwant\n%s", got, expected)
	}
}

// It is a change of nothing that was applied.
func TestARestartByKubectlIsNoFinding(t *testing.T) {
	for _, annotations := range []string{`{"sum":"1","RESTART":"2026-01-01T00:00:00Z"}`, `{"RESTART":"2026-01-01T00:00:00Z"}`} {
		annotations = strings.ReplaceAll(annotations, "RESTART", restarted)
		template := `{"metadata":{"labels":{"a":"b"}}}`
		if strings.Contains(annotations, "sum") {
			template = `{"metadata":{"labels":{"a":"b"},"annotations":{"sum":"1"}}}`
		}
		want := parse(t, `{"metadata":{"name":"x"},"spec":{"template":`+template+`}}`)
		var d Decoder
		l, err := d.Decode(object(`{"metadata":{"name":"x",MANAGED},"spec":{"template":{"metadata":{"labels":{"a":"b"},"annotations":`+annotations+`}}}}`,
			entry("kubectl-rollout", "Update", "", `{"f:spec":{"f:template":{"f:metadata":{"f:annotations":{".":{},"f:`+restarted+`":{}}}}}}`)))
		if err != nil {
			t.Fatal(err)
		}
		if got := comparison.Added("apps/v1/Deployment", l, want); len(got) > 0 {
			t.Errorf("%s: %+v", annotations, got)
		}
	}
}

// What is trusted is what espc's manager applies, whatever the server or a webhook made of it.
func TestTrustTakesWhatIsAppliedForWhatIsWanted(t *testing.T) {
	want := parse(t, `{"spec":{"cpu":"0.5","image":"a","gone":1}}`)
	trusting := comparison
	trusting.Trust = true
	var d Decoder
	l, err := d.Decode(object(`{"metadata":{"name":"x",MANAGED},"spec":{"cpu":"500m","image":"b","left":2}}`,
		entry("espc", "Apply", "", `{"f:spec":{"f:cpu":{},"f:left":{}}}`), entry("kubectl-edit", "Update", "", `{"f:spec":{"f:image":{}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	if got := show(trusting.Project("v1/Thing", l, want)); got != `{spec:{cpu:"0.5" image:"b"<kubectl-edit>}}` {
		t.Errorf("got %s", got)
	}
}

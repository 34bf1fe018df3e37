package target

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/health"
)

// podsAPI is a cluster of which only the pods are asked for.
type podsAPI struct {
	client.API
	pods []string
}

func (a *podsAPI) List(_ context.Context, _ client.Type, _, _ string, _ bool, each func([]byte) error) error {
	for _, p := range a.pods {
		if err := each([]byte(p)); err != nil {
			return err
		}
	}
	return nil
}

// Kubernetes gives a StatefulSet for ever; nobody who waits does.
func TestATroubleOfPodsThatStaysIsTakenForAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stuck := `{"metadata":{"name":"db-0","labels":{"app":"db"}},"status":{"containerStatuses":[{"name":"app","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}`
		api := &podsAPI{pods: []string{stuck}}
		target := &Target{api: api}
		w := &waited{Object: backends.Object{Address: backends.ObjectAddress{Type: "apps/v1/StatefulSet", Namespace: "a", Name: "db"}}}
		w.verdict = health.Verdict{State: health.Progressing, Selector: map[string]string{"app": "db"}}
		look := func() bool {
			target.findPods(t.Context(), []*waited{w})
			return w.hopeless()
		}
		if look() {
			t.Fatal("it is given up at once")
		}
		time.Sleep(troublePatience - time.Second)
		if look() {
			t.Fatal("it is given up early")
		}
		api.pods = nil
		look()
		api.pods = []string{stuck}
		time.Sleep(time.Minute)
		if look() {
			t.Fatal("a trouble that was over counts on")
		}
		time.Sleep(troublePatience + time.Second)
		if !look() {
			t.Error("it is waited for, for ever")
		}
	})
}

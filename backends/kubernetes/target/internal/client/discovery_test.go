package client

import (
	"fmt"
	"net/http"
	"testing"
)

// route answers by path; what is not there is a bare 404, as of an API server.
func route(answers map[string]http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if h := answers[r.URL.Path]; h != nil {
			h(w, r)
			return
		}
		http.Error(w, "404 page not found", http.StatusNotFound)
	}
}

func discovery(items string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
		_, _ = fmt.Fprintf(w, `{"kind":"APIGroupDiscoveryList","apiVersion":"apidiscovery.k8s.io/v2","items":[%s]}`, items)
	}
}

const (
	coreGroup = `{"metadata":{},"versions":[{"version":"v1","freshness":"Current","resources":[
		{"resource":"configmaps","scope":"Namespaced","responseKind":{"kind":"ConfigMap"}},
		{"resource":"namespaces","scope":"Cluster","responseKind":{"kind":"Namespace"}}]}]}`
	appsGroup = `{"metadata":{"name":"apps"},"versions":[{"version":"v1","freshness":"Current","resources":[
		{"resource":"deployments","scope":"Namespaced","responseKind":{"kind":"Deployment"},"subresources":[{"subresource":"scale","responseKind":{"kind":"Scale"}}]}]}]}`
	scalingGroup = `{"metadata":{"name":"autoscaling"},"versions":[
		{"version":"v2","freshness":"Current","resources":[{"resource":"horizontalpodautoscalers","scope":"Namespaced","responseKind":{"kind":"HorizontalPodAutoscaler"}}]},
		{"version":"v1","freshness":"Current","resources":[{"resource":"horizontalpodautoscalers","scope":"Namespaced","responseKind":{"kind":"HorizontalPodAutoscaler"}}]}]}`
	staleGroup = `{"metadata":{"name":"metrics.example"},"versions":[{"version":"v1","freshness":"Stale"}]}`
)

func TestTypesAreFoundInTwoRequests(t *testing.T) {
	s := serve(t, route(map[string]http.HandlerFunc{"/api": discovery(coreGroup), "/apis": discovery(appsGroup + "," + scalingGroup + "," + staleGroup)}))
	c := s.connect(t, entries{})
	types, err := c.Discover(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := types.Find("apps/v1/Deployment"); !ok || got != deployments {
		t.Errorf("got %+v", got)
	}
	for name, want := range map[string]Type{
		"v1/ConfigMap": {Name: "v1/ConfigMap", Version: "v1", Kind: "ConfigMap", Plural: "configmaps", Namespaced: true},
		"v1/Namespace": {Name: "v1/Namespace", Version: "v1", Kind: "Namespace", Plural: "namespaces"},
		"autoscaling/v1/HorizontalPodAutoscaler": {Name: "autoscaling/v1/HorizontalPodAutoscaler", Group: "autoscaling", Version: "v1",
			Kind: "HorizontalPodAutoscaler", Plural: "horizontalpodautoscalers", Namespaced: true},
	} {
		if got, ok := types.Find(name); !ok || got != want {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	for kind, want := range map[string]string{"Deployment.apps": "apps/v1/Deployment", "ConfigMap.": "v1/ConfigMap", "ConfigMap": "v1/ConfigMap",
		"HorizontalPodAutoscaler.autoscaling": "autoscaling/v2/HorizontalPodAutoscaler", "Scale.apps": "", "Deployment": ""} {
		if got, ok := types.FindKind(kind); got.Name != want || ok != (want != "") {
			t.Errorf("%s: got %+v, want %s", kind, got, want)
		}
	}
	if !types.Silent("metrics.example") || types.Silent("apps") || types.Silent("") || types.Silent("nobody.example") {
		t.Error("only metrics.example is silent")
	}
	if _, err := c.Discover(t.Context(), false); err != nil || s.count() != 2 {
		t.Errorf("asked %d times, %v", s.count(), err)
	}
	if _, err := c.Discover(t.Context(), true); err != nil || s.count() != 4 {
		t.Errorf("asked afresh: %d times, %v", s.count(), err)
	}
}

// A server before 1.26 does not aggregate, and has an API that is down.
func TestTypesOfAnOldServerAreFound(t *testing.T) {
	s := serve(t, route(map[string]http.HandlerFunc{
		"/api": says(200, `{"kind":"APIVersions","versions":["v1"]}`),
		"/apis": says(200, `{"kind":"APIGroupList","groups":[
			{"name":"apps","versions":[{"version":"v1beta1"},{"version":"v1"}],"preferredVersion":{"version":"v1"}},
			{"name":"metrics.example","versions":[{"version":"v1"}],"preferredVersion":{"version":"v1"}}]}`),
		"/api/v1":                  says(200, `{"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true}]}`),
		"/apis/apps/v1":            says(200, `{"resources":[{"name":"deployments","kind":"Deployment","namespaced":true},{"name":"deployments/scale","kind":"Scale","namespaced":true}]}`),
		"/apis/apps/v1beta1":       says(200, `{"resources":[{"name":"deployments","kind":"Deployment","namespaced":true}]}`),
		"/apis/metrics.example/v1": says(503, "service unavailable"),
	}))
	types, err := s.connect(t, entries{}).Discover(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := types.FindKind("Deployment.apps"); !ok || got != deployments {
		t.Errorf("got %+v", got)
	}
	if _, ok := types.FindKind("Scale.apps"); ok {
		t.Error("a subresource is no type")
	}
	if !types.Silent("metrics.example") || types.Silent("apps") || types.Silent("") {
		t.Error("only metrics.example is silent")
	}
}

func TestADiscoveryThatFailsIsAnError(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"/apis is denied":  route(map[string]http.HandlerFunc{"/api": discovery(coreGroup), "/apis": says(403, failure(403, "Forbidden", "no"))}),
		"/api is missing":  route(map[string]http.HandlerFunc{"/apis": discovery(appsGroup)}),
		"/apis is no list": route(map[string]http.HandlerFunc{"/api": discovery(coreGroup), "/apis": says(200, `{"kind":"Pod"}`)}),
		"/apis is broken":  route(map[string]http.HandlerFunc{"/api": discovery(coreGroup), "/apis": discovery("5")}),
	} {
		if _, err := serve(t, h).connect(t, entries{}).Discover(t.Context(), false); asError(t, err).Target == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

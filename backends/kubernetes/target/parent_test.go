package target

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

var service = set.Member{Type: "v1/Service", Namespace: "shop-dev", Name: "cart"}

// withParent is a target whose parent has one member.
func withParent(t *testing.T) (*clienttest.Server, *Target, *set.Parent) {
	t.Helper()
	api := clienttest.New("shop-dev")
	target := onServer(api)
	p := target.newParent()
	p.Members = []set.Member{service}
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return api, target, p
}

func TestAParentIsWrittenReadAndWrittenAgain(t *testing.T) {
	_, target, p := withParent(t)
	if p.UID == "" || p.ResourceVersion == "" {
		t.Errorf("after the creation: %+v", p)
	}
	version := p.ResourceVersion
	p.Members[0].UID = "1"
	if err := target.writeParent(t.Context(), p); err != nil || p.ResourceVersion == version {
		t.Errorf("version %s, %v", p.ResourceVersion, err)
	}
	q, err := target.readParent(t.Context())
	if err != nil || !q.Same(p) || q.ResourceVersion != p.ResourceVersion || q.Members[0].UID != "1" {
		t.Errorf("read %+v, %v", q, err)
	}
}

func TestNoParentIsNoError(t *testing.T) {
	for _, namespaces := range [][]string{{"shop-dev"}, nil} {
		if p, err := onServer(clienttest.New(namespaces...)).readParent(t.Context()); p != nil || err != nil {
			t.Errorf("%v, %v", p, err)
		}
	}
}

func TestAParentOfAnotherEnvironmentTopologyOrToolIsLeftAlone(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(o map[string]any)
		code *diag.Code
		want []string
	}{
		"environment": {annotate(set.AnnotationEnvironment, "staging"), diag.SetForeign, []string{`topology "shop" in environment "staging"`, "a namespace of its own"}},
		"topology": {func(o map[string]any) {
			o["metadata"].(map[string]any)["labels"].(map[string]any)[set.LabelTopology] = "till"
		}, diag.SetForeign, []string{`topology "till"`}},
		"tool":          {annotate(set.AnnotationTooling, "kubectl/v1.36.0"), diag.SetForeign, []string{`the tool "kubectl/v1.36.0"`}},
		"later version": {annotate(set.AnnotationTooling, "espc/v2"), diag.SetUnreadable, []string{"espc/v2", "use the version of espc"}},
		"edited": {func(o map[string]any) { o["binaryData"] = map[string]any{} }, diag.SetUnreadable,
			[]string{"inventory", "kubectl --context test -n shop-dev delete configmap espc-shop", "espc apply shop -e dev", "nothing is pruned that time"}},
		"somebody's": {func(o map[string]any) {
			o["metadata"] = map[string]any{"name": "espc-shop", "namespace": "shop-dev"}
			delete(o, "binaryData")
		}, diag.ObjectForeign, []string{"is not espc's", "rename or delete it"}},
	} {
		api, target, _ := withParent(t)
		api.Edit(configMaps, "shop-dev", "espc-shop", c.edit)
		before := string(api.Object(configMaps, "shop-dev", "espc-shop"))
		for verb, err := range map[string]error{
			"read":     second(target.readParent(t.Context())),
			"history":  second(target.History(t.Context())),
			"revision": second(target.Revision(t.Context(), 0)),
		} {
			t.Run(name+" "+verb, func(t *testing.T) { wantFault(t, err, c.code, c.want...) })
		}
		if after := string(api.Object(configMaps, "shop-dev", "espc-shop")); after != before {
			t.Errorf("%s: it was changed", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func annotate(key, value string) func(o map[string]any) {
	return func(o map[string]any) {
		o["metadata"].(map[string]any)["annotations"].(map[string]any)[key] = value
	}
}

func TestOfTwoWritersOfAParentOneFails(t *testing.T) {
	api, target, p := withParent(t)
	q, err := target.readParent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p.Members = append(p.Members, set.Member{Type: "v1/Service", Namespace: "shop-dev", Name: "first"})
	q.Members = append(q.Members, set.Member{Type: "v1/Service", Namespace: "shop-dev", Name: "second"})
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	wantFault(t, applying(target).writeParent(t.Context(), q), diag.ClusterStale, "another run changed the record of the set", "espc plan shop -e dev")
	fresh := target.newParent()
	wantFault(t, applying(target).writeParent(t.Context(), fresh), diag.ClusterStale, "another run created the record")
	api.Remove(configMaps, "shop-dev", "espc-shop")
	wantFault(t, applying(target).writeParent(t.Context(), p), diag.ClusterStale, "somebody deleted the record")
	again := target.newParent()
	if err := target.writeParent(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	wantFault(t, applying(target).writeParent(t.Context(), p), diag.ClusterStale)
}

func TestALabelThatSomebodyPutsOnTheParentIsNoOtherWriter(t *testing.T) {
	api, target, p := withParent(t)
	api.Edit(configMaps, "shop-dev", "espc-shop", annotate("backup", "yes"))
	p.Members[0].UID = "1"
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if o := string(api.Object(configMaps, "shop-dev", "espc-shop")); !strings.Contains(o, `"backup":"yes"`) {
		t.Errorf("the annotation is gone: %s", o)
	}
	if q, err := target.readParent(t.Context()); err != nil || q.Members[0].UID != "1" {
		t.Errorf("%+v, %v", q, err)
	}
}

func TestAWriteOfTheParentWhoseAnswerIsLostIsLookedUp(t *testing.T) {
	for _, verb := range []string{"create", "update"} {
		for _, done := range []bool{false, true} {
			for _, failure := range []error{clienttest.Lost(), &client500} {
				api := clienttest.New("shop-dev")
				target := onServer(api)
				p := target.newParent()
				if verb == "update" {
					if err := target.writeParent(t.Context(), p); err != nil {
						t.Fatal(err)
					}
				}
				p.Members = []set.Member{service}
				api.Fail = at(1, verb, configMaps, clienttest.Failure{Err: failure, After: done})
				if err := target.writeParent(t.Context(), p); err != nil {
					t.Errorf("%s, done %t: %v", verb, done, err)
				}
				q, err := target.readParent(t.Context())
				if err != nil || !q.Same(p) || q.UID != p.UID || q.ResourceVersion != p.ResourceVersion {
					t.Errorf("%s, done %t: have %+v, the cluster %+v, %v", verb, done, p, q, err)
				}
			}
		}
	}
}

var client500 = func() (e client.Error) {
	e = *clienttest.Answered(500, "InternalError", "etcdserver: request timed out")
	e.Unknown = true
	return e
}()

func TestAParentThatTheClusterDoesNotTakeIsAFault(t *testing.T) {
	api, target, p := withParent(t)
	api.Fail = func(clienttest.Call) *clienttest.Failure {
		return &clienttest.Failure{Err: clienttest.Answered(403, "Forbidden", `configmaps "espc-shop" is forbidden: User "ci" cannot update resource "configmaps"`)}
	}
	wantFault(t, applying(target).writeParent(t.Context(), p), diag.ClusterDenied, "User \"ci\"")
	_, err := target.readParent(t.Context())
	wantFault(t, err, diag.ClusterDenied)
	if n := len(api.Calls()); n > 4 {
		t.Errorf("%d calls", n)
	}
	lost := onServer(clienttest.New("shop-dev"))
	lost.api.(*clienttest.Server).Fail = func(clienttest.Call) *clienttest.Failure { return &clienttest.Failure{Err: clienttest.Lost()} }
	wantFault(t, applying(lost).writeParent(t.Context(), lost.newParent()), diag.ClusterUnreachable)
	wantFault(t, applying(onServer(clienttest.New())).writeParent(t.Context(), lost.newParent()), diag.ClusterRequest, `namespaces "shop-dev" not found`)
}

func TestARunningRevisionGetsTheServersTime(t *testing.T) {
	api, target, p := withParent(t)
	if _, err := target.record(t.Context(), p, desired("a")); err != nil {
		t.Fatal(err)
	}
	if err := target.writeParent(t.Context(), p); err != nil || p.Revisions[0].Time.IsZero() {
		t.Errorf("%+v, %v", p.Revisions, err)
	}
	began := p.Revisions[0].Time
	target.finish(p, backends.Done)
	if err := target.writeParent(t.Context(), p); err != nil || !p.Revisions[0].Time.Equal(began) {
		t.Errorf("%+v, %v", p.Revisions, err)
	}
	var o struct{ Data map[string]string }
	if err := json.Unmarshal(api.Object(configMaps, "shop-dev", "espc-shop"), &o); err != nil || !strings.Contains(o.Data["revisions"], `"time":"2`) {
		t.Errorf("%v, %v", o.Data, err)
	}
	if names := api.Names(configMaps, "shop-dev"); !slices.Equal(names, []string{"espc-shop", p.Revisions[0].Content}) {
		t.Errorf("there are %v", names)
	}
}

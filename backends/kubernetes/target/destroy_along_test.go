package target

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// put creates an object of a type in the namespace of the test.
func put(t *testing.T, api *clienttest.Server, typ client.Type, name string, meta map[string]any) {
	t.Helper()
	meta["name"], meta["namespace"] = name, "shop-dev"
	o, err := json.Marshal(map[string]any{"apiVersion": "v1", "kind": typ.Kind, "metadata": meta})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := api.Create(t.Context(), typ, "shop-dev", o); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsAndConfigMapsOfOthersAreNamedBeforeTheyGoWithTheNamespace(t *testing.T) {
	api, target, _ := withParent(t) // whose ConfigMap is not others'
	r := target.begin(t.Context(), "destroy", backends.Options{})
	labels := func(key string) map[string]any { return map[string]any{"labels": map[string]any{key: target.set}} }
	put(t, api, configMapType, "kube-root-ca.crt", map[string]any{})
	put(t, api, configMapType, "espc-shop-0123456789ab", labels(set.LabelContentOf))
	put(t, api, secretType, "ours", labels(partOf))
	put(t, api, secretType, "token", map[string]any{"annotations": map[string]any{"kubernetes.io/service-account.name": "default"}})
	put(t, api, secretType, "owned", map[string]any{"ownerReferences": []any{map[string]any{"kind": "Deployment", "name": "x", "uid": "1"}}})
	if ds, err := r.goesAlong(); err != nil || len(ds) != 0 {
		t.Fatalf("nothing is others', and it says %v, %v", ds, err)
	}
	put(t, api, secretType, "api-key", map[string]any{})
	for i := range 11 {
		put(t, api, configMapType, fmt.Sprintf("theirs-%02d", i), map[string]any{})
	}
	ds, err := r.goesAlong()
	if err != nil || len(ds) != 1 || ds.HasErrors() {
		t.Fatal(ds, err)
	}
	for _, part := range []string{"12 objects of others", "Secret/api-key", "ConfigMap/theirs-00", "ConfigMap/theirs-08 and 2 more"} {
		if !strings.Contains(ds[0].Summary, part) {
			t.Errorf("it does not say %q: %s", part, ds[0].Summary)
		}
	}
}

func TestWhereSecretsMayNotBeListedItIsSaidThatItIsNotKnown(t *testing.T) {
	api, target, _ := withParent(t)
	put(t, api, configMapType, "theirs", map[string]any{})
	api.Fail = func(c clienttest.Call) *clienttest.Failure {
		if c.Verb == "list" && c.Type == secretType.Name {
			return &clienttest.Failure{Err: clienttest.Answered(403, "Forbidden", "no")}
		}
		return nil
	}
	ds, err := target.begin(t.Context(), "destroy", backends.Options{}).goesAlong()
	if err != nil || len(ds) != 2 || !strings.Contains(ds[0].Summary, "may not list secrets, so that it is not known") || !strings.Contains(ds[1].Summary, "1 object of others: ConfigMap/theirs") {
		t.Error(ds, err)
	}
}

// What runs in a namespace and can't be seen would be lost with it all the same.
func TestANamespaceThatCannotBeLookedIntoIsNotDeleted(t *testing.T) {
	api, target, _ := withParent(t)
	r := target.begin(t.Context(), "destroy", backends.Options{})
	r.types = served{{Name: deploymentType, Namespaced: true}, {Name: jobType, Namespaced: true}, podType, claims}
	r.now = &reading{objects: map[backends.ObjectAddress]live{}}
	denied := ""
	api.Fail = func(c clienttest.Call) *clienttest.Failure {
		if c.Verb == "list" && c.Type == denied {
			return &clienttest.Failure{Err: clienttest.Answered(403, "Forbidden", "no")}
		}
		return nil
	}
	if _, _, err := r.strangers(); err != nil {
		t.Fatal(err)
	}
	for _, denied = range []string{deploymentType, jobType, podType.Name, claimType} {
		if _, _, err := r.strangers(); !is(err, 403) {
			t.Errorf("%s may not be listed: %v", denied, err)
		}
	}
}

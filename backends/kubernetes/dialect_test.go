package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends"
)

func TestListsAreComparedByWhatTellsTheirElementsApart(t *testing.T) {
	for _, test := range []struct{ typ, path, want string }{
		{"apps/v1/Deployment", "spec.template.spec.containers", "name"},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].env", "name"},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].ports", "name"},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].volumeMounts", "mountPath"},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].command", ""},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].args", ""},
		{"apps/v1/Deployment", "spec.template.spec.containers.[].securityContext.capabilities.drop", "="},
		{"apps/v1/Deployment", "spec.template.spec.volumes", "name"},
		{"apps/v1/Deployment", "spec.template.spec.volumes.[].configMap.items", "key"},
		{"apps/v1/StatefulSet", "spec.volumeClaimTemplates", ""},
		{"v1/Service", "spec.ports", "name"},
		{"networking.k8s.io/v1/NetworkPolicy", "spec.egress", "="},
		{"networking.k8s.io/v1/NetworkPolicy", "spec.egress.[].to", "="},
		{"networking.k8s.io/v1/NetworkPolicy", "spec.egress.[].ports", "="},
		{"networking.k8s.io/v1/NetworkPolicy", "spec.policyTypes", "="},
		{"networking.k8s.io/v1/Ingress", "spec.rules", "host"},
		{"external-secrets.io/v1/ExternalSecret", "spec.data", "secretKey"},
		{"example.com/v1/Thing", "spec.things", ""},
	} {
		equal(t, test.typ+" "+test.path, Backend{}.ListKey(test.typ, strings.Split(test.path, ".")), test.want)
	}
	equal(t, "a list at the root", Backend{}.ListKey("v1/Service", nil), "")
}

func TestOnlyTheChecksumRestarts(t *testing.T) {
	checksum := []string{"spec", "template", "metadata", "annotations", annotationChecksum}
	for typ, want := range map[string]bool{"apps/v1/Deployment": true, "apps/v1/StatefulSet": true, "batch/v1/CronJob": false, "batch/v1/Job": false} {
		if got := (Backend{}).Restarts(typ, checksum); got != want {
			t.Errorf("%s: %v", typ, got)
		}
	}
	if (Backend{}).Restarts("apps/v1/Deployment", []string{"spec", "template", "metadata", "annotations", "other"}) {
		t.Error("another annotation is a change")
	}
}

func TestFieldsThatTheServerKeeps(t *testing.T) {
	for _, test := range []struct {
		typ, path string
		want      bool
	}{
		{"apps/v1/Deployment", "spec.selector.matchLabels.a", true},
		{"apps/v1/Deployment", "spec.template.spec.serviceAccountName", false},
		{"apps/v1/StatefulSet", "spec.volumeClaimTemplates.[].spec.resources.requests.storage", true},
		{"apps/v1/StatefulSet", "spec.serviceName", true},
		{"apps/v1/StatefulSet", "spec.template.spec.containers.[].image", false},
		{"apps/v1/StatefulSet", "spec.replicas", false},
		{"apps/v1/StatefulSet", "metadata.labels.a", false},
		{"batch/v1/Job", "spec.template.spec.containers.[].image", true},
		{"batch/v1/Job", "spec.backoffLimit", false},
		{"batch/v1/CronJob", "spec.jobTemplate.spec.template.spec.containers.[].image", false},
		{"v1/Service", "spec.clusterIP", true},
		{"v1/Service", "spec.type", false},
		{"rbac.authorization.k8s.io/v1/RoleBinding", "roleRef.name", true},
		{"v1/ConfigMap", "data.a", false},
	} {
		reason, got := Backend{}.Replaces(test.typ, strings.Split(test.path, "."))
		if got != test.want || got != (reason != "") {
			t.Errorf("%s %s: %v %q", test.typ, test.path, got, reason)
		}
	}
}

func TestVolumeClaimsOutliveTheirStatefulSet(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "microservice": {"web": {"image": "acme/web:1"},
	  "db": {"image": "acme/db:1", "volume": {"data": {"size": "1Gi", "path": "/data"}}}}}`, nil)
	if got := (Backend{}).Keeps(o["StatefulSet/shop-microservice-db"]); !strings.HasPrefix(got, "its volume claims stay") {
		t.Errorf("%q", got)
	}
	if got := (Backend{}).Keeps(o["Deployment/shop-microservice-web"]); got != "" {
		t.Errorf("%q", got)
	}
	reason, _ := (Backend{}).Replaces("apps/v1/StatefulSet", []string{"spec", "volumeClaimTemplates"})
	if !strings.Contains(reason, "as they are, data and size") {
		t.Errorf("%q", reason)
	}
}

func TestWhatOthersStandOnComesFirst(t *testing.T) {
	order := []string{
		"v1/Namespace", "apiextensions.k8s.io/v1/CustomResourceDefinition", "v1/ServiceAccount", "v1/ConfigMap", "networking.k8s.io/v1/NetworkPolicy",
		"v1/Service", "batch/v1/Job", "apps/v1/Deployment", "autoscaling/v2/HorizontalPodAutoscaler", "example.com/v1/Thing", "networking.k8s.io/v1/Ingress",
	}
	for i := range order[1:] {
		if (Backend{}).Rank(order[i]) >= (Backend{}).Rank(order[i+1]) {
			t.Errorf("%s comes before %s", order[i], order[i+1])
		}
	}
}

func TestTheBackendDescribesItself(t *testing.T) {
	info := Backend{}.Info()
	if info.Name != "kubernetes" || info.Entry != "kustomization.yaml" || len(info.Kinds) == 0 {
		t.Errorf("%+v", info)
	}
	if got := (Backend{}).Artifacts(nil); got != nil {
		t.Errorf("nothing gives no files, not %v", got)
	}
	var _ backends.Backend = Backend{}
}

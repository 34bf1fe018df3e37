package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/backendtest"
)

func TestConsumersComeIntoTheStoreWithoutTheirCredentials(t *testing.T) {
	objects := lowered(t, edgeTopology, nil)
	same(t, consumersFile, find(objects["ConfigMap/shop-consumers-edge"].Tree, "data", consumersFile).Str(), `{
  "namespace": "edge",
  "consumers": [
    {
      "name": "acme",
      "plan": "gold",
      "scopes": [
        "endpoint:orders",
        "orders:read"
      ],
      "keyEnv": "ESPC_CONSUMER_ACME_KEY"
    },
    {
      "name": "office",
      "scopes": [
        "endpoint:stock"
      ],
      "basicEnv": "ESPC_CONSUMER_OFFICE_BASIC"
    }
  ]
}`)
	var job backends.Object
	for name, o := range objects {
		if strings.HasPrefix(name, "Job/shop-consumers-edge-") {
			job = o
		}
	}
	if job.Tree == nil {
		t.Fatal("there is no job that brings the consumers in")
	}
	env := find(job.Tree, "spec", "template", "spec", "containers", "env")
	if got := find(env, "valueFrom", "secretKeyRef", "name").Str(); got != "acme" {
		t.Errorf("the first credential comes from %q", got)
	}
	changed := lowered(t, strings.Replace(edgeTopology, `"scopes": ["orders:read"], "endpoints"`, `"scopes": ["orders:write"], "endpoints"`, 1), nil)
	if _, found := changed[job.Address.String()]; found {
		t.Error("the job has the same name though a consumer changed, so it would not run again")
	}
}

// allowed returns the peers of a policy's rules in one direction, by the name label of their pods.
func allowed(o backends.Object, direction, side string) []string {
	var names []string
	if rules := find(o.Tree, "spec", direction); rules != nil {
		for _, rule := range rules.Items {
			names = append(names, find(rule.Get(side), "podSelector", "matchLabels", labelName).Str())
		}
	}
	return names
}

func TestTheStoreIsReachedByItsGatewayAndItsJobAlone(t *testing.T) {
	objects := lowered(t, edgeTopology, nil)
	if got := strings.Join(allowed(objects["NetworkPolicy/shop-redis-edge"], "ingress", "from"), " "); got != "shop-consumers-edge shop-gateway-edge" {
		t.Errorf("the store lets in %q", got)
	}
	if got := strings.Join(allowed(objects["NetworkPolicy/shop-redis-edge"], "egress", "to"), " "); got != "" {
		t.Errorf("the store may go out to %q", got)
	}
	if got := strings.Join(allowed(objects["NetworkPolicy/shop-gateway-edge"], "egress", "to"), " "); !strings.Contains(got, "shop-redis-edge") {
		t.Errorf("the gateway goes out to %q", got)
	}
	without := backendtest.Topology(t, edgeTopology)
	without.Consumers = nil
	if x := (&render{t: without}).newExpressGateway(without.Gateways[0]); x.hasStore() || x.restricted {
		t.Error("a gateway without consumers has a store")
	}
}

package kubernetes

import (
	"context"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
)

func permitted(objects []backends.Object) []string {
	var out []string
	for _, p := range (Backend{}).Permissions(objects) {
		out = append(out, p.Text)
	}
	return out
}

const permissionTopology = `{
  "topology": {"name": "shop"},
  "connector": {"db": {"type": "postgresql", "host": "db.example.com", "database": "d"}},
  "model": {"order": {"connector": "connector.db"}},
  "service_endpoint": {"pay": {"urls": ["https://pay.example.com"]}},
  "function": {"price": {"image": "acme/price:1", "calls": ["model.order", "service_endpoint.pay"]}},
  "gateway": {"edge": {"hosts": ["shop.example.com"]}},
  "api_endpoint": {"price": {"gateway": "gateway.edge", "paths": ["/price"], "methods": ["GET"], "to": "function.price"}}
}`

func TestPermissionsReadAsTheTopologyIsWritten(t *testing.T) {
	objects := Backend{}.Render(context.Background(), request(t, permissionTopology, nil)).Objects
	want := []string{
		"anybody may call gateway.edge on port 8080",
		"anybody outside may reach gateway.edge at shop.example.com",
		"function.price may call any public address on port 443 (a policy knows no host names)",
		"function.price may call workspace.shop on port 8080",
		"gateway.edge may call function.price on port 8080",
		"public route GET shop.example.com/price to function.price",
		"workspace.shop may call any address on port 5432 (a policy knows no host names)",
	}
	if got := permitted(objects); !slices.Equal(got, want) {
		t.Errorf("got\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	for _, p := range (Backend{}).Permissions(objects) {
		if p.Origin.IsZero() || p.Key == "" {
			t.Errorf("%s has no origin", p.Text)
		}
	}
}

func TestWhatAnOverlayOpensIsSeen(t *testing.T) {
	base := Backend{}.Render(context.Background(), request(t, permissionTopology, nil)).Objects
	before := permitted(base)
	without := func(address string) []backends.Object {
		return slices.DeleteFunc(slices.Clone(base), func(o backends.Object) bool { return o.Address.String() == address })
	}
	const policy = `{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "x", "namespace": "shop-default"}, "spec": `
	const self = `"podSelector": {"matchLabels": {"app.kubernetes.io/name": "shop-function-price"}}`
	for _, test := range []struct {
		objects []backends.Object
		want    string
	}{
		{append(slices.Clone(base), plain(t, policy+`{`+self+`, "ingress": [{}]}}`)...), "anybody may call function.price on any port"},
		{append(slices.Clone(base), plain(t, policy+`{`+self+`, "ingress": [{"from": [{"namespaceSelector": {}}], "ports": [{"port": 80, "endPort": 90}]}]}}`)...),
			"every pod of every namespace may call function.price on port 80-90"},
		{append(slices.Clone(base), plain(t, policy+`{`+self+`, "policyTypes": ["Egress"], "egress": [{"to": [{"podSelector": {}}], "ports": [{"port": 53, "protocol": "UDP"}]}]}}`)...),
			"function.price may call every pod of the namespace on port 53/udp"},
		{append(slices.Clone(base), plain(t, policy+`{"podSelector": {}, "ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}]}]}}`)...),
			"10.0.0.0/8 but 10.1.0.0/16 may call every pod of the namespace on any port"},
		{append(slices.Clone(base), plain(t, policy+`{`+self+`, "ingress": [{"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}, "podSelector": {"matchLabels": {"app": "prometheus"}}}]}]}}`)...),
			"pods with app=prometheus in the namespace monitoring may call function.price on any port"},
		{append(slices.Clone(base), plain(t, policy+`{`+self+`, "ingress": [{"from": [{"podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["b", "a"]}]}}]}]}}`)...),
			"pods with app In (a,b) may call function.price on any port"},
		{append(slices.Clone(base), plain(t, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"type": "LoadBalancer", "selector": {"app.kubernetes.io/name": "shop-workspace"}, "ports": [{"port": 80}]}}`)...),
			"anybody outside may reach workspace.shop through a load balancer on port 80"},
		{append(slices.Clone(base), plain(t, `{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": {"type": "NodePort", "selector": {"a": "b"}, "ports": [{"port": 80}]}}`)...),
			"anybody outside may reach pods with a=b through ports of every node on port 80"},
		{append(slices.Clone(base), plain(t, `{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "x"}, "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["list", "get"]}]}`)...),
			"Role/x may get, list secrets"},
		{append(slices.Clone(base), plain(t, `{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": {"name": "x"}, "roleRef": {"kind": "ClusterRole", "name": "admin"}, "subjects": [{"kind": "ServiceAccount", "name": "shop-workspace"}]}`)...),
			"ServiceAccount/shop-workspace has ClusterRole/admin"},
	} {
		var widened []string
		for _, p := range permitted(test.objects) {
			if !slices.Contains(before, p) {
				widened = append(widened, p)
			}
		}
		if !slices.Equal(widened, []string{test.want}) {
			t.Errorf("got %q, want %q", widened, test.want)
		}
	}

	// Without its own policy a workload is still closed by the default one; without both it is open.
	if got := permitted(without("NetworkPolicy/shop-default-deny")); !slices.Equal(got, before) {
		t.Errorf("every workload has a policy of its own: %v", got)
	}
	both := slices.DeleteFunc(without("NetworkPolicy/shop-default-deny"), func(o backends.Object) bool {
		return o.Address.String() == "NetworkPolicy/shop-function-price"
	})
	for _, want := range []string{"anybody may call function.price on any port", "function.price may call anybody on any port"} {
		if got := permitted(both); !slices.Contains(got, want) {
			t.Errorf("%q is missing in %v", want, got)
		}
	}
}

func TestANewWorkloadOfAnEntityKeepsItsOwnName(t *testing.T) {
	objects := Backend{}.Render(context.Background(), request(t, edgeTopology, nil)).Objects
	if got := permitted(objects); !slices.Contains(got, "gateway.edge may call shop-redis-edge on port 6379") {
		t.Errorf("got\n  %s", strings.Join(got, "\n  "))
	}
}

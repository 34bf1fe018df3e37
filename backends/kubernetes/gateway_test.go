package kubernetes

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema/tree"
)

const edgeTopology = `{
  "topology": {"name": "shop"},
  "secret": {
    "tls": {"key": "shop-tls"}, "acme": {"key": "acme", "property": "key"}, "office": {"key": "office", "property": "login"},
    "token": {"key": "token", "property": "value"}, "jwt": {"key": "login", "property": "public.pem"}
  },
  "connector": {"db": {"type": "memory"}},
  "model": {"order": {"connector": "connector.db"}},
  "function": {"search": {"image": "acme/search:1"}, "admit": {"image": "acme/admit:1"}},
  "microservice": {"web": {"image": "acme/web:1", "port": 9000}, "web-next": {"image": "acme/web:2", "port": 9000}},
  "service_endpoint": {
    "pay": {"urls": ["https://a.pay.example.com/v1", "https://b.pay.example.com/v1"], "auth": {"type": "bearer", "secret": "secret.token"}, "health": {"path": "/up"}}
  },
  "gateway": {"edge": {
    "hosts": ["shop.example.com", "api.shop.example.com"], "tls": {"secret": "secret.tls"}, "allow_from": ["10.0.0.0/8"],
    "rate_limit": {"rate": "50/s", "per": "ip"},
    "cors": {"origins": ["https://shop.example.com"], "max_age": "1h"},
    "headers": {"response_set": {"X-Frame-Options": "DENY"}}
  }},
  "api_endpoint": {
    "all": {"gateway": "gateway.edge", "hosts": ["shop.example.com"], "paths": ["/*"],
      "to": {"now": {"target": "microservice.web", "weight": 9}, "next": {"target": "microservice.web-next", "weight": 1}}},
    "orders": {"gateway": "gateway.edge", "hosts": ["api.shop.example.com"], "paths": ["/v1/orders/*", "/v1/orders"], "methods": ["GET"],
      "to": "model.order", "strip_path": true, "rewrite": "/api/orders", "scopes": ["orders:read"], "auth": {"type": "key"}},
    "stock": {"gateway": "gateway.edge", "hosts": ["api.shop.example.com"], "paths": ["/v1/stock/{id}"], "to": "model.order",
      "auth": {"type": "basic"}, "rate_limit": {"rate": "10/2m", "burst": 5}},
    "pay": {"gateway": "gateway.edge", "hosts": ["shop.example.com"], "paths": ["/pay/{id}"], "to": "service_endpoint.pay", "timeout": "2s",
      "auth": {"type": "jwt", "issuer": "https://login.example.com/", "audience": ["shop"], "public_key": "secret.jwt"},
      "headers": {"request_set": {"X-Token": "secret.token", "X-Note": "say \"hi\" ${HOME} 'x'"}, "request_remove": ["X-Debug"]}},
    "search": {"gateway": "gateway.edge", "hosts": ["shop.example.com"], "paths": ["/search"], "to": "function.search", "websocket": true,
      "auth": {"type": "function", "authorizer": "function.admit"}, "rate_limit": {"rate": "1/s", "per": "endpoint"}}
  },
  "plan": {"gold": {"rate": "20/s", "quota": "1000/day", "limit": {"api_endpoint.orders": {"rate": "5/s"}}}},
  "consumer": {
    "acme": {"plan": "plan.gold", "key": "secret.acme", "scopes": ["orders:read"], "endpoints": ["api_endpoint.orders"]},
    "office": {"basic": "secret.office"}
  }
}`

func find(n *tree.Node, path ...string) *tree.Node {
	for _, key := range path {
		if n != nil && n.Kind == tree.List {
			if len(n.Items) == 0 {
				return nil
			}
			n = n.Items[0]
		}
		n = n.Get(key)
	}
	return n
}

func TestPublicRoutesAreListedOnTheConfiguration(t *testing.T) {
	o := lowered(t, edgeTopology, nil)["ConfigMap/shop-gateway-edge"]
	var routes []struct{ Method, Host, Path, To, Auth string }
	if err := json.Unmarshal([]byte(find(o.Tree, "metadata", "annotations", annotationRoutes).Str()), &routes); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range routes {
		lines = append(lines, strings.Join([]string{r.Method, r.Host, r.Path, r.To, r.Auth}, " "))
	}
	same(t, "the routes", strings.Join(lines, "\n"), `
GET api.shop.example.com /v1/orders model.order key
GET api.shop.example.com /v1/orders/* model.order key
* api.shop.example.com /v1/stock/{id} model.order basic
* shop.example.com /pay/{id} service_endpoint.pay jwt
* shop.example.com /search function.search function
* shop.example.com /* microservice.web-next, microservice.web none`)
}

func TestAnIngressLeadsEveryHostToTheGateway(t *testing.T) {
	o := lowered(t, edgeTopology, nil)["Ingress/shop-gateway-edge"]
	same(t, "the spec", string(tree.AppendYAML(nil, o.Tree.Get("spec"))), `
tls:
- hosts:
  - shop.example.com
  - api.shop.example.com
  secretName: shop-tls
rules:
- host: shop.example.com
  http:
    paths:
    - path: /
      pathType: Prefix
      backend:
        service:
          name: shop-gateway-edge
          port:
            name: http
- host: api.shop.example.com
  http:
    paths:
    - path: /
      pathType: Prefix
      backend:
        service:
          name: shop-gateway-edge
          port:
            name: http
`)
}

func TestALoadBalancerKeepsTheClientsAddressAndHasTheCertificate(t *testing.T) {
	objects := lowered(t, strings.Replace(edgeTopology, `"allow_from"`, `"expose": "loadbalancer", "allow_from"`, 1), nil)
	service := objects["Service/shop-gateway-edge"].Tree.Get("spec")
	for path, want := range map[string]string{"type": "LoadBalancer", "externalTrafficPolicy": "Local"} {
		if got := service.Get(path).Str(); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if got := find(service, "ports", "port").Str(); got != "443" {
		t.Errorf("the Service listens on %s", got)
	}
	if service.Get("loadBalancerSourceRanges") == nil {
		t.Error("the load balancer lets everybody in")
	}
	if got := find(objects["NetworkPolicy/shop-gateway-edge"].Tree, "spec", "ingress", "from", "ipBlock", "cidr").Str(); got != "10.0.0.0/8" {
		t.Errorf("the policy lets in %q", got)
	}
	if config := find(objects["ConfigMap/shop-gateway-edge"].Tree, "data", gatewayFile).Str(); !strings.HasPrefix(config, "https:\n  port: 8080\n  tls:\n    default:\n      key: /app/secrets/tls/tls.key\n") {
		t.Errorf("the gateway listens by\n%.120s", config)
	}
	if _, found := objects["Ingress/shop-gateway-edge"]; found {
		t.Error("there is an Ingress besides")
	}
}

func TestEveryNodeOfAGatewaySaysWhereItComesFrom(t *testing.T) {
	var visit func(o backends.Object, n *tree.Node, path string, known bool)
	visit = func(o backends.Object, n *tree.Node, path string, known bool) {
		if n.Origin != nil {
			known = n.Origin.How != tree.Derived || n.Origin.Rule != ""
		}
		if !known {
			t.Errorf("%s: %s comes from nowhere", o.Address, path)
		}
		for _, item := range n.Items {
			visit(o, item, path+"[]", known)
		}
		for _, f := range n.Fields {
			visit(o, f.Value, path+"."+f.Key, known)
		}
	}
	rules := map[string]bool{}
	for _, r := range (Backend{}).Rules() {
		rules[r.Name] = true
	}
	for _, o := range lowered(t, edgeTopology, nil) {
		visit(o, o.Tree, "", false)
		if o.Tree.Range().IsZero() {
			t.Errorf("%s has no place in a file", o.Address)
		}
	}
	for _, rule := range []string{loopback.RuleModel, ruleGatewayConfig, ruleGatewayStore, rulePublicRoutes} {
		if !rules[rule] {
			t.Errorf("the rule %s is not documented", rule)
		}
	}
}

func TestAPublicRouteIsPermittedByItsEndpoint(t *testing.T) {
	o := lowered(t, edgeTopology, nil)["ConfigMap/shop-gateway-edge"]
	for _, p := range (Backend{}).Permissions([]backends.Object{o}) {
		if strings.Contains(p.Text, "/pay/{id}") {
			if line := p.Origin.File.Line(p.Origin.Pos().Line); !strings.Contains(line, `"pay": {"gateway"`) {
				t.Errorf("it is asked for at %q", line)
			}
			return
		}
	}
	t.Error("no permission is about /pay/{id}")
}

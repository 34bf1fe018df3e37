package kubernetes

import (
	"context"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
)

// onEKS is a shop whose functions and events are on AWS, in a cluster that is known by its ARN.
const onEKS = `{
"topology": {"name": "shop"},
"event_bus": {"main": {}, "old": {"existing": "legacy"}},
"event": {"paid": {"bus": "event_bus.main"}, "moved": {"bus": "event_bus.old", "type": "Moved", "source": "acme"}},
"connector": {"db": {"type": "memory"}},
"model": {"cart": {"connector": "connector.db"}},
"function": {"quote": {"image": "acme/quote:1", "timeout": "90s"}, "near": {"image": "acme/near:1"}},
"microservice": {
  "web": {"image": "acme/web:1", "user": 7, "calls": ["function.quote", "model.cart", "function.near"], "publishes": ["event.paid", "event.moved"], "env": {"AWS_REGION": "eu-north-1"}},
  "lone": {"image": "acme/lone:1", "user": 7, "calls": ["function.near"]}},
"job": {"seed": {"image": "acme/seed:1", "user": 7, "publishes": ["event.paid"]}},
"gateway": {"edge": {}},
"api_endpoint": {
  "quote": {"gateway": "gateway.edge", "paths": ["/offers/{id}/*"], "strip_path": true, "rewrite": "/v2", "timeout": "3s", "to": "function.quote"},
  "near": {"gateway": "gateway.edge", "paths": ["/near"], "to": "function.near"}},
"environment": {"prod": {
  "backend": {"kubernetes": {"context": "arn:aws-cn:eks:cn-north-1:123456789012:cluster/main"}, "aws": {}},
  "default": "kubernetes",
  "place": {"function.quote": "aws", "event_bus": "aws", "model": "aws"}}}}`

func onEKSObjects(t *testing.T) map[string]backends.Object {
	t.Helper()
	req := request(t, onEKS, nil)
	req.Place = req.Topology.Place
	for _, d := range (Backend{}).Check(req) {
		if !strings.HasPrefix(d.Code, "N") {
			t.Errorf("%s: %s", d.Code, d.Summary)
		}
	}
	out := map[string]backends.Object{}
	for _, o := range (Backend{}).Render(context.Background(), req).Objects {
		out[o.Address.String()] = o
	}
	return out
}

func TestAWorkloadIsHandedWhatItCallsOnAWS(t *testing.T) {
	o := onEKSObjects(t)
	equal(t, "web", env(o["Deployment/shop-microservice-web"], container), lines(
		"AWS_REGION=eu-north-1", // what is written wins
		"ESPC_EVENT_BUS_MAIN_NAME=shop-prod-main",
		"ESPC_EVENT_BUS_OLD_NAME=legacy",
		`ESPC_EVENT_MOVED_ROUTE={"bus":"old","type":"Moved","source":"acme"}`,
		`ESPC_EVENT_PAID_ROUTE={"bus":"main","type":"shop.paid","source":"/shop"}`,
		"ESPC_FUNCTION_NEAR_URL=http://shop-function-near",
		"ESPC_FUNCTION_QUOTE_ARN=arn:aws-cn:lambda:cn-north-1:123456789012:function:shop-prod-quote",
		"ESPC_MODEL_CART_ARN=arn:aws-cn:lambda:cn-north-1:123456789012:function:shop-prod-workspace",
		"ESPC_MODEL_CART_PATH=/api/carts",
		"PORT=8080",
	))
	equal(t, "lone", env(o["Deployment/shop-microservice-lone"], container), lines("ESPC_FUNCTION_NEAR_URL=http://shop-function-near", "PORT=8080"))
	for name := range o {
		if strings.Contains(name, "quote") || strings.Contains(name, "workspace") {
			t.Errorf("%s is in the cluster", name)
		}
	}
}

func TestAPolicyOpensAWSToThoseWhoCallIt(t *testing.T) {
	const (
		public4 = `out {"ipBlock":{"cidr":"0.0.0.0/0","except":["10.0.0.0/8","100.64.0.0/10","127.0.0.0/8","169.254.0.0/16","172.16.0.0/12","192.168.0.0/16"]}} 443`
		public6 = `out {"ipBlock":{"cidr":"::/0","except":["::1/128","fc00::/7","fe80::/10"]}} 443`
		agents  = `out {"ipBlock":{"cidr":"169.254.170.23/32"}} 80` + "\n" + `out {"ipBlock":{"cidr":"fd00:ec2::23/128"}} 80`
	)
	o := onEKSObjects(t)
	for name, want := range map[string]string{
		"shop-microservice-web":  lines("out shop-function-near 8080", public4, public6, agents, dnsLine),
		"shop-job-seed":          lines(public4, public6, agents, dnsLine),
		"shop-gateway-edge":      lines("in {} 8080", "out shop-function-near 8080", public4, public6, agents, dnsLine),
		"shop-microservice-lone": lines("out shop-function-near 8080", dnsLine),
	} {
		got := opened(o["NetworkPolicy/"+name])
		if name == "shop-gateway-edge" { // its door has no peers
			got = lines("in {} 8080", got)
		}
		equal(t, name, got, want)
	}
	var got []string
	for _, p := range (Backend{}).Permissions([]backends.Object{o["NetworkPolicy/shop-job-seed"], o["Job/"+jobOf(o)]}) {
		got = append(got, p.Text)
	}
	want := []string{
		"job.seed may call any public address on port 443 (a policy knows no host names)",
		"job.seed may call the Pod Identity agent on port 80",
	}
	if !slices.Equal(got, want) {
		t.Errorf("the plan says %q", got)
	}
}

func jobOf(objects map[string]backends.Object) string {
	for name := range objects {
		if rest, ok := strings.CutPrefix(name, "Job/"); ok {
			return rest
		}
	}
	return ""
}

func TestARouteToAFunctionOnAWSInvokesIt(t *testing.T) {
	o := onEKSObjects(t)
	config := at(o["ConfigMap/shop-gateway-edge"], "data/gateway.config.yml")
	for _, want := range []string{
		`\n- proxy\n- lambda\n`,
		`- lambda:\n      - action:\n          function: arn:aws-cn:lambda:cn-north-1:123456789012:function:shop-prod-quote\n          stripPath: true\n          rewrite: /v2\n          proxyTimeout: 3000\n`,
	} {
		if !strings.Contains(config, want) {
			t.Errorf("the configuration has no %s in\n%s", want, strings.ReplaceAll(config, `\n`, "\n"))
		}
	}
	if strings.Contains(config, "function.quote:") {
		t.Error("it has an address in the cluster too")
	}
}

func TestWhatAnInvocationCannotDoIsRefused(t *testing.T) {
	for change, want := range map[[2]string]string{
		{`"timeout": "3s"`, `"websocket": true`}: "E0754 api_endpoint.quote",
		{`"timeout": "3s", "to": "function.quote"`, `"to": {"a": {"target": "function.quote", "weight": 1}, "b": {"target": "function.near", "weight": 1}}`}: "E0710 api_endpoint.quote",
		{`arn:aws-cn:eks:cn-north-1:123456789012:cluster/main`, `prod`}:                                                                                      "E1002 environment.prod",
		{`"aws": {}`, `"aws": {"region": "cn-northwest-1"}`}:                                                                                                 "E1002 environment.prod",
	} {
		document := strings.Replace(onEKS, change[0], change[1], 1)
		if document == onEKS {
			t.Fatalf("%q is not in the document", change[0])
		}
		req := request(t, document, nil)
		req.Place = req.Topology.Place
		var got []string
		for _, d := range (Backend{}).Check(req) {
			if !strings.HasPrefix(d.Code, "N") {
				got = append(got, d.Code+" "+d.Address)
			}
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%s: got %q, want %q", change[1], got, want)
		}
	}
}

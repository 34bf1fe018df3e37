package kubernetes

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// everything has an entity of every kind that this backend lowers.
const everything = `{
  "topology": {"name": "shop", "labels": {"team": "web", "app": "x"}},
  "environment": {"prod": {"backend": {"kubernetes": {"namespace": "live", "registry": "registry.example.com/shop", "secrets": "external", "secret_store": "vault",
    "workspace": {"replicas": 3, "memory": "1Gi"}}}}},
  "secret": {"db": {"key": "prod/db", "property": "password"}, "tls": {"key": "prod/tls"}, "key": {"key": "prod/key"}, "unused": {"key": "nobody"}},
  "connector": {"db": {"type": "postgresql", "host": "db.example.com", "database": "d", "password": "secret.db"}},
  "model": {"order": {"connector": "connector.db"}, "review": {"connector": "connector.db"}},
  "service_endpoint": {"pay": {"urls": ["https://pay.example.com"]}},
  "function": {"price": {"runtime": "nodejs24", "source": "price", "calls": ["model.order", "service_endpoint.pay"]}, "tick": {"image": "acme/tick:1"}},
  "microservice": {
    "reviews": {"models": ["model.review"]},
    "web": {"image": "acme/web:1", "calls": ["function.price"], "env": {"KEY": "secret.key"}, "file": {"/etc/app.conf": {"inline": "x"}}, "scale": {"min": 2, "max": 4}},
    "db": {"image": "acme/db:1", "port": 5432, "protocol": "tcp", "volume": {"data": {"size": "1Gi", "path": "/data"}}, "aliases": ["pg"]}
  },
  "job": {"seed": {"image": "acme/seed:1", "before": ["microservice.web"]}, "nightly": {"runtime": "python3.13", "source": "nightly"}},
  "schedule": {"tick": {"every": "1h", "to": "function.tick", "input": {"a": 1}}, "nightly": {"cron": "0 1 * * *", "to": "job.nightly"}},
  "gateway": {"edge": {"hosts": ["shop.example.com"], "tls": {"secret": "secret.tls"}}},
  "api_endpoint": {"all": {"gateway": "gateway.edge", "paths": ["/*"], "to": "microservice.web"}}
}`

var everythingFiles = map[string]string{"price/index.js": "", "nightly/main.py": ""}

func TestTheSameBytesAlways(t *testing.T) {
	var first []byte
	for _, processors := range []int{1, 2, 7} {
		previous := runtime.GOMAXPROCS(processors)
		for range 5 {
			var out []byte
			for _, a := range (Backend{}).Artifacts(Backend{}.Render(context.Background(), request(t, everything, everythingFiles)).Objects) {
				out = append(append(out, a.Path...), a.Bytes()...)
			}
			if first == nil {
				first = out
			}
			if !bytes.Equal(out, first) {
				t.Errorf("other bytes with %d processors", processors)
			}
		}
		runtime.GOMAXPROCS(previous)
	}
}

func TestObjectsComeByFileRankAndName(t *testing.T) {
	objects := Backend{}.Render(context.Background(), request(t, everything, everythingFiles)).Objects
	key := func(o backends.Object) string {
		return o.File + "\x00" + string(rune('0'+Backend{}.Rank(o.Address.Type))) + o.Address.Name
	}
	if !slices.IsSortedFunc(objects, func(a, b backends.Object) int { return strings.Compare(key(a), key(b)) }) {
		for _, o := range objects {
			t.Log(o.File, o.Address)
		}
		t.Error("not sorted")
	}
	for _, o := range objects {
		want := string(o.Source[0].Kind) + "-" + o.Source[0].Name + ".yaml"
		equal(t, "file of "+o.Address.String(), o.File, want)
		equal(t, "entity of "+o.Address.String(), strings.Trim(at(o, "metadata/labels/espc.dev~entity"), `"`), o.Source[0].String())
	}
}

func TestEveryObjectSaysWhatItIs(t *testing.T) {
	o := lowered(t, everything, everythingFiles)
	equal(t, "labels", at(o["Deployment/shop-function-price"], "metadata/labels"), `{"app.kubernetes.io/name":"shop-function-price","app.kubernetes.io/part-of":"shop",`+
		`"app.kubernetes.io/component":"function","app.kubernetes.io/managed-by":"espc","espc.dev/entity":"function.price","app":"x","team":"web"}`)
	equal(t, "the pods' are the same", at(o["Deployment/shop-function-price"], "spec/template/metadata/labels"), at(o["Deployment/shop-function-price"], "metadata/labels"))
	for address, object := range o {
		if object.Address.Kind() != "Namespace" {
			equal(t, "namespace of "+address, at(object, "metadata/namespace"), `"live"`)
		}
		for _, label := range []string{"app.kubernetes.io~name", "app.kubernetes.io~component", "espc.dev~entity", "team"} {
			if at(object, "metadata/labels/"+label) == "" {
				t.Errorf("%s has no label %s", address, label)
			}
		}
	}
	equal(t, "what pods it takes", at(o["Namespace/live"], "metadata/labels/pod-security.kubernetes.io~enforce"), `"restricted"`)
	equal(t, "the namespace itself", at(o["Namespace/live"], "metadata/namespace"), "")
	equal(t, "runtime images come from the registry", at(o["Deployment/shop-function-price"], container+"/image"), `"registry.example.com/shop/espc-function-nodejs24:0"`)
	equal(t, "the workspace's size", at(o["Deployment/shop-workspace"], "spec/replicas")+at(o["Deployment/shop-workspace"], container+"/resources/limits/memory"), `3"1Gi"`)
}

func TestSecretsFromAStore(t *testing.T) {
	o := lowered(t, everything, everythingFiles)
	equal(t, "with a property", at(o["ExternalSecret/shop-secret-db"], "spec"),
		`{"secretStoreRef":{"kind":"ClusterSecretStore","name":"vault"},"data":[{"secretKey":"value","remoteRef":{"key":"prod/db","property":"password"}}]}`)
	equal(t, "without", at(o["ExternalSecret/shop-secret-key"], "spec/data"), `[{"secretKey":"value","remoteRef":{"key":"prod/key"}}]`)
	equal(t, "whole", at(o["ExternalSecret/shop-secret-tls"], "spec/dataFrom")+at(o["ExternalSecret/shop-secret-tls"], "spec/target"),
		`[{"extract":{"key":"prod/tls"}}]{"template":{"type":"kubernetes.io/tls"}}`)
	equal(t, "reference", at(o["Deployment/shop-microservice-web"], container+"/env/name=KEY/valueFrom/secretKeyRef"), `{"name":"shop-secret-key","key":"value"}`)
	if _, ok := o["ExternalSecret/shop-secret-unused"]; ok {
		t.Error("a secret that nothing reads is brought")
	}
}

func TestNothingIsMadeOfWhatIsPlacedElsewhere(t *testing.T) {
	req := request(t, everything, everythingFiles)
	req.Place = func(schema.Address) string { return "aws" }
	if objects := (Backend{}).Render(context.Background(), req).Objects; len(objects) > 0 {
		t.Errorf("%d objects", len(objects))
	}
}

func TestACancelledRenderEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if objects := (Backend{}).Render(ctx, request(t, everything, everythingFiles)).Objects; len(objects) > 0 {
		t.Errorf("%d objects", len(objects))
	}
}

// origins calls visit for each scalar of a tree with the origin that counts for it: its own, or its nearest ancestor's.
func origins(n *tree.Node, path string, o *tree.Origin, visit func(path string, n *tree.Node, o *tree.Origin)) {
	if n.Origin != nil {
		o = n.Origin
	}
	for _, f := range n.Fields {
		origins(f.Value, path+"/"+f.Key, o, visit)
	}
	for _, item := range n.Items {
		origins(item, path+"/[]", o, visit)
	}
	if n.Kind != tree.Map && n.Kind != tree.List {
		visit(path, n, o)
	}
}

func TestEveryFieldKnowsWhereItCameFrom(t *testing.T) {
	documented := map[string]bool{}
	for _, rule := range (Backend{}).Rules() {
		if documented[rule.Name] || rule.Doc == "" {
			t.Errorf("rule %s is there twice or says nothing", rule.Name)
		}
		documented[rule.Name] = true
	}
	used := map[string]bool{}
	for _, document := range []string{everything, edgeTopology, scheduleTopology} {
		for _, o := range (Backend{}).Render(context.Background(), request(t, document, everythingFiles)).Objects {
			if o.Tree.Range().IsZero() {
				t.Errorf("%s has no place", o.Address)
			}
			origins(o.Tree, o.Address.String(), nil, func(path string, n *tree.Node, at *tree.Origin) {
				if at == nil {
					t.Errorf("%s has no origin", path)
				}
				for ; at != nil && at.How == tree.Derived; at = at.From {
					used[at.Rule] = true
				}
			})
		}
	}
	for rule := range used {
		// The schema names what it derives by the field: model.plural.
		if !documented[rule] && !strings.Contains(rule, ".") {
			t.Errorf("rule %s is not documented", rule)
		}
	}
}

func TestAFieldPointsAtItsOwnLine(t *testing.T) {
	document := strings.ReplaceAll(`{"topology": {"name": "shop"}, "microservice": {"web": {
"image": "acme/web:1",
"port": 9000,
"memory": "512Mi",
"calls": ["function.f"],
"env": {"A": "b"}}},
"function": {"f": {"image": "acme/f:1"}}}`, "\r", "")
	o := lowered(t, document, nil)
	web, policy, service := o["Deployment/shop-microservice-web"], o["NetworkPolicy/shop-microservice-web"], o["Service/shop-microservice-web"]
	line := func(o backends.Object, path string) (line int) {
		origins(o.Tree, "", nil, func(p string, _ *tree.Node, at *tree.Origin) {
			if p == path {
				line = at.Place().Pos().Line
			}
		})
		return line
	}
	const c = "/spec/template/spec/containers/[]/"
	for _, test := range []struct {
		o    backends.Object
		path string
		want int
	}{
		{web, c + "image", 2},
		{web, c + "ports/[]/containerPort", 3},
		{service, "/spec/ports/[]/port", 3},
		{web, c + "resources/limits/memory", 4},
		{web, c + "resources/requests/memory", 4},
		{policy, "/spec/egress/[]/to/[]/podSelector/matchLabels/app.kubernetes.io/name", 7}, // the callee's name; DNS has no line
	} {
		if got := line(test.o, test.path); got != test.want {
			t.Errorf("%s %s is from line %d, want %d", test.o.Address, test.path, got, test.want)
		}
	}
	rule := policy.Tree.Get("spec").Get("egress").Items[0]
	if got := rule.Range().Pos().Line; got != 5 {
		t.Errorf("the rule is from line %d, want that of calls", got)
	}
}

// Other checks refuse such topologies, but every check runs, so that all mistakes are shown together.
func TestNothingPanicsOnWhatIsIncomplete(t *testing.T) {
	for _, document := range []string{
		`{"topology": {"name": "shop"}, "function": {"f": {}}, "microservice": {"m": {}}, "job": {"j": {}}, "schedule": {"s": {}}, "gateway": {"g": {}},
		  "api_endpoint": {"e": {}}, "connector": {"c": {}}, "model": {"m": {}}, "service_endpoint": {"s": {}}, "consumer": {"c": {}}, "plan": {"p": {}}, "secret": {"s": {}},
		  "environment": {"x": {"backend": {"kubernetes": {}}}}, "output": {"o": {}}, "event": {"e": {}}, "integration": {"i": {}}}`,
		`{"topology": {"name": "shop"}, "function": {"f": {"source": "nowhere"}}, "microservice": {"m": {"models": ["model.none"], "scale": {}, "health": {}, "volume": {"v": {}},
		  "scratch": {"s": {}}, "file": {"/f": {}}, "port_named": {"p": {}}, "calls": ["function.none"], "env": {"A": "secret.none", "B": {"of": "gateway.none"}}}},
		  "job": {"j": {"source": "nowhere", "before": ["function.none"]}}, "schedule": {"s": {"to": "job.none"}, "t": {"to": "function.none", "cron": "x"}},
		  "gateway": {"g": {"tls": {}, "auth": {}, "rate_limit": {}, "cors": {}, "headers": {}}},
		  "api_endpoint": {"e": {"gateway": "gateway.none", "to": "function.none"}, "f": {"gateway": "gateway.g", "to": {"a": {}}}},
		  "model": {"m": {"connector": "connector.none", "property": {"p": {}}, "relation": {"r": {}}, "access": {"a": {}}}}}`,
		`{"topology": {}}`,
	} {
		req := request(t, document, nil)
		backend := Backend{}
		backend.Check(req)
		objects := backend.Render(context.Background(), req).Objects
		backend.Lint(objects)
		backend.Permissions(objects)
		backend.Artifacts(objects)
	}
	backend := Backend{}
	for _, doc := range []string{`{}`, `[]`, `1`, `{"apiVersion": "v1", "kind": "NetworkPolicy"}`, `{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "x"}, "spec": []}`,
		`{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "x", "labels": []}, "spec": {"template": {"spec": {"containers": {}, "volumes": "x"}}}}`} {
		objects := plain(t, doc)
		backend.Lint(objects)
		backend.Permissions(objects)
	}
}

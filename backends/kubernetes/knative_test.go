package kubernetes

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// onKnative is a document with an environment that has Knative Serving.
func onKnative(entities string) string {
	return `{"topology": {"name": "shop"}, "environment": {"default": {"backend": {"kubernetes": {"namespace": "shop", "serving": "knative"}}}},` + entities + `}`
}

func TestAFunctionIsAKnativeServiceWithItsBounds(t *testing.T) {
	o := lowered(t, onKnative(`"function": {"price": {"runtime": "python3.13", "source": "price", "timeout": "10s", "scale": {"min": 1, "max": 7, "concurrency": 12}}}`),
		map[string]string{"price/main.py": "def handler(r): pass\n"})
	f := o["Service/shop-function-price"]
	equal(t, "its type", f.Address.Type, "serving.knative.dev/v1/Service")
	equal(t, "bounds", at(f, "spec/template/metadata/annotations"),
		`{"autoscaling.knative.dev/min-scale":"1","autoscaling.knative.dev/max-scale":"7"}`)
	equal(t, "concurrency and timeout", at(f, "spec/template/spec/containerConcurrency")+" "+at(f, "spec/template/spec/timeoutSeconds"), "12 10")
	equal(t, "nobody outside reaches it", at(f, "metadata/labels/networking.knative.dev~visibility"), `"cluster-local"`)
	if got := env(f, container); !strings.Contains(got, "FUNCTION_CONCURRENCY=12\n") || strings.Contains(got, "PORT=") {
		t.Errorf("environment: %s", got)
	}
	for name := range o {
		if strings.HasPrefix(name, "Deployment/") || strings.HasPrefix(name, "HorizontalPodAutoscaler/") {
			t.Errorf("there is %s", name)
		}
	}
}

func TestARevisionIsNamedByItsContentAndKeepsItsFiles(t *testing.T) {
	name := func(code, more string) string {
		t.Helper()
		o := lowered(t, onKnative(`"function": {"f": {"runtime": "nodejs24", "source": "f"`+more+`}}`), map[string]string{"f/index.js": code})
		f := o["Service/shop-function-f"]
		revision := templateName(&f)
		files := o["ConfigMap/"+revision]
		if files.Tree == nil {
			t.Fatalf("there is no ConfigMap/%s", revision)
		}
		equal(t, "the code", at(files, "data/index.js")+at(files, "immutable"), `"`+code+`"true`)
		equal(t, "what is mounted", at(f, "spec/template/spec/volumes/0/configMap/name"), `"`+revision+`"`)
		equal(t, "who gets the requests", at(f, "spec/traffic"), `[{"revisionName":"`+revision+`","percent":100}]`)
		return revision
	}
	one := name("one", "")
	equal(t, "the same content", name("one", ""), one)
	for _, other := range []string{name("two", ""), name("one", `, "memory": "512Mi"`), name("one", `, "scale": {"min": 1}`)} {
		if other == one || !ofContent(other, "shop-function-f") {
			t.Errorf("another content is %s, as %s", other, one)
		}
	}
	equal(t, "a canary is no content", name("one", `, "rollout": {"canary": 10}`), one)
}

func TestAStatelessMicroserviceRunsOnKnative(t *testing.T) {
	o := lowered(t, onKnative(`"microservice": {
	  "web": {"image": "acme/web:1", "port": 3000, "user": 7, "env": {"PORT": "3000"}, "file": {"/etc/web.conf": {"inline": "a"}}, "scratch": {"tmp": {"path": "/tmp"}}},
	  "rpc": {"image": "acme/rpc:1", "port": 50051, "protocol": "grpc", "user": 7, "scale": {"min": 2, "max": 5, "cpu_percent": 60}}
	}`), nil)
	web, rpc := o["Service/shop-microservice-web"], o["Service/shop-microservice-rpc"]
	equal(t, "the port", at(web, container+"/ports"), `[{"name":"http1","containerPort":3000}]`)
	equal(t, "as many as without", at(web, "spec/template/metadata/annotations"),
		`{"autoscaling.knative.dev/min-scale":"2","autoscaling.knative.dev/max-scale":"2"}`)
	equal(t, "variables", env(web, container), "")
	equal(t, "mounts", at(web, container+"/volumeMounts"),
		`[{"name":"espc-files","mountPath":"/etc/web.conf","subPath":"web.conf","readOnly":true},{"name":"tmp","mountPath":"/tmp"}]`)
	equal(t, "one evicted at a time", at(o["PodDisruptionBudget/shop-microservice-web"], "spec/maxUnavailable"), "1")
	equal(t, "gRPC", at(rpc, container+"/ports")+at(rpc, container+"/readinessProbe"),
		`[{"name":"h2c","containerPort":50051}]{"grpc":{"port":50051}}`)
	equal(t, "scaled by CPU", at(rpc, "spec/template/metadata/annotations"),
		`{"autoscaling.knative.dev/min-scale":"2","autoscaling.knative.dev/max-scale":"5","autoscaling.knative.dev/class":"hpa.autoscaling.knative.dev","autoscaling.knative.dev/metric":"cpu","autoscaling.knative.dev/target":"60"}`)
	equal(t, "restricted by the container alone", at(web, container+"/securityContext")+at(web, "spec/template/spec/securityContext"),
		`{"runAsNonRoot":true,"runAsUser":7,"seccompProfile":{"type":"RuntimeDefault"},"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]},"readOnlyRootFilesystem":true}`)
}

func TestWhatKnativeCanNotRunStaysADeploymentWithANote(t *testing.T) {
	for fields, kind := range map[string]string{
		`"volume": {"data": {"size": "1Gi", "path": "/data"}}`: "StatefulSet",
		`"protocol": "tcp"`:                     "Deployment",
		`"port": 0`:                             "Deployment",
		`"replicas": 0`:                         "Deployment",
		`"port": 9090`:                          "Deployment",
		`"port_named": {"admin": {"port": 81}}`: "Deployment",
		`"aliases": ["other"]`:                  "Deployment",
		`"session_affinity": "ip"`:              "Deployment",
		`"fs_group": 7`:                         "Deployment",
		`"health": {"type": "exec", "command": ["true"]}`:              "Deployment",
		`"health": {"port": 81, "path": "/"}, "env": {"PORT": "8080"}`: "Deployment",
		`"scratch": {"dev": {"path": "/dev/"}}`:                        "Deployment",
		`"env": {"K_SERVICE": "a"}`:                                    "Deployment",
		`"env": {"PORT": "81"}`:                                        "Deployment",
	} {
		document := onKnative(`"microservice": {"m": {"image": "acme/m:1", "user": 7, ` + fields + `}}`)
		if o := lowered(t, document, nil); o[kind+"/shop-microservice-m"].Tree == nil {
			t.Errorf("%s: there is no %s", fields, kind)
		}
		notes := newRender(request(t, document, nil)).notes()
		if len(notes) != 1 || notes[0].Code != "N0740" || notes[0].Subject.IsZero() {
			t.Errorf("%s: %v", fields, notes)
		}
	}
}

func TestCallersOfAKnativeServiceGoThroughKnative(t *testing.T) {
	o := lowered(t, onKnative(`"function": {"a": {"image": "acme/a:1", "calls": ["function.b", "function.a"]}, "b": {"image": "acme/b:1"}},
	  "job": {"j": {"image": "acme/j:1", "user": 7, "calls": ["function.a"], "env": {"B": {"of": "function.b", "part": "address"}}}}`), nil)
	equal(t, "addresses", env(o["Service/shop-function-a"], container), strings.Join([]string{
		"ESPC_FUNCTION_A_URL=http://shop-function-a.shop.svc.cluster.local",
		"ESPC_FUNCTION_B_URL=http://shop-function-b.shop.svc.cluster.local",
		"FUNCTION_TIMEOUT_SECONDS=30"}, "\n"))
	peer := `[{"namespaceSelector":{"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"In","values":["contour-internal","istio-system","knative-serving","kourier-system"]}]}}]`
	equal(t, "out", at(o["NetworkPolicy/shop-function-a"], "spec/egress/0"), `{"to":`+peer+`}`)
	equal(t, "in, though nobody but the job calls", at(o["NetworkPolicy/shop-function-b"], "spec/ingress"), `[{"from":`+peer+`}]`)
	equal(t, "no way out", at(o["NetworkPolicy/shop-function-b"], "spec/egress"), "")
}

func TestWhatKnativeSetsIsNoVariableOfAFunction(t *testing.T) {
	for variable, want := range map[string]string{`"K_REVISION": "a"`: "E0741:1", `"PORT": "81"`: "E0741:1", `"PORT": "8080"`: ""} {
		got := reported(t, onKnative(`"function": {"f": {"image": "acme/f:1", "env": {`+variable+`}}}`), nil)
		equal(t, variable, strings.Join(got, " "), want)
	}
}

func TestACanaryNeedsRevisions(t *testing.T) {
	canary := `{"f": {"image": "acme/f:1", "user": 7, "rollout": {"canary": 10}, "port": 0}}`
	equal(t, "a Deployment beside Knative", strings.Join(reported(t, onKnative(`"microservice": `+canary), nil), " "), "E0702:1")
	equal(t, "a function", strings.Join(reported(t, onKnative(`"function": {"f": {"image": "acme/f:1", "rollout": {"canary": 10}}}`), nil), " "), "")
}

func TestAnOverlayThatMakesAKnativeServicePublicWidensPermissions(t *testing.T) {
	req := request(t, onKnative(`"function": {"f": {"image": "acme/f:1"}}`), nil)
	objects := Backend{}.Render(t.Context(), req).Objects
	before := len(Backend{}.Permissions(objects))
	for i, o := range objects {
		if o.Address.Type == servingType.typ {
			meta := o.Tree.Get("metadata")
			labels := *meta.Get("labels")
			labels.Fields = slices.DeleteFunc(slices.Clone(labels.Fields), func(f tree.Field) bool { return f.Key == labelVisibility })
			objects[i].Tree = withField(o.Tree, "metadata", withField(meta, "labels", &labels))
		}
	}
	after := Backend{}.Permissions(objects)
	if len(after) != before+1 || !slices.ContainsFunc(after, func(p backends.Permission) bool {
		return p.Text == "anybody outside may call function.f through the ingress of Knative, past the gateways"
	}) {
		t.Errorf("%d and then %v", before, after)
	}
}

func TestMoreThanKnativeTakesAsItIsInstalledIsWarnedOf(t *testing.T) {
	notes := newRender(request(t, onKnative(`"function": {"f": {"image": "acme/f:1", "timeout": "11m"}, "g": {"image": "acme/g:1", "timeout": "10m", "scale": {"concurrency": 1000}}}`), nil)).notes()
	if len(notes) != 1 || notes[0].Code != "W0742" {
		t.Errorf("%v", notes)
	}
}

func TestAnEndpointsTimeoutIsOneOfTheMicroservice(t *testing.T) {
	for timeout, want := range map[string]string{"10m": "", "10m1s": "W0742:1"} {
		notes := newRender(request(t, onKnative(`"microservice": {"m": {"image": "acme/m:1", "user": 7}}, "gateway": {"edge": {}},
		  "api_endpoint": {"m": {"gateway": "gateway.edge", "paths": ["/*"], "to": "microservice.m", "timeout": "`+timeout+`"}}`), nil)).notes()
		got := ""
		for _, d := range notes {
			if d.Code == "W0742" {
				got += d.Code + ":" + strconv.Itoa(strings.Count(d.Summary, "601"))
			}
		}
		equal(t, timeout, got, want)
	}
}

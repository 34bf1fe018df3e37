package kubernetes

import (
	"strings"
	"testing"
)

func TestAFunctionRunsItsSource(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"},
	  "function": {"resize": {"runtime": "nodejs24", "source": "resize", "handler": "src/main.handle.deep", "memory": "128Mi", "timeout": "10s"}}
	}`, map[string]string{"resize/src/main.mjs": "export {}\n", "resize/package.json": "{}", "resize/logo.bin": "\xff\xfe"})
	equal(t, "text", at(o["ConfigMap/shop-function-resize"], "data"), `{"package.json":"{}","src__main.mjs":"export {}\n"}`)
	equal(t, "what is no text", at(o["ConfigMap/shop-function-resize"], "binaryData"), `{"logo.bin":"//4="}`)
	f := o["Deployment/shop-function-resize"]
	equal(t, "every key with its path", at(f, "spec/template/spec/volumes/0/configMap/items"),
		`[{"key":"logo.bin","path":"logo.bin"},{"key":"package.json","path":"package.json"},{"key":"src__main.mjs","path":"src/main.mjs"}]`)
	equal(t, "image", at(f, container+"/image"), `"espc-function-nodejs24:0"`)
	equal(t, "environment", env(f, container), strings.Join([]string{
		"FUNCTION_SIGNATURE_TYPE=http", "FUNCTION_SOURCE=/app/function/src/main.mjs", "FUNCTION_TARGET=handle.deep", "FUNCTION_TIMEOUT_SECONDS=10", "PORT=8080",
	}, "\n"))
	equal(t, "who it runs as", at(f, "spec/template/spec/securityContext/runAsUser")+at(f, container+"/securityContext/readOnlyRootFilesystem"), "65532true")
	equal(t, "resources", at(f, container+"/resources"), `{"requests":{"cpu":"100m","memory":"128Mi"},"limits":{"memory":"128Mi"}}`)
	equal(t, "the Service's 80 leads to 8080", at(o["Service/shop-function-resize"], "spec/ports"), `[{"name":"http","port":80,"targetPort":8080}]`)
}

func TestAFlatSourceNeedsNoListOfKeys(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"}, "function": {"quote": {"runtime": "python3.13", "source": "quote", "scale": {"concurrency": 4}}}}`,
		map[string]string{"quote/main.py": "def handler(r): pass\n"})
	f := o["Deployment/shop-function-quote"]
	equal(t, "volumes", at(f, "spec/template/spec/volumes"),
		`[{"name":"espc-source","configMap":{"name":"shop-function-quote"}},{"name":"espc-tmp","emptyDir":{"sizeLimit":"64Mi"}}]`)
	if got := env(f, container); !strings.Contains(got, "FUNCTION_CONCURRENCY=4\n") || !strings.Contains(got, "FUNCTION_SOURCE=/app/function/main.py\n") {
		t.Errorf("environment: %s", got)
	}
}

func TestWhatLeadsToAFunctionDecidesItsSignature(t *testing.T) {
	o := lowered(t, `{"topology": {"name": "shop"},
	  "function": {"sweep": {"runtime": "nodejs24", "source": "sweep"}},
	  "schedule": {"sweep": {"every": "1h", "to": "function.sweep"}}
	}`, map[string]string{"sweep/index.js": ""})
	if got := env(o["Deployment/shop-function-sweep"], container); !strings.Contains(got, "FUNCTION_SIGNATURE_TYPE=cloudevent") {
		t.Errorf("environment: %s", got)
	}
}

func TestAFunctionScalesFromOne(t *testing.T) {
	for scale, want := range map[string]string{
		``:                                "1 10",
		`, "scale": {"min": 0}`:           "1 10",
		`, "scale": {"min": 3, "max": 4}`: "3 4",
		`, "scale": {"max": 1}`:           "", // nothing to scale
	} {
		o := lowered(t, `{"topology": {"name": "shop"}, "function": {"f": {"image": "acme/f:1"`+scale+`}}}`, nil)
		h := o["HorizontalPodAutoscaler/shop-function-f"]
		got := ""
		if h.Tree != nil {
			got = at(h, "spec/minReplicas") + " " + at(h, "spec/maxReplicas")
		}
		equal(t, scale, got, want)
		if f := o["Deployment/shop-function-f"]; (at(f, "spec/replicas") == "") != (want != "") {
			t.Errorf("%s: replicas %s", scale, at(f, "spec/replicas"))
		}
	}
}

func TestAChangedSourceRollsThePods(t *testing.T) {
	const document = `{"topology": {"name": "shop"}, "function": {"f": {"runtime": "nodejs24", "source": "f"}}}`
	checksum := func(files map[string]string) string {
		return at(lowered(t, document, files)["Deployment/shop-function-f"], "spec/template/metadata/annotations")
	}
	first := checksum(map[string]string{"f/index.js": "a"})
	for _, other := range []map[string]string{{"f/index.js": "b"}, {"f/index.js": "a", "f/b.js": ""}, {"f/index.js": "a", "f/lib/b.js": ""}} {
		if checksum(other) == first {
			t.Errorf("%v does not roll the pods", other)
		}
	}
	if checksum(map[string]string{"f/index.js": "a"}) != first {
		t.Error("the same source rolls the pods")
	}
}

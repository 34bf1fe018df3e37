package netpol

import (
	"os"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
)

func TestTrafficInTheShopFlowsExactlyAlongItsEdges(t *testing.T) {
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	expectation := readExpectation(t, "../testdata/shop-edges.yaml")
	environments := 0
	for _, folder := range folders {
		if folder.Example != "shop" {
			continue
		}
		environments++
		t.Run(folder.Environment, func(t *testing.T) {
			cluster, err := NewCluster(folder.Documents)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckEdges(cluster, expectation.In(folder.Environment)); err != nil {
				t.Error(err)
			}
		})
	}
	if environments == 0 {
		t.Error("golden holds no shop")
	}
}

func TestHandWrittenPoliciesMatchTheirEdges(t *testing.T) {
	if err := checkFixture(t, readText(t, "testdata/shop.yaml"), "testdata/shop-edges.yaml"); err != nil {
		t.Error(err)
	}
}

// Each case breaks the hand-written folder in one place. What is opened must show as well as what is cut.
func TestAPolicyThatDiffersFromTheEdgesIsFound(t *testing.T) {
	const functionRule = "podSelector: {matchLabels: {app.kubernetes.io/part-of: shop, espc.dev/entity: function.quote}}}]\n      ports: [{port: 11211"
	fixture := readText(t, "testdata/shop.yaml")
	for _, test := range []struct {
		name     string
		document string // kind and name of the object that is changed
		old, new string // the whole object goes if old is empty
		want     []string
	}{
		{"policy removed, with the default deny still there", "NetworkPolicy shop-microservice-cache", "", "",
			[]string{"shop-function-quote -> shop-microservice-cache on 11211/TCP is an edge, but not allowed",
				"shop-microservice-cache -> cluster-dns on 53/UDP is an edge, but not allowed"}},
		{"edge's ingress removed", "NetworkPolicy shop-microservice-cache", functionRule, strings.Replace(functionRule, "function.quote", "function.other", 1),
			[]string{"shop-function-quote -> shop-microservice-cache on 11211/TCP is an edge, but not allowed"}},
		{"edge's egress removed", "NetworkPolicy shop-gateway-edge", "espc.dev/entity: function.quote", "espc.dev/entity: function.other",
			[]string{"shop-gateway-edge -> shop-function-quote on 8080/TCP is an edge, but not allowed"}},
		{"wrong port", "NetworkPolicy shop-microservice-cache", "port: 11211, protocol", "port: 11212, protocol",
			[]string{"shop-function-quote -> shop-microservice-cache on 11211/TCP is an edge, but not allowed"}},
		{"wrong protocol", "NetworkPolicy shop-microservice-cache", "protocol: TCP}]\n  egress", "protocol: UDP}]\n  egress",
			[]string{"shop-function-quote -> shop-microservice-cache on 11211/TCP is an edge, but not allowed"}},
		{"gateway opened on every port", "NetworkPolicy shop-gateway-edge", "    - ports: [{port: 8080}]\n  egress", "    - {}\n  egress",
			[]string{"internet -> shop-gateway-edge on 1/TCP is allowed without an edge",
				"lan -> shop-gateway-edge on 65535/UDP is allowed without an edge"}},
		{"callee that lets the whole topology in", "NetworkPolicy shop-function-quote", "part-of: shop, espc.dev/entity: schedule.nightly}", "part-of: shop}",
			[]string{"shop-microservice-cache -> shop-function-quote on 8080/TCP is let in without an edge"}},
		{"caller that is let out on every port", "NetworkPolicy shop-gateway-edge", "function.quote}}}]\n      ports: [{port: 8080}]", "function.quote}}}]",
			[]string{"shop-gateway-edge -> shop-function-quote on 1/UDP is let out without an edge"}},
		{"peers by entity alone", "NetworkPolicy shop-function-quote", "{app.kubernetes.io/part-of: shop, espc.dev/entity: schedule.nightly}", "{espc.dev/entity: schedule.nightly}",
			[]string{"shop-schedule-nightly-0a1b2c of another topology -> shop-function-quote on 8080/TCP is allowed without an edge"}},
		{"peers of every namespace", "NetworkPolicy shop-function-quote", "- podSelector: {matchLabels: {app.kubernetes.io/part-of: shop, espc.dev/entity: gateway.edge}}",
			"- {namespaceSelector: {}, podSelector: {matchLabels: {app.kubernetes.io/part-of: shop, espc.dev/entity: gateway.edge}}}",
			[]string{"shop-gateway-edge in another namespace -> shop-function-quote on 8080/TCP is allowed without an edge"}},
		{"outside without the exception of carriers' addresses", "NetworkPolicy shop-function-quote", "100.64.0.0/10, ", "",
			[]string{"with pods in 100.64.0.0/10:\nshop-function-quote -> shop-gateway-edge on 443/TCP is let out without an edge"}},
		{"outside without the exception of link-local addresses", "NetworkPolicy shop-function-quote", "169.254.0.0/16, ", "",
			[]string{"shop-function-quote -> metadata on 443/TCP is allowed without an edge"}},
		{"outside by IPv4 only", "NetworkPolicy shop-function-quote", "::/0", "64:ff9b::/96",
			[]string{"shop-function-quote -> internet6 on 443/TCP is an edge, but not allowed"}},
		{"names looked up anywhere", "NetworkPolicy shop-microservice-cache", "namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}",
			"namespaceSelector: {}",
			[]string{"shop-microservice-cache -> pod without labels on 53/UDP is allowed without an edge"}},
		{"Service removed", "Service shop-microservice-cache", "", "",
			[]string{"shop-function-quote -> shop-microservice-cache on 11211/TCP is an edge, but no Service leads there"}},
		{"Service to a port that is not there", "Service shop-function-quote", "targetPort: http", "targetPort: web",
			[]string{"shop-gateway-edge -> shop-function-quote on 8080/TCP is an edge, but no Service leads there"}},
		{"Service of other pods", "Service shop-function-quote", "function.quote}", "function.other}",
			[]string{"shop-gateway-edge -> shop-function-quote on 8080/TCP is an edge, but no Service leads there"}},
		{"workload gone", "StatefulSet shop-microservice-cache", "", "",
			[]string{"there is no workload shop-microservice-cache"}},
		{"workload renamed", "StatefulSet shop-microservice-cache", "name: shop-microservice-cache", "name: shop-microservice-store",
			[]string{"workload shop-microservice-store is not expected"}},
		{"workload with a port more", "Deployment shop-gateway-edge", "ports: [{", "ports: [{containerPort: 9876}, {",
			[]string{"workload shop-gateway-edge listens on [9876/TCP 8080/TCP], expected [8080/TCP]"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := checkFixture(t, changeDocument(t, fixture, test.document, test.old, test.new), "testdata/shop-edges.yaml")
			if err == nil && len(test.want) > 0 {
				t.Fatal("nothing is found")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("want %q, got:\n%v", want, err)
				}
			}
		})
	}
}

// Without any policy for a pod, everything to and from it is open, and all of that must be reported.
func TestPodsWithoutAPolicyAreFound(t *testing.T) {
	text := readText(t, "testdata/shop.yaml")
	for _, policy := range []string{"default-deny", "gateway-edge", "function-quote", "microservice-cache", "schedule-nightly"} {
		text = changeDocument(t, text, "NetworkPolicy shop-"+policy, "", "")
	}
	err := checkFixture(t, text, "testdata/shop-edges.yaml")
	if err == nil || !strings.Contains(err.Error(), "shop-microservice-cache -> shop-gateway-edge on 8080/TCP is allowed without an edge") {
		t.Errorf("got %v", err)
	}
}

func TestAnExpectationThatNamesNobodyIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"edges: [{from: [a], to: [b], ports: [1/TCP], because: x}]":                `nothing is called "a"`,
		"workloads: {a: []}\nedges: [{from: [a], to: [a], ports: [1/TCP]}]":        "because are required",
		"workloads: {a: []}\nedges: [{from: [a], to: [a], ports: [], because: x}]": "ports and because are required",
		"workloads: {a: [1/SCTP]}": "the protocol is TCP or UDP",
		"workloads: {a: [web]}":    "invalid syntax",
		"workload: {}":             "unknown field",
	} {
		if _, err := ParseExpectation([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

// changeDocument replaces a text that stands in one object of a file once, or removes the object.
func changeDocument(t *testing.T, file, document, old, new string) string {
	t.Helper()
	kind, name, _ := strings.Cut(document, " ")
	documents := strings.Split(file, "---\n")
	for i, text := range documents {
		if !strings.Contains(text, "kind: "+kind+"\n") || !strings.Contains(text, "name: "+name+"}") {
			continue
		}
		if old == "" {
			return strings.Join(append(documents[:i:i], documents[i+1:]...), "---\n")
		}
		if n := strings.Count(text, old); n != 1 {
			t.Fatalf("%q stands in %s %d times, want once", old, document, n)
		}
		documents[i] = strings.Replace(text, old, new, 1)
		return strings.Join(documents, "---\n")
	}
	t.Fatalf("there is no %s", document)
	return ""
}

func checkFixture(t *testing.T, text, expectation string) error {
	t.Helper()
	documents, err := golden.Parse("shop.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := NewCluster(documents)
	if err != nil {
		t.Fatal(err)
	}
	return CheckEdges(cluster, readExpectation(t, expectation))
}

func readExpectation(t *testing.T, path string) Expectation {
	t.Helper()
	expectation, err := ParseExpectation([]byte(readText(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	return expectation
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

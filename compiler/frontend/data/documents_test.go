package data_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestStreamOfDocumentsComesInOrderWithPlaces(t *testing.T) {
	const text = "# by espc\n---\nkind: Role\nrules:\n- verbs: [get]\n---\n---\nkind: Service\nspec:\n  ports:\n  - port: 80\n"
	docs, ds := data.Documents(diag.NewFile("deploy/a.yaml", []byte(text)))
	if len(ds) > 0 || len(docs) != 2 {
		t.Fatalf("got %d documents, %v; want 2", len(docs), ds)
	}
	if got := docs[0].Get("rules").Items[0].Get("verbs").Items[0].Str(); got != "get" {
		t.Errorf("rules[0].verbs[0] is %q, want get", got)
	}
	port := docs[1].Get("spec").Get("ports").Items[0].Get("port")
	if p := port.Range().Pos(); port.Text != "80" || p.Line != 11 || p.Column != 11 {
		t.Errorf("port is %s at %d:%d, want 80 at 11:11", port.Text, p.Line, p.Column)
	}
	if p := port.Origin.KeyPlace().Pos(); p.Line != 11 || p.Column != 5 {
		t.Errorf("port's key is at %d:%d, want 11:5", p.Line, p.Column)
	}
}

// What the emitter writes comes back the same, whatever strings are in it.
func TestWhatTheEmitterWritesComesBack(t *testing.T) {
	for _, s := range awkward {
		n := tree.NewMap(
			tree.F("text", tree.NewString(s)),
			tree.F(s+"k", tree.NewList(tree.NewString(s), tree.NewMap(tree.F("a", tree.NewString(s)), tree.F("b", tree.NewList())))),
			tree.F("list", tree.NewList(tree.NewList(tree.NewString(s), tree.NewInt(-5)), tree.NewMap())),
			tree.F("last", tree.NewBool(true)),
		)
		file := diag.NewFile("x.yaml", append([]byte("---\n"), tree.AppendYAML(nil, n)...))
		docs, ds := data.Documents(file)
		if len(ds) > 0 || len(docs) != 1 || !tree.Equal(docs[0], n) {
			t.Errorf("%q: %v came back as\n%sfrom\n%s", s, ds, tree.AppendYAML(nil, docs[0]), file.Data)
		}
	}
}

var awkward = []string{
	"", "plain", "two words", "no", "on", "0123", "1:30", "1e3", "0x1F", "null", "~", "a: b", "a:", "a #b", "# c", " lead", "trail ",
	"- x", "-", "[x]", "{x}", "*x", "&x", "!x", "|", ">", "%x", "@x", "`x`", "it's", `"quoted"`, `back\slash`, "tab\there",
	"line\nbreak", "line\nbreak\n", "line\nbreak\n\n", "\n", "\nlead\n", "  indented\nblock", "a\n  b\n\n c\n", "nel\u0085x", "ls\u2028x",
	"bom\ufeffx", "bell\ax", "esc\x1b[31m", "grüße", "\U0001F680", "${x}", "http://x:80/y", "=", "<<", "?", "? x", "---", "--- x\n--- y\n", "...",
}

func FuzzDocuments(f *testing.F) {
	for _, s := range awkward {
		f.Add([]byte(s))
		f.Add(tree.AppendYAML(nil, tree.NewMap(tree.F("k", tree.NewList(tree.NewMap(tree.F("x", tree.NewString(s)), tree.F("y", tree.NewString(s))))))))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		data.CompareReaders(t, text)
	})
}

func manifests(objects int) []byte {
	var b bytes.Buffer
	for i := range objects {
		fmt.Fprintf(&b, "---\n"+manifest, i, i, i)
	}
	return b.Bytes()
}

var manifest = strings.ReplaceAll(`apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    espc.dev/address: microservice.svc-%d
  labels:
    app.kubernetes.io/component: microservice
    app.kubernetes.io/instance: shop
    app.kubernetes.io/name: svc-%d
  name: shop-svc-%d
  namespace: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/instance: shop
  template:
    metadata:
      labels:
        app.kubernetes.io/component: microservice
        app.kubernetes.io/instance: shop
    spec:
      automountServiceAccountToken: false
      containers:
      - env:
        - name: LOG_LEVEL
          value: info
        - name: PORT
          value: "8080"
        image: registry.example.com/shop/svc:1.0.1
        name: main
        ports:
        - containerPort: 8080
          name: http
          protocol: TCP
        resources:
          limits:
            memory: 256Mi
          requests:
            cpu: 100m
            memory: 256Mi
        securityContext:
          allowPrivilegeEscalation: false
          capabilities:
            drop:
            - ALL
          readOnlyRootFilesystem: true
      securityContext:
        runAsNonRoot: true
        seccompProfile:
          type: RuntimeDefault
`, "\t", "  ")

func BenchmarkDocuments(b *testing.B) {
	text := manifests(5000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if docs, ds := data.Documents(diag.NewFile("x.yaml", text)); len(docs) != 5000 || len(ds) > 0 {
			b.Fatal(len(docs), ds)
		}
	}
}

func BenchmarkDocumentsOfOtherEmitters(b *testing.B) {
	text := append([]byte("a: 'b'\n"), manifests(5000)...)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if docs, ds := data.Documents(diag.NewFile("x.yaml", text)); len(docs) != 5001 || len(ds) > 0 {
			b.Fatal(len(docs), ds)
		}
	}
}

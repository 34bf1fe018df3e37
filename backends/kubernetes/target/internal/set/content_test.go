package set

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

func TestAContentComesBackAsItWasPacked(t *testing.T) {
	c := Content{
		Files:   []File{{"kustomization.yaml", []byte("resources: []\n")}, {"a/ü <&>.bin", []byte{0xff, 0x00, 0xfe}}, {"empty.yaml", []byte{}}},
		Secrets: []Secret{{Namespace: "shop", Name: "key", Keys: []string{"a", "b"}}},
	}
	p, err := Pack(c)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unpack(p)
	if err != nil || !reflect.DeepEqual(*got, c) {
		t.Errorf("%+v, %v", got, err)
	}
	again, _ := Pack(c)
	if again.Digest != p.Digest || !bytes.Equal(again.Data, p.Data) {
		t.Error("the same content was packed in two ways")
	}
	c.Files[0].Data = append(c.Files[0].Data, '#')
	if other, _ := Pack(c); other.Digest == p.Digest {
		t.Error("another content has the same digest")
	}
}

func TestTheDigestOfAContentIsThatOfWhatIsInside(t *testing.T) {
	p, err := Pack(Content{Files: []File{{"a.yaml", []byte("a: 1\n")}}})
	// printf '{"format_version":"1","files":[{"path":"a.yaml","content":"a: 1\\n"}]}' | sha256sum
	if err != nil || p.Digest != digest([]byte(`{"format_version":"1","files":[{"path":"a.yaml","content":"a: 1\n"}]}`)) {
		t.Errorf("%s, %v", p.Digest, err)
	}
}

func TestADamagedContentIsRefused(t *testing.T) {
	p, _ := Pack(Content{Files: []File{{"a.yaml", []byte("a: 1\n")}}})
	with := func(text string) Packed { return Packed{digest([]byte(text)), deflate([]byte(text))} }
	for name, c := range map[string]struct {
		p    Packed
		want string
	}{
		"nothing":        {Packed{p.Digest, nil}, "no gzip"},
		"cut":            {Packed{p.Digest, p.Data[:len(p.Data)-1]}, "cut or damaged"},
		"another digest": {Packed{digest([]byte("x")), p.Data}, "its digest differs"},
		"another inside": {Packed{p.Digest, deflate([]byte("{}"))}, "its digest differs"},
		"a bomb":         {Packed{p.Digest, bomb()}, "larger than anything"},
		"no JSON":        {with("files"), "no JSON"},
		"a later one":    {with(`{"format_version":"2"}`), `format version "2"`},
	} {
		if _, err := Unpack(c.p); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFiveThousandObjectsFitAndWhatIsTooLargeIsSaidWithItsDigest(t *testing.T) {
	var c Content
	for i := range 5000 {
		c.Files = append(c.Files, File{fmt.Sprintf("function-f%d.yaml", i), []byte(strings.ReplaceAll(deployment, "NAME", randomUID(i)))})
	}
	p, err := Pack(c)
	if err != nil || len(p.Data) > MaxSize {
		t.Fatalf("%d bytes, %v", len(p.Data), err)
	}
	var noise bytes.Buffer
	for i := range 60_000 {
		noise.WriteString(randomUID(i))
	}
	c.Files = append(c.Files, File{"noise", noise.Bytes()})
	large, err := Pack(c)
	var e *TooLarge
	if !errors.As(err, &e) || e.Size <= MaxSize || large.Data != nil || !validDigest(large.Digest) {
		t.Errorf("%d bytes, %s, %v", len(large.Data), large.Digest, err)
	}
}

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-function-NAME
  namespace: shop-dev
  labels: {app.kubernetes.io/managed-by: espc, app.kubernetes.io/part-of: shop, espc.dev/entity: function.NAME}
spec:
  replicas: 2
  selector: {matchLabels: {espc.dev/entity: function.NAME}}
  template:
    metadata: {labels: {espc.dev/entity: function.NAME}}
    spec:
      serviceAccountName: shop-function-NAME
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: app
          image: registry.example.com/NAME:1.2.3
          resources: {requests: {cpu: 100m, memory: 128Mi}, limits: {memory: 128Mi}}
          readinessProbe: {httpGet: {path: /healthz, port: 8080}}
`

func TestTheConfigMapOfAContentIsReadBack(t *testing.T) {
	p, _ := Pack(Content{Files: []File{{"a.yaml", []byte("a: 1\n")}}})
	data, err := shop().ConfigMap(p)
	if err != nil || !strings.Contains(string(data), `"immutable":true`) {
		t.Fatalf("%s, %v", data, err)
	}
	k, err := ParseConfigMap(data)
	if err != nil || k.Set != ID("espc-shop", "shop-dev") || k.Name != ContentName("espc-shop", p.Digest) || !reflect.DeepEqual(k.Packed, p) {
		t.Errorf("%+v, %v", k, err)
	}
	if len(k.Name) != len("espc-shop-")+12 {
		t.Errorf("it is called %s", k.Name)
	}
	if _, err := ParseConfigMap([]byte("<html>")); err == nil {
		t.Error("a page was read as a ConfigMap")
	}
}

func TestNoValueOfASecretIsLeft(t *testing.T) {
	str, obj, f := tree.NewString, tree.NewMap, tree.F
	secret := obj(f("apiVersion", str("v1")), f("kind", str("Secret")),
		f("metadata", obj(f("name", str("key")), f("namespace", str("shop")), f("annotations", obj(f(lastApplied, str(`{"data":{"a":"aHVudGVyMg=="}}`)), f("team", str("x")))))),
		f("data", obj(f("b", str("aHVudGVyMg==")))), f("stringData", obj(f("a", str("hunter2")), f("b", str("hunter2")))))
	config := obj(f("apiVersion", str("v1")), f("kind", str("ConfigMap")), f("data", obj(f("b", str("stays")))))
	bare, secrets := Withhold([]*tree.Node{config, secret})
	text := string(backends.Artifact{Docs: bare}.Bytes())
	for _, value := range []string{"hunter2", "aHVudGVyMg"} {
		if strings.Contains(text, value) {
			t.Errorf("a value is left: %s", text)
		}
	}
	if !strings.Contains(text, "stays") || !strings.Contains(text, "team") || !reflect.DeepEqual(secrets, []Secret{{"shop", "key", []string{"a", "b"}}}) {
		t.Errorf("%s, %v", text, secrets)
	}
	if secret.Get("data").Get("b").Str() != "aHVudGVyMg==" {
		t.Error("the document itself was changed")
	}
	s, ok := SecretOf(bare[1], secrets)
	if !ok {
		t.Fatal("the Secret is not found again")
	}
	if _, ok := SecretOf(config, secrets); ok {
		t.Error("a ConfigMap is taken for a Secret")
	}
	back, ok := Restore(bare[1], s, map[string]string{"a": "MQ==", "b": "Mg==", "others": "Mw=="})
	want := obj(f("a", str("MQ==")), f("b", str("Mg==")))
	if !ok || !tree.Equal(back.Get("data"), want) {
		t.Errorf("%s", backends.Artifact{Docs: []*tree.Node{back}}.Bytes())
	}
	if _, ok := Restore(bare[1], s, map[string]string{"a": "MQ=="}); ok {
		t.Error("a Secret that lacks a key was restored")
	}
	if same, none := Withhold([]*tree.Node{config}); len(none) != 0 || same[0] != config {
		t.Error("a ConfigMap was changed")
	}
}

func TestTrimKeepsTheNewestAndTheWayBack(t *testing.T) {
	rec := func(n int, content string, phase backends.Phase) Record {
		return Record{Number: n, Digest: content, Phase: phase}
	}
	many := func(from, to int, content string, phase backends.Phase) (out []Record) {
		for n := from; n <= to; n++ {
			out = append(out, rec(n, content, phase))
		}
		return out
	}
	numbers := func(records []Record) (out []int) {
		for _, r := range records {
			out = append(out, r.Number)
		}
		return out
	}
	for name, c := range map[string]struct {
		records []Record
		want    []int
	}{
		"ten stay":                  {many(1, 10, "a", backends.Done), []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
		"the oldest go":             {many(1, 12, "a", backends.Done), []int{3, 4, 5, 6, 7, 8, 9, 10, 11, 12}},
		"failures take no way back": {append([]Record{rec(1, "a", backends.Done), rec(2, "b", backends.Done), rec(3, "b", backends.Done)}, many(4, 13, "c", backends.Failed)...), []int{1, 3, 6, 7, 8, 9, 10, 11, 12, 13}},
		"failures alone":            {many(1, 11, "c", backends.Failed), []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}},
	} {
		if got := numbers(Trim(c.records)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: kept %v, want %v", name, got, c.want)
		}
	}
}

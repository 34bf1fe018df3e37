package envoy

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// broughtSecret returns the Secret that External Secrets would make of an ExternalSecret, with values of its own.
func broughtSecret(t testing.TB, external *unstructured.Unstructured) []byte {
	t.Helper()
	data := map[string][]byte{}
	kind, _, _ := unstructured.NestedString(external.Object, "spec", "target", "template", "type")
	template, templated, _ := unstructured.NestedStringMap(external.Object, "spec", "target", "template", "data")
	switch {
	case kind == "kubernetes.io/tls":
		data["tls.crt"], data["tls.key"] = certificate(t)
	case templated:
		for key := range template {
			data[key] = []byte("the value of " + key)
		}
	default:
		items, _, _ := unstructured.NestedSlice(external.Object, "spec", "data")
		for _, item := range items {
			key, _, _ := unstructured.NestedString(item.(map[string]any), "secretKey")
			data[key] = []byte("the value of " + key)
		}
	}
	out, err := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": kind, "data": data,
		"metadata": map[string]any{"name": external.GetName(), "namespace": external.GetNamespace()},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// certificate returns a certificate that signs itself, and its key.
func certificate(t testing.TB) (crt, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}

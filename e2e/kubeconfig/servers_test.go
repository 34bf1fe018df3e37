package kubeconfig

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// servers are two API servers that know nothing, and what the last request to either of them showed.
type servers struct {
	mu   sync.Mutex
	last string
	one  *httptest.Server
	two  *httptest.Server
}

func start(t *testing.T) *servers {
	t.Helper()
	s := &servers{}
	s.one, s.two = s.serve(t, "one"), s.serve(t, "two")
	return s
}

// serve starts a server that notes who asks, and answers that there is nothing.
func (s *servers) serve(t *testing.T, name string) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = name + "\n" + shown(r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"none"}`)
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

// shown is what a request shows of who sends it and where to.
func shown(r *http.Request) string {
	var out []string
	for key, values := range r.Header {
		if key == "Authorization" || strings.HasPrefix(key, "Impersonate-") {
			slices.Sort(values)
			out = append(out, key+": "+strings.Join(values, ", "))
		}
	}
	slices.Sort(out)
	prefix, _, _ := strings.Cut(r.URL.Path, "/api/")
	out = append(out, "prefix "+prefix, "name "+r.TLS.ServerName)
	for _, c := range r.TLS.PeerCertificates {
		out = append(out, "certificate "+c.Subject.CommonName)
	}
	return strings.Join(out, "\n")
}

// asked is what the last request showed, "" where there was none since it was asked before.
func (s *servers) asked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.last
	s.last = ""
	return out
}

// authority is what both servers are known by, in PEM.
func (s *servers) authority() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.one.Certificate().Raw})
}

// pair is a certificate of somebody with its key, in PEM.
func pair(t *testing.T, name string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})
}

func encoded(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

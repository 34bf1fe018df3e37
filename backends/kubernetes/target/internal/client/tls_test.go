package client

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
	"net"
	"net/http/httptest"
	"testing"
	"time"
)

// issue makes a certificate that signs itself.
func issue(t *testing.T, change func(*x509.Certificate)) (pair tls.Certificate, certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "x"}, NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	key = pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
	if pair, err = tls.X509KeyPair(certificate, key); err != nil {
		t.Fatal(err)
	}
	return pair, certificate, key
}

// show makes the server show a certificate, and returns the kubeconfig's cluster that trusts it.
func show(t *testing.T, s *server, extra string, change func(*x509.Certificate)) string {
	t.Helper()
	pair, certificate, _ := issue(t, change)
	s.TLS.Certificates = []tls.Certificate{pair}
	return fmt.Sprintf("{server: %q, certificate-authority-data: %q%s}", s.URL, base64.StdEncoding.EncodeToString(certificate), extra)
}

func TestAServerThatCantProveWhoItIsGetsNoRequest(t *testing.T) {
	for name, cluster := range map[string]func(*server) string{
		"unknown": func(s *server) string { return fmt.Sprintf("{server: %q}", s.URL) },
		"expired": func(s *server) string {
			return show(t, s, "", func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Hour) })
		},
		"not yet": func(s *server) string {
			return show(t, s, "", func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Hour / 2) })
		},
		"wrong host": func(s *server) string {
			return show(t, s, "", func(c *x509.Certificate) { c.IPAddresses = nil; c.DNSNames = []string{"a.example"} })
		},
		"wrong name": func(s *server) string { return show(t, s, ", tls-server-name: b.example", func(*x509.Certificate) {}) },
		"other authority": func(s *server) string {
			old := s.ca()
			show(t, s, "", func(*x509.Certificate) {})
			return fmt.Sprintf("{server: %q, certificate-authority-data: %q}", s.URL, base64.StdEncoding.EncodeToString(old))
		},
	} {
		s := serve(t, says(200, deployment))
		c := s.connect(t, entries{cluster: cluster(s)})
		_, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{})
		if e := asError(t, err); e.Reason != Certificate || e.Unknown || e.Message == "" {
			t.Errorf("%s: got %+v", name, e)
		}
		if s.count() != 0 {
			t.Errorf("%s: the server got a request", name)
		}
	}
}

func TestTheNameToProveCanBeGiven(t *testing.T) {
	s := serve(t, says(200, deployment))
	cluster := show(t, s, ", tls-server-name: a.example", func(c *x509.Certificate) { c.IPAddresses = nil; c.DNSNames = []string{"a.example"} })
	if _, err := s.connect(t, entries{cluster: cluster}).Get(t.Context(), deployments, price); err != nil {
		t.Error(err)
	}
}

func TestAServerWithoutTLSGetsNoRequest(t *testing.T) {
	plain := httptest.NewServer(says(200, deployment))
	defer plain.Close()
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{cluster: fmt.Sprintf("{server: 'https://%s'}", plain.Listener.Addr())})
	_, err := c.Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Reason != Unreachable || e.Message != "who answers there does not speak TLS" {
		t.Errorf("got %+v", e)
	}
}

func TestAClientCertificateIsShown(t *testing.T) {
	s := serve(t, says(200, deployment))
	_, certificate, key := issue(t, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificate)
	s.TLS.ClientCAs, s.TLS.ClientAuth = pool, tls.RequireAndVerifyClientCert
	s.TLS.MaxVersion = tls.VersionTLS12 // 1.3 tells of it after the handshake, and the connection may be closed before that is read
	user := func(certificate, key []byte) entries {
		encode := base64.StdEncoding.EncodeToString
		return entries{user: fmt.Sprintf("{client-certificate-data: %q, client-key-data: %q}", encode(certificate), encode(key))}
	}
	if _, err := s.connect(t, user(certificate, key)).Get(t.Context(), deployments, price); err != nil {
		t.Error(err)
	}
	_, other, otherKey := issue(t, func(c *x509.Certificate) { c.Subject.CommonName = "y" })
	_, err := s.connect(t, user(other, otherKey)).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
	if e := asError(t, err); e.Reason != Credentials || e.Unknown {
		t.Errorf("another's: got %+v", e)
	}
}

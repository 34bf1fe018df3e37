//go:build unix

package client

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// accepts answers 401 to all but one token.
func accepts(token *string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+*token {
			says(401, failure(401, "Unauthorized", "Unauthorized"))(w, r)
			return
		}
		says(200, deployment)(w, r)
	}
}

func TestATokenThatHasExpiredIsReadAnewOnce(t *testing.T) {
	file := writeFile(t, filepath.Join(t.TempDir(), "token"), "first")
	token := "first"
	s := serve(t, accepts(&token))
	c := s.connect(t, entries{user: "{tokenFile: " + file + "}"})
	apply := func() error {
		_, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{})
		return err
	}
	if err := apply(); err != nil {
		t.Fatal(err)
	}
	token = "second"
	if err := os.WriteFile(file, []byte("second"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := apply(); err != nil || s.count() != 3 {
		t.Errorf("got %v after %d requests", err, s.count())
	}
	token = "third"
	if e := asError(t, apply()); e.Reason != Credentials || e.Unknown || s.count() != 5 {
		t.Errorf("got %+v after %d requests", e, s.count())
	}
}

func TestAProgramIsRunAgainForATokenThatHasExpired(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "runs")
	token := "run"
	s := serve(t, accepts(&token))
	c := s.connect(t, entries{user: program(t, "printf run >> "+runs+"\n"+strings.ReplaceAll(gives(`{"token":"TOKEN"}`), "TOKEN", "'$(cat "+runs+")'"))})
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	token = "runrun"
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	token = "another"
	_, err := c.Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Reason != Credentials {
		t.Errorf("got %+v", e)
	}
	if content, _ := os.ReadFile(runs); string(content) != "runrunrun" {
		t.Errorf("ran %d times", len(content)/3)
	}
}

// A connection shows one certificate for good, so that a new one needs new connections.
func TestACertificateThatHasExpiredIsFetchedAnew(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"first", "second"} {
		_, certificate, key := issue(t, func(c *x509.Certificate) { c.Subject.CommonName = name })
		status, err := json.Marshal(map[string]string{"clientCertificateData": string(certificate), "clientKeyData": string(key)})
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, filepath.Join(dir, name), `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":`+string(status)+"}")
	}
	var want atomic.Value
	want.Store("first")
	held := make(chan struct{})
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodDelete {
			<-held // keeps the old connection busy
		}
		if r.TLS.PeerCertificates[0].Subject.CommonName != want.Load() {
			says(401, failure(401, "Unauthorized", "Unauthorized"))(w, r)
			return
		}
		says(200, deployment)(w, r)
	})
	s.TLS.ClientAuth = tls.RequireAnyClientCert
	c := s.connect(t, entries{user: program(t, "if [ -e "+dir+"/ran ]; then cat "+dir+"/second; else cat "+dir+"/first; fi; touch "+dir+"/ran\n")})
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	var busy sync.WaitGroup
	busy.Go(func() { _ = c.Delete(t.Context(), deployments, price, Delete{}) })
	want.Store("second")
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Error(err)
	}
	close(held)
	busy.Wait()
}

func TestATokenIsFetchedAnewBeforeItExpires(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "runs")
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{user: program(t, "printf . >> "+runs+"\n"+gives(`{"token":"a","expirationTimestamp":"2001-01-01T00:00:00Z"}`))})
	for range 2 {
		if _, err := c.Get(t.Context(), deployments, price); err != nil {
			t.Fatal(err)
		}
	}
	if content, _ := os.ReadFile(runs); string(content) != ".." {
		t.Errorf("ran %q", content)
	}
}

func TestAStaticTokenThatIsRefusedIsNotSentAgain(t *testing.T) {
	s := serve(t, says(401, failure(401, "Unauthorized", "Unauthorized")))
	_, err := s.connect(t, entries{}).Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Reason != Credentials || e.Status != 401 || s.count() != 1 {
		t.Errorf("got %+v after %d", e, s.count())
	}
}

func TestImpersonationAndBasicAuthAreSent(t *testing.T) {
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{user: "{username: u, password: p, as: boss, as-uid: '7', as-groups: [a, b], as-user-extra: {example.com/team: [x]}}"})
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	h := s.requests[0].Header
	if user, password, ok := s.requests[0].BasicAuth(); !ok || user != "u" || password != "p" || h.Get("Impersonate-User") != "boss" ||
		h.Get("Impersonate-Uid") != "7" || strings.Join(h.Values("Impersonate-Group"), ",") != "a,b" || h.Get("Impersonate-Extra-Example.com%2fteam") == "" {
		t.Errorf("sent %v", h)
	}
}

func TestATokenFileWithoutATokenIsRefused(t *testing.T) {
	s := serve(t, says(200, deployment))
	for _, content := range []string{"", "\n", "a\nb"} {
		file := writeFile(t, filepath.Join(t.TempDir(), "token"), content)
		_, err := s.connect(t, entries{user: "{tokenFile: " + file + "}"}).Get(t.Context(), deployments, price)
		if e := asError(t, err); e.Reason != Credentials || s.count() != 0 {
			t.Errorf("%q: got %+v", content, e)
		}
	}
}

package client

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// deployments is a type that needs no discovery.
var deployments = Type{Name: "apps/v1/Deployment", Group: "apps", Version: "v1", Kind: "Deployment", Plural: "deployments", Namespaced: true}

// price is a deployment's key.
var price = Key{"shop", "price"}

// server is a stand-in for an API server: it answers with the handlers in turn, the last one for all that follow.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	requests []*http.Request
	bodies   []string
}

func serve(t *testing.T, handlers ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		n := len(s.requests)
		s.requests, s.bodies = append(s.requests, r), append(s.bodies, string(body))
		s.mu.Unlock()
		handlers[min(n, len(handlers)-1)](w, r)
	}))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

func (s *server) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.requests)
}

// ca is the server's certificate in PEM.
func (s *server) ca() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
}

// entries are the parts of a kubeconfig that tests vary, in YAML flow style.
type entries struct{ cluster, user string }

func (s *server) kubeconfig(t *testing.T, dir string, e entries) string {
	t.Helper()
	if e.cluster == "" {
		e.cluster = fmt.Sprintf("{server: %q, certificate-authority-data: %q}", s.URL, base64.StdEncoding.EncodeToString(s.ca()))
	}
	if e.user == "" {
		e.user = "{token: sesame}"
	}
	return writeFile(t, filepath.Join(dir, "config"), fmt.Sprintf(`apiVersion: v1
kind: Config
clusters:
- name: here
  cluster: %s
users:
- name: ann
  user: %s
contexts:
- name: prod
  context: {cluster: here, user: ann}
`, e.cluster, e.user))
}

func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

// quick is a pace for tests.
var quick = Pace{Attempts: 3, MaxBackoff: 20 * time.Millisecond, Plugin: 2 * time.Second}

func env(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// readYAML reads as the command does.
func readYAML(name string, content []byte) ([]byte, error) {
	documents, problems := data.Documents(diag.NewFile(name, content))
	if problems.HasErrors() || len(documents) != 1 {
		return nil, fmt.Errorf("%d documents, %v", len(documents), problems)
	}
	return tree.AppendJSON(nil, documents[0], ""), nil
}

// connect returns a client of the server.
func (s *server) connect(t *testing.T, e entries, change ...func(*Config)) *Client {
	t.Helper()
	file := s.kubeconfig(t, t.TempDir(), e)
	config := Config{Context: "prod", Getenv: env(map[string]string{"KUBECONFIG": file}), YAML: readYAML, Pace: quick}
	for _, f := range change {
		f(&config)
	}
	c, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// says answers with a status and a JSON body.
func says(code int, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Add(header[i], header[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

// failure is a Status of the API.
func failure(code int, reason, message string) string {
	b, _ := json.Marshal(map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code, "reason": reason, "message": message})
	return string(b)
}

const deployment = `{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"price","namespace":"shop"}}`

// asError fails the test unless err is an *Error.
func asError(t *testing.T, err error) *Error {
	t.Helper()
	e, ok := err.(*Error)
	if !ok {
		t.Fatalf("got %T %v, want an *Error", err, err)
	}
	return e
}

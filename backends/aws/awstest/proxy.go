// Package awstest stands in for AWS in tests: an emulator, a state machine for what the emulator has not got,
// and a proxy that does to requests what networks and services do.
package awstest

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Proxy stands between a target and an endpoint, and does to chosen requests what networks and services do.
type Proxy struct {
	*httptest.Server
	backend string

	mu    sync.Mutex
	calls []string // "CreateChangeSet", "PutObject /bucket/key", in order
	rules []*Rule
	dead  bool // no request gets through any more: the process is gone
}

// Rule does something to the K-th request of a kind (from 1; 0 for each).
type Rule struct {
	Call string // the beginning of a call's name, "" for any
	K    int
	Do   Action
	seen int
}

// Action answers a request in place of the endpoint; forward passes it on.
type Action func(p *Proxy, w http.ResponseWriter, forward func() *Answer)

// Answer is what the endpoint answered.
type Answer struct {
	status int
	header http.Header
	body   []byte
}

// NewProxy starts a proxy before an endpoint. It ends with the test.
func NewProxy(t *testing.T, backend string, rules ...*Rule) *Proxy {
	t.Helper()
	p := &Proxy{backend: backend, rules: rules}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

// Endpoint is the proxy's address; moto tells addresses of buckets by the name.
func (p *Proxy) Endpoint() string { return strings.Replace(p.URL, "127.0.0.1", "localhost", 1) }

func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	name := callName(r, body)
	p.mu.Lock()
	p.calls = append(p.calls, name)
	dead := p.dead
	var do Action
	for _, rule := range p.rules {
		if rule.Call != "" && !strings.HasPrefix(name, rule.Call) {
			continue
		}
		rule.seen++
		if do == nil && (rule.K == 0 || rule.K == rule.seen) {
			do = rule.Do
		}
	}
	p.mu.Unlock()
	forward := func() *Answer { return p.forward(r, body) }
	switch {
	case dead:
		HangUp(w)
	case do != nil:
		w.Header().Set(CallHeader, name)
		do(p, w, forward)
	default:
		forward().Write(w)
	}
}

func (p *Proxy) forward(r *http.Request, body []byte) *Answer {
	out, err := http.NewRequest(r.Method, p.backend+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return &Answer{status: 502}
	}
	out.Header = r.Header.Clone()
	response, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		return &Answer{status: 502}
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	return &Answer{response.StatusCode, response.Header, content}
}

// Write passes an answer on.
func (a *Answer) Write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// callName is the call's name: of the query protocol's Action, of the JSON protocol's target, or of S3's method and path.
func callName(r *http.Request, body []byte) string {
	if _, name, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return name
	}
	if values, err := url.ParseQuery(string(body)); err == nil && values.Get("Action") != "" && r.Method == "POST" {
		return values.Get("Action")
	}
	name := map[string]string{"HEAD": "HeadObject", "PUT": "PutObject", "GET": "GetObject"}[r.Method]
	if r.URL.Query().Get("list-type") != "" {
		name = "ListObjects"
	}
	return name + " " + r.URL.Path
}

// Names lists the calls so far.
func (p *Proxy) Names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

// Count returns how many calls there were whose names begin so.
func (p *Proxy) Count(call string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, c := range p.calls {
		if strings.HasPrefix(c, call) {
			n++
		}
	}
	return n
}

// SetRules replaces the rules, for the requests from now on.
func (p *Proxy) SetRules(rules ...*Rule) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = rules
}

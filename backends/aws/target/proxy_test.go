package target

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// proxy stands between a target and an endpoint, and does to chosen requests what networks and services do.
type proxy struct {
	*httptest.Server
	backend string

	mu    sync.Mutex
	calls []string // "CreateChangeSet", "PutObject /bucket/key", in order
	rules []*rule
	dead  bool // no request gets through any more: the process is gone
}

// rule does something to the k-th request of a kind (from 1; 0 for each), up to times requests.
type rule struct {
	call string // a call's name, "" for any
	k    int
	do   action
	seen int
}

// httpWriter shortens the signature of faults that a test writes itself.
type httpWriter = http.ResponseWriter

// action answers a request in place of the endpoint; forward passes it on.
type action func(p *proxy, w http.ResponseWriter, forward func() *answer)

type answer struct {
	status int
	header http.Header
	body   []byte
}

func newProxy(t *testing.T, backend string, rules ...*rule) *proxy {
	t.Helper()
	p := &proxy{backend: backend, rules: rules}
	p.Server = httptest.NewServer(http.HandlerFunc(p.serve))
	t.Cleanup(p.Close)
	return p
}

// endpoint is the proxy's address; moto tells addresses of buckets by the name.
func (p *proxy) endpoint() string { return strings.Replace(p.URL, "127.0.0.1", "localhost", 1) }

func (p *proxy) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	name := callName(r, body)
	p.mu.Lock()
	p.calls = append(p.calls, name)
	dead := p.dead
	var do action
	for _, rule := range p.rules {
		if rule.call != "" && !strings.HasPrefix(name, rule.call) {
			continue
		}
		rule.seen++
		if do == nil && (rule.k == 0 || rule.k == rule.seen) {
			do = rule.do
		}
	}
	p.mu.Unlock()
	forward := func() *answer { return p.forward(r, body) }
	switch {
	case dead:
		hangUp(w)
	case do != nil:
		w.Header().Set(callHeader, name)
		do(p, w, forward)
	default:
		forward().write(w)
	}
}

func (p *proxy) forward(r *http.Request, body []byte) *answer {
	out, err := http.NewRequest(r.Method, p.backend+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return &answer{status: 502}
	}
	out.Header = r.Header.Clone()
	response, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		return &answer{status: 502}
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	return &answer{response.StatusCode, response.Header, content}
}

func (a *answer) write(w http.ResponseWriter) {
	for k, v := range a.header {
		w.Header()[k] = v
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

// callName is the call's name: of the query protocol's Action, or of S3's method and path.
func callName(r *http.Request, body []byte) string {
	if values, err := url.ParseQuery(string(body)); err == nil && values.Get("Action") != "" && r.Method == "POST" {
		return values.Get("Action")
	}
	name := map[string]string{"HEAD": "HeadObject", "PUT": "PutObject", "GET": "GetObject"}[r.Method]
	if r.URL.Query().Get("list-type") != "" {
		name = "ListObjects"
	}
	return name + " " + r.URL.Path
}

// names lists the calls so far.
func (p *proxy) names() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls)
}

func (p *proxy) count(call string) int {
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

func hangUp(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		conn.Close()
	}
}

// The faults.
func dropBefore(_ *proxy, w http.ResponseWriter, _ func() *answer) { hangUp(w) }

func dropAfter(_ *proxy, w http.ResponseWriter, forward func() *answer) {
	forward()
	hangUp(w)
}

// killBefore and killAfter end the process before a request is sent, and after it took effect.
func killBefore(p *proxy, w http.ResponseWriter, _ func() *answer) { p.kill(); hangUp(w) }

func killAfter(p *proxy, w http.ResponseWriter, forward func() *answer) {
	forward()
	p.kill()
	hangUp(w)
}

func (p *proxy) kill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dead = true
}

func cutBody(_ *proxy, w http.ResponseWriter, forward func() *answer) {
	a := forward()
	conn, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprintf(buffer, "HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", a.status, a.header.Get("Content-Type"), len(a.body)+1)
	_, _ = buffer.Write(a.body[:len(a.body)/2])
	_ = buffer.Flush()
}

func delay(d time.Duration) action {
	return func(_ *proxy, w http.ResponseWriter, forward func() *answer) {
		time.Sleep(d)
		forward().write(w)
	}
}

func statusCode(n int) action {
	return func(_ *proxy, w http.ResponseWriter, _ func() *answer) { w.WriteHeader(n) }
}

// apiFault answers as the API does, with a code.
func apiFault(status int, code, message string) action {
	return func(_ *proxy, w http.ResponseWriter, _ func() *answer) {
		w.Header().Set("Content-Type", "text/xml")
		w.WriteHeader(status)
		fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>1</RequestId></ErrorResponse>", code, message)
	}
}

// callHeader tells an action which call it answers.
const callHeader = "Test-Call"

// throttle refuses for too many requests: CloudFormation and STS with 400, S3 with 503.
func throttle(p *proxy, w http.ResponseWriter, forward func() *answer) {
	if strings.Contains(w.Header().Get(callHeader), "/") {
		apiFault(503, "SlowDown", "Reduce your request rate")(p, w, forward)
		return
	}
	apiFault(400, "Throttling", "Rate exceeded")(p, w, forward)
}

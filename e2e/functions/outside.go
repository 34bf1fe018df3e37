package functions

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"espc.dev/e2e/answers"
	"espc.dev/e2e/pods"
)

// outside plays everybody that functions ask and that does not run: it answers as the current row says, and notes what differs.
type outside struct {
	plain, secure *httptest.Server
	authority     []byte
	mu            sync.Mutex
	asks          []Ask // those that are still to come
	wrong         []string
}

func startOutside(t testing.TB) *outside {
	t.Helper()
	issue, authority, err := pods.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	o := &outside{authority: authority}
	o.plain, o.secure = httptest.NewServer(o), httptest.NewUnstartedServer(o)
	o.secure.TLS = &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) { return issue(hello.ServerName) }}
	o.secure.StartTLS()
	t.Cleanup(o.plain.Close)
	t.Cleanup(o.secure.Close)
	return o
}

// expect sets whom the next request's function asks.
func (o *outside) expect(asks []Ask) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.asks, o.wrong = append([]Ask{}, asks...), nil
}

// differs lists what was otherwise than expected, and who was not asked.
func (o *outside) differs() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	out := o.wrong
	for _, a := range o.asks {
		out = append(out, "nobody asked for "+a.For)
	}
	return out
}

// ServeHTTP answers one request.
func (o *outside) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	ask, known := o.take(r, body)
	if !known {
		http.Error(w, "nobody", http.StatusNotImplemented)
		return
	}
	if after, err := time.ParseDuration(ask.After); err == nil {
		time.Sleep(after)
	}
	w.Header().Set("Content-Type", "application/json")
	if ask.Status != 0 {
		w.WriteHeader(ask.Status)
	}
	if ask.Gives != nil {
		_, _ = io.WriteString(w, answers.Show(ask.Gives))
	}
}

// take finds the ask that a request is, and notes where the two differ.
func (o *outside) take(r *http.Request, body []byte) (Ask, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	query, _ := url.QueryUnescape(r.URL.RequestURI())
	got := r.Method + " " + r.Host + query
	for i, ask := range o.asks {
		if ask.For != got {
			continue
		}
		o.asks = append(o.asks[:i], o.asks[i+1:]...)
		for name, want := range ask.Hears {
			if has := r.Header.Get(name); !fits(want, has) {
				o.wrong = append(o.wrong, fmt.Sprintf("%s hears %s: %q, not %q", ask.For, name, has, want))
			}
		}
		if ask.Sends != nil {
			var sent any
			if err := json.Unmarshal(body, &sent); err != nil {
				sent = string(body)
			}
			o.wrong = append(o.wrong, answers.Differs("what "+ask.For+" gets", ask.Sends, sent, false)...)
		}
		return ask, true
	}
	o.wrong = append(o.wrong, "it asks for "+got)
	return Ask{}, false
}

package client

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestARequestIsAnsweredAfterTooManyRequests(t *testing.T) {
	s := serve(t, says(429, failure(429, "TooManyRequests", "later"), "Retry-After", "3600"), says(200, deployment))
	c := s.connect(t, entries{})
	start := time.Now()
	if _, err := c.Get(t.Context(), deployments, price); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("an hour's Retry-After was not capped: %v", d)
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	s := serve(t, says(429, failure(429, "TooManyRequests", "later"), "Retry-After", "1"), says(200, deployment))
	c := s.connect(t, entries{}, func(c *Config) { c.Pace.MaxBackoff = 10 * time.Second })
	start := time.Now()
	if _, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{}); err != nil {
		t.Fatal(err)
	}
	if d := time.Since(start); d < time.Second || d > 3*time.Second {
		t.Errorf("waited %v for a Retry-After of 1 s", d)
	}
}

// statuses are what a server or a proxy before it answers, and how often the request is sent in all.
func TestAReadIsTriedAgainWithinBounds(t *testing.T) {
	for status, want := range map[int]int{503: 3, 502: 3, 504: 3, 429: 3, 500: 2, 404: 1, 403: 1, 409: 1, 422: 1, 400: 1} {
		s := serve(t, says(status, "down"))
		_, err := s.connect(t, entries{}).Get(t.Context(), deployments, price)
		if e := asError(t, err); e.Status != status || e.Unknown {
			t.Errorf("%d: got %+v", status, e)
		}
		if s.count() != want {
			t.Errorf("%d: sent %d times, want %d", status, s.count(), want)
		}
	}
}

func TestAWriteIsTriedAgainOnlyWhereItDidNotBegin(t *testing.T) {
	for _, c := range []struct {
		status  int
		header  []string
		sent    int
		unknown bool
	}{
		{429, nil, 3, false}, {503, []string{"Retry-After", "0"}, 3, false}, {503, nil, 1, true}, {500, nil, 1, true},
		{502, nil, 1, true}, {504, nil, 1, true}, {409, nil, 1, false}, {422, nil, 1, false},
	} {
		s := serve(t, says(c.status, "down", c.header...))
		_, err := s.connect(t, entries{}).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
		if e := asError(t, err); e.Unknown != c.unknown {
			t.Errorf("%d %v: unknown is %v, want %v", c.status, c.header, e.Unknown, c.unknown)
		}
		if s.count() != c.sent {
			t.Errorf("%d %v: sent %d times, want %d", c.status, c.header, s.count(), c.sent)
		}
	}
}

// cut hijacks the connection (HTTP/1) and ends it, at once or in the middle of the answer.
func cut(some string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if some != "" {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte(some))
			_ = http.NewResponseController(w).Flush()
		}
		panic(http.ErrAbortHandler)
	}
}

func TestACutAnswerIsReadAgain(t *testing.T) {
	for _, some := range []string{"", `{"kind":"Depl`} {
		s := serve(t, cut(some), cut(some), says(200, deployment))
		got, err := s.connect(t, entries{}).Get(t.Context(), deployments, price)
		if err != nil || string(got) != deployment {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestACutAnswerToAWriteIsUnknownAndNotSentAgain(t *testing.T) {
	for _, some := range []string{"", `{"kind":"Depl`} {
		s := serve(t, cut(some))
		_, err := s.connect(t, entries{}).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
		if e := asError(t, err); !e.Unknown || e.Reason != Unreachable {
			t.Errorf("got %+v", e)
		}
		if s.count() != 1 {
			t.Errorf("sent %d times", s.count())
		}
	}
}

func TestABodyCutInsideAnIntactFrameIsCut(t *testing.T) {
	s := serve(t, says(200, deployment[:40]), says(200, deployment))
	if _, err := s.connect(t, entries{}).Get(t.Context(), deployments, price); err != nil {
		t.Error(err)
	}
	s = serve(t, says(201, deployment[:40]))
	_, err := s.connect(t, entries{}).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
	if e := asError(t, err); !e.Unknown {
		t.Errorf("got %+v", e)
	}
}

func TestADryRunAndADeletionByUIDAreSentAgain(t *testing.T) {
	s := serve(t, cut(""), says(200, deployment))
	c := s.connect(t, entries{})
	if _, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{DryRun: true}); err != nil {
		t.Error(err)
	}
	s = serve(t, cut(""), says(200, deployment))
	c = s.connect(t, entries{})
	if err := c.Delete(t.Context(), deployments, price, Delete{UID: "1"}); err != nil {
		t.Error(err)
	}
	s = serve(t, cut(""), says(200, deployment))
	c = s.connect(t, entries{})
	if e := asError(t, c.Delete(t.Context(), deployments, price, Delete{})); !e.Unknown || s.count() != 1 {
		t.Errorf("got %+v after %d", e, s.count())
	}
}

// A write to a server that takes no connections did not happen, which is certain.
func TestARefusedConnectionIsTriedAgainAndNotUnknown(t *testing.T) {
	s := serve(t, says(200, deployment))
	c := s.connect(t, entries{})
	s.Close()
	_, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{})
	if e := asError(t, err); e.Unknown || e.Reason != Unreachable || !strings.Contains(e.Message, "refused") {
		t.Errorf("got %+v", e)
	}
	c.pace.Attempts, c.pace.MaxBackoff = 6, 200*time.Millisecond
	go func() {
		time.Sleep(300 * time.Millisecond)
		l, err := net.Listen("tcp", s.Listener.Addr().String())
		if err != nil {
			return
		}
		server := &http.Server{Handler: says(200, deployment), TLSConfig: s.TLS}
		t.Cleanup(func() { _ = server.Close() })
		_ = server.ServeTLS(l, "", "")
	}()
	if _, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{}); err != nil {
		t.Error(err)
	}
}

func TestASlowAnswerIsToldAndBounded(t *testing.T) {
	release := make(chan struct{})
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	defer close(release)
	var mu sync.Mutex
	var told []string
	c := s.connect(t, entries{}, func(c *Config) {
		c.Pace.Answer, c.Pace.Slow = 400*time.Millisecond, 100*time.Millisecond
		c.Progress = func(text string) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, text)
		}
	})
	start := time.Now()
	_, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{})
	e := asError(t, err)
	if !e.Unknown || e.Reason != Unreachable || e.Message != "no answer in time" || s.count() != 1 {
		t.Errorf("got %+v after %d", e, s.count())
	}
	if d := time.Since(start); d > 2*time.Second {
		t.Errorf("took %v", d)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(told) == 0 || !strings.HasPrefix(told[0], "the API server has not answered patch deployments.apps price in shop for 1") {
		t.Errorf("told %q", told)
	}
	_, err = c.Get(t.Context(), deployments, price)
	if e := asError(t, err); e.Unknown || s.count() != 3 {
		t.Errorf("a read: got %+v after %d", e, s.count())
	}
}

func TestACancelledContextIsReturned(t *testing.T) {
	s := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.connect(t, entries{}).Get(ctx, deployments, price); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	s = serve(t, says(503, "down"))
	c := s.connect(t, entries{}, func(c *Config) { c.Pace.MaxBackoff, c.Pace.Attempts = time.Minute, 99 })
	time.AfterFunc(50*time.Millisecond, stop)
	if _, err := c.Get(stopped, deployments, price); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAServerThatGoesAwayIsAskedAgain(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Connection", "close") // over HTTP/2 a GOAWAY after this answer
		says(200, deployment)(w, nil)
	})
	c := s.connect(t, entries{})
	for range 20 {
		if _, err := c.Apply(t.Context(), deployments, price, []byte(deployment), Write{}); err != nil {
			t.Fatal(err)
		}
	}
	if s.count() != 20 {
		t.Errorf("20 writes were sent %d times", s.count())
	}
}

func TestWhoIsNoAPIServerIsRecognised(t *testing.T) {
	page := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = fmt.Fprint(w, "<html>Please sign in</html>")
	}
	elsewhere := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://example.com/login", http.StatusFound)
	}
	for name, h := range map[string]http.HandlerFunc{"page": page, "redirect": elsewhere} {
		s := serve(t, h)
		_, err := s.connect(t, entries{}).Get(t.Context(), deployments, price)
		if e := asError(t, err); e.Reason != Garbled || s.count() != 1 {
			t.Errorf("%s: got %+v after %d", name, e, s.count())
		}
	}
}

package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// request is one call of the API.
type request struct {
	verb, target  string // for people
	method, path  string
	query         url.Values
	accept, media string // media is the body's type
	body          []byte
	// repeats is set where doing it twice is like doing it once.
	repeats bool
}

// answer is the server's, read to its end.
type answer struct {
	status int
	header http.Header
	body   []byte
}

const (
	mediaJSON = "application/json"
	// maxBody bounds an answer, in bytes: a page of 500 objects of a size that etcd takes.
	maxBody = 800 << 20
)

// do sends a request until it has an answer of 2xx or there is no use in trying.
func (c *Client) do(ctx context.Context, r request) (*answer, error) {
	var refused *credential
	renewed := false
	for attempt := 1; ; attempt++ {
		cred, err := c.credentials.get(ctx, refused)
		if err != nil {
			return nil, r.fail(ctx, err)
		}
		a, sent, err := c.send(ctx, r, cred)
		if err != nil {
			var e *Error
			if !errors.As(r.fail(ctx, err), &e) {
				return nil, ctx.Err()
			}
			e.Unknown = sent && !r.repeats && e.Reason != Credentials
			if again := !e.Unknown && transient(e, attempt, r.repeats); !again || attempt >= c.pace.Attempts {
				return nil, e
			}
			if err := c.pause(ctx, attempt, ""); err != nil {
				return nil, err
			}
			continue
		}
		if a.status >= 200 && a.status < 300 {
			return a, nil
		}
		e := r.refusal(a)
		if a.status == http.StatusUnauthorized && c.credentials.renewable && !renewed {
			// Fetched anew once. A request that is refused for its credentials was not processed.
			refused, renewed = cred, true
			attempt--
			continue
		}
		if !again(e, a, attempt, r.repeats) || attempt >= c.pace.Attempts {
			return nil, e
		}
		if err := c.pause(ctx, attempt, a.header.Get("Retry-After")); err != nil {
			return nil, err
		}
	}
}

// send sends a request once and reads the answer whole. sent reports whether the server may have seen the request.
func (c *Client) send(ctx context.Context, r request, cred *credential) (a *answer, sent bool, err error) {
	stop := c.watch(r)
	defer stop()
	bounded, cancel := context.WithTimeoutCause(ctx, c.pace.Answer, errSlow)
	defer cancel()
	opened, err := c.opening.enter(bounded)
	if err != nil {
		return nil, false, because(bounded, err)
	}
	defer opened()
	var wrote atomic.Bool
	traced := httptrace.WithClientTrace(bounded, &httptrace.ClientTrace{WroteHeaders: func() {
		wrote.Store(true)
		opened()
	}})
	u := *c.base
	u.Path, u.RawQuery = strings.TrimRight(u.Path, "/")+r.path, r.query.Encode()
	req, err := http.NewRequestWithContext(traced, r.method, u.String(), bytes.NewReader(r.body))
	if err != nil {
		return nil, false, err
	}
	maps.Copy(req.Header, c.credentials.as)
	req.Header.Set("Accept", r.accept)
	req.Header.Set("User-Agent", Manager)
	if r.media != "" {
		req.Header.Set("Content-Type", r.media)
	}
	if cred.authorization != "" {
		req.Header.Set("Authorization", cred.authorization)
	}
	res, err := c.connections(cred).Do(req)
	if err != nil {
		return nil, wrote.Load(), because(bounded, err)
	}
	defer func() { _ = res.Body.Close() }()
	body, err := readAll(res)
	if err != nil {
		// The answer's head says what came of a refusal; only of a success the rest is needed.
		return nil, true, because(bounded, err)
	}
	if kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type")); res.StatusCode < 300 && (err != nil || kind != mediaJSON) {
		return nil, true, &Error{Status: res.StatusCode, Reason: Garbled,
			Message: line(fmt.Sprintf("the answer is %s: who answers is no Kubernetes API server", orNothing(res.Header.Get("Content-Type"))))}
	}
	if res.StatusCode < 300 && !whole(body) {
		return nil, true, io.ErrUnexpectedEOF
	}
	return &answer{status: res.StatusCode, header: res.Header, body: body}, true, nil
}

func orNothing(media string) string {
	if media == "" {
		return "of no type"
	}
	return "of type " + media
}

// readAll reads an answer's body, whose length the server often tells.
func readAll(res *http.Response) ([]byte, error) {
	var b bytes.Buffer
	if n := res.ContentLength; n > 0 && n <= 64<<20 {
		b.Grow(int(n) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, err
	case n > maxBody:
		return nil, &Error{Status: res.StatusCode, Reason: Garbled, Message: "the answer is too large"}
	}
	return b.Bytes(), nil
}

var errSlow = errors.New("no answer in time")

// because prefers the reason why a context ended to what the network makes of it.
func because(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(cause, errSlow) {
		return errSlow
	}
	return err
}

// watch tells that a request takes long, each time after twice as long as before; the returned function ends that.
func (c *Client) watch(r request) (stop func()) {
	if c.progress == nil {
		return func() {}
	}
	done := make(chan struct{})
	timer := time.NewTimer(c.pace.Slow)
	start := time.Now()
	next := c.pace.Slow
	go func() {
		defer timer.Stop()
		for {
			select {
			case <-done:
				return
			case <-timer.C:
				c.progress(fmt.Sprintf("the API server has not answered %s %s for %s", r.verb, r.target, time.Since(start).Round(rounding(next))))
				timer.Reset(next)
				next *= 2
			}
		}
	}()
	return func() { close(done) }
}

func rounding(d time.Duration) time.Duration {
	if d < time.Second {
		return time.Millisecond
	}
	return time.Second
}

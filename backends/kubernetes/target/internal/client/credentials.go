package client

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// credential is what a request shows: a value for Authorization, a certificate, or both.
type credential struct {
	authorization string
	certificate   *tls.Certificate
	expires       time.Time // zero where that is not known
}

// early is how long before its end a credential is fetched anew, so that it does not end on the way.
const early = 10 * time.Second

func (c *credential) fresh(now time.Time) bool {
	return c.expires.IsZero() || now.Add(early).Before(c.expires)
}

// credentials fetches credentials and keeps them while they hold.
type credentials struct {
	// fetch gets them anew.
	fetch func(context.Context) (*credential, error)
	// renewable is set where fetching again can give others than before.
	renewable bool
	as        http.Header // impersonation

	mu   sync.Mutex
	now  *credential
	busy *fetching
}

// fetching is a fetch under way.
type fetching struct {
	done chan struct{}
	got  *credential
	err  error
}

// get returns the credential to use. refused is one that the server did not accept, nil for none: it is fetched anew unless that
// was done meanwhile. Requests at the same time share one fetch and its failure.
func (c *credentials) get(ctx context.Context, refused *credential) (*credential, error) {
	for {
		c.mu.Lock()
		if c.now != nil && c.now != refused && (c.now.fresh(time.Now()) || !c.renewable) {
			defer c.mu.Unlock()
			return c.now, nil
		}
		f := c.busy
		if f == nil {
			f = &fetching{done: make(chan struct{})}
			c.busy = f
			c.mu.Unlock()
			c.run(ctx, f)
			return f.got, f.err
		}
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-f.done:
		}
		// Whoever fetched may have been told to stop; that is no answer for the others.
		if f.err == nil || !errors.Is(f.err, context.Canceled) && !errors.Is(f.err, context.DeadlineExceeded) {
			return f.got, f.err
		}
	}
}

func (c *credentials) run(ctx context.Context, f *fetching) {
	f.got, f.err = c.fetch(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	if f.err == nil {
		c.now = f.got
	}
	c.busy = nil
	close(f.done)
}

// source says where a user's credentials are from.
func (s *settings) source(c Config) (*credentials, error) {
	u := &s.user
	out := &credentials{as: impersonation(u)}
	certificate, err := u.certificate()
	if err != nil {
		return nil, badConfig("user %q in %s: %v", s.userName, s.userFile, err)
	}
	switch {
	case u.TokenFile != "":
		out.renewable = true
		out.fetch = func(context.Context) (*credential, error) { return fromFile(u.TokenFile, certificate) }
	case u.Token != "":
		out.fetch = always(&credential{authorization: "Bearer " + u.Token, certificate: certificate})
	case u.Username != "":
		basic := base64.StdEncoding.EncodeToString([]byte(u.Username + ":" + u.Password))
		out.fetch = always(&credential{authorization: "Basic " + basic, certificate: certificate})
	case certificate == nil && u.Exec != nil:
		out.renewable = true
		run := plugin{config: u.Exec, info: s.execInfo(), limit: c.Pace.Plugin, progress: c.Progress, terminal: c.Terminal}
		out.fetch = run.fetch
	default:
		out.fetch = always(&credential{certificate: certificate})
	}
	return out, nil
}

func always(c *credential) func(context.Context) (*credential, error) {
	return func(context.Context) (*credential, error) { return c, nil }
}

// tokenFileLife is for how long a token from a file is used before the file is looked at again: who renews it does so ahead of
// its end (the kubelet at 80 % of its life).
const tokenFileLife = time.Minute

func fromFile(name string, certificate *tls.Certificate) (*credential, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, badCredentials("the token file can't be read: %v", err)
	}
	token := strings.TrimSpace(string(content))
	if token == "" || strings.ContainsAny(token, "\r\n") {
		return nil, badCredentials("the token file %s holds no token", name)
	}
	return &credential{authorization: "Bearer " + token, certificate: certificate, expires: time.Now().Add(tokenFileLife + early)}, nil
}

// certificate reads the client certificate, nil where there is none. Data in the kubeconfig comes before files.
func (u *user) certificate() (*tls.Certificate, error) {
	certificate, err := dataOrFile(u.ClientCertificateData, u.ClientCertificate)
	if err != nil {
		return nil, fmt.Errorf("client-certificate: %w", err)
	}
	if certificate == nil {
		return nil, nil
	}
	key, err := dataOrFile(u.ClientKeyData, u.ClientKey)
	if err != nil {
		return nil, fmt.Errorf("client-key: %w", err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		return nil, fmt.Errorf("client-certificate and client-key: %w", err)
	}
	return &pair, nil
}

func dataOrFile(data []byte, file string) ([]byte, error) {
	if len(data) > 0 || file == "" {
		return data, nil
	}
	return os.ReadFile(file)
}

// impersonation is what a request says to be done as somebody else.
func impersonation(u *user) http.Header {
	h := http.Header{}
	if u.As == "" {
		return h
	}
	h.Set("Impersonate-User", u.As)
	if u.AsUID != "" {
		h.Set("Impersonate-Uid", u.AsUID)
	}
	for _, g := range u.AsGroups {
		h.Add("Impersonate-Group", g)
	}
	for key, values := range u.AsUserExtra {
		for _, v := range values {
			h.Add("Impersonate-Extra-"+escapeHeaderKey(key), v)
		}
	}
	return h
}

// escapeHeaderKey percent-encodes what may not stand in a header's name, as the API server decodes it.
func escapeHeaderKey(key string) string {
	var b strings.Builder
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("!#$&'*+-.^_`|~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func badCredentials(format string, args ...any) *Error {
	return &Error{Reason: Credentials, Message: line(fmt.Sprintf(format, args...))}
}

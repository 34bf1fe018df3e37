package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// fail makes what kept a request from an answer an *Error, or the context's error where that has ended.
func (r request) fail(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var e *Error
	if errors.As(err, &e) {
		copied := *e
		copied.Verb, copied.Target = r.verb, r.target
		return &copied
	}
	out := &Error{Verb: r.verb, Target: r.target, Reason: Unreachable, Message: line(root(err))}
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var host x509.HostnameError
	var proof *tls.CertificateVerificationError
	var op *net.OpError
	var dns *net.DNSError
	switch {
	case errors.As(err, &unknown), errors.As(err, &invalid), errors.As(err, &host), errors.As(err, &proof):
		out.Reason = Certificate
	case errors.As(err, &op) && op.Op == "remote error" && strings.Contains(op.Error(), "certificate"):
		// TLS 1.3 says so only once the request is on its way; it was not looked at.
		out.Reason, out.Message = Credentials, line("the server refuses the client's certificate: "+op.Err.Error())
	case errors.Is(err, http.ErrSchemeMismatch):
		out.lasting, out.Message = true, "who answers there does not speak TLS"
	case errors.As(err, &dns) && dns.IsNotFound:
		out.lasting = true
	case errors.Is(err, errSlow):
		out.slow, out.Message = true, "no answer in time"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		out.Message = "the connection was cut in the middle of the answer"
	}
	return out
}

// root is an error in a few words, without the chain around it.
func root(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) {
		return dns.Error()
	}
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Error()
	}
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err.Error()
	}
	return err.Error()
}

// status is the API's own description of a failure.
type status struct {
	Kind    string `json:"kind"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
	Details struct {
		Causes []struct {
			Reason  string `json:"reason"`
			Field   string `json:"field"`
			Message string `json:"message"`
		} `json:"causes"`
	} `json:"details"`
	Metadata struct {
		Continue string `json:"continue"`
	} `json:"metadata"`
}

// refusal reads an answer that is no success.
func (r request) refusal(a *answer) *Error {
	e := &Error{Status: a.status, Verb: r.verb, Target: r.target}
	var s status
	if err := json.Unmarshal(a.body, &s); err != nil || s.Kind != "Status" {
		e.Reason, e.Message = reasonOf(a.status), line(fmt.Sprintf("HTTP %d %s: %s", a.status, http.StatusText(a.status), excerpt(a.body)))
		return e
	}
	e.Reason, e.Message, e.next = s.Reason, line(s.Message), s.Metadata.Continue
	if e.Reason == "" {
		e.Reason = reasonOf(a.status)
	}
	if a.status == http.StatusUnauthorized {
		e.Reason = Credentials
	}
	e.schemaErrors(s.Message)
	for _, c := range s.Details.Causes {
		if c.Reason == "FieldManagerConflict" {
			e.Conflicts = append(e.Conflicts, conflict(c.Field, c.Message))
			continue
		}
		e.Causes = append(e.Causes, Cause{Type: c.Reason, Field: line(c.Field), Message: line(c.Message)})
	}
	return e
}

// excerpt is the beginning of a body that is no Status: a proxy's page, http.Error's line.
func excerpt(body []byte) string {
	return string(body[:min(len(body), 200)])
}

// reasonOf is the API's reason for an answer without one.
func reasonOf(code int) string {
	switch code {
	case http.StatusUnauthorized:
		return Credentials
	case http.StatusForbidden:
		return "Forbidden"
	case http.StatusNotFound:
		return NotServed
	case http.StatusConflict:
		return "Conflict"
	case http.StatusGone:
		return "Expired"
	case http.StatusUnprocessableEntity:
		return "Invalid"
	case http.StatusTooManyRequests:
		return "TooManyRequests"
	case http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return "ServiceUnavailable"
	case http.StatusInternalServerError:
		return "InternalError"
	}
	if code >= 300 && code < 400 {
		return Garbled
	}
	return "Unknown"
}

// conflict reads one conflict of a server-side apply. structured-merge-diff's message is `conflict with "MANAGER"`, or with a
// subresource, and for a manager that updated and did not apply ` using VERSION at TIME` (apimachinery, managedfields/internal/conflict.go).
func conflict(field, message string) Conflict {
	c := Conflict{Field: line(field)}
	rest, ok := strings.CutPrefix(message, "conflict with ")
	quoted, err := strconv.QuotedPrefix(rest)
	if !ok || err != nil {
		return c
	}
	if name, err := strconv.Unquote(quoted); err == nil {
		c.Manager = line(name)
	}
	c.Applies = !strings.Contains(rest[len(quoted):], " using ")
	return c
}

package proxy

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"time"
)

// connectionKey is where a request's context has the client's connection.
type connectionKey struct{}

// A connection is a client's, with its number.
type connection struct {
	number int64
	net.Conn
}

// hop are the headers that are for one connection.
var hop = []string{"Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade"}

// ServeHTTP passes a request on, or does to it what a rule says.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone
	}
	request := Request{Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(), Body: body}
	from, _ := r.Context().Value(connectionKey{}).(connection)
	record, fault := p.arrive(request, from.number)
	if fault == nil {
		fault = &Fault{}
	}
	select {
	case <-time.After(fault.Delay):
	case <-r.Context().Done():
		return
	}
	if fault.Before != nil {
		fault.Before(request)
	}
	switch {
	case fault.DropBefore:
		reset(r)
	case fault.Answer != nil:
		p.answer(w, record, fault.Answer)
	default:
		p.pass(w, r, record, fault)
	}
}

func (p *Proxy) answer(w http.ResponseWriter, record *Record, answer *Answer) {
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Status)
	n, _ := w.Write(answer.Body) // the client may be gone
	p.note(func() { record.Status, record.Received = answer.Status, int64(n) })
}

// pass sends a request to the server, and the answer back.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, record *Record, fault *Fault) {
	ctx := r.Context()
	if fault.After != nil || fault.DropAfter { // the server's answer counts, also where the client is gone
		ctx = context.WithoutCancel(ctx)
	}
	out, transport := p.outgoing(ctx, r, record.Body)
	response, err := transport.RoundTrip(out)
	if err != nil {
		reset(r)
		return
	}
	defer func() { _ = response.Body.Close() }()
	p.note(func() { record.Reached = true })
	if fault.After == nil && !fault.DropAfter && !fault.Cut {
		p.copy(w, response, record, fault)
		return
	}
	whole, err := io.ReadAll(response.Body)
	if fault.After != nil {
		fault.After(record.Request)
	}
	if err != nil || fault.DropAfter {
		reset(r)
		return
	}
	if fault.Cut {
		response.ContentLength = int64(len(whole))
		response.Body = io.NopCloser(bytes.NewReader(whole[:len(whole)/2]))
		p.copy(w, response, record, fault)
		reset(r)
		return
	}
	response.Body = io.NopCloser(bytes.NewReader(whole))
	p.copy(w, response, record, fault)
}

// copy sends an answer to the client as it comes, so that a watch sees each event at once.
func (p *Proxy) copy(w http.ResponseWriter, response *http.Response, record *Record, fault *Fault) {
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	for _, name := range hop {
		w.Header().Del(name)
	}
	if fault.GoAway {
		w.Header().Set("Connection", "close") // the server of HTTP/2 takes it for that
	}
	w.WriteHeader(response.StatusCode)
	p.note(func() { record.Status = response.StatusCode })
	flush := http.NewResponseController(w).Flush
	buffer := make([]byte, 32<<10)
	for {
		if flush() != nil {
			return // the client is gone
		}
		n, err := response.Body.Read(buffer)
		if n > 0 {
			if _, err := w.Write(buffer[:n]); err != nil {
				return
			}
			p.note(func() { record.Received += int64(n) })
		}
		if err != nil {
			_ = flush() // of what a cut leaves
			return
		}
	}
}

// outgoing is the request as the server gets it, and the transport for it: the one that speaks for the user whose certificate the
// client showed, or else the one that leaves it to a token.
func (p *Proxy) outgoing(ctx context.Context, r *http.Request, body []byte) (*http.Request, *http.Transport) {
	out := r.Clone(ctx)
	out.URL.Scheme, out.URL.Host, out.Host, out.RequestURI = p.target.Scheme, p.target.Host, p.target.Host, ""
	out.Body, out.ContentLength, out.TransferEncoding = io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
	if len(body) == 0 {
		out.Body = http.NoBody
	}
	out.Close = false
	for name := range out.Header {
		if strings.HasPrefix(name, "X-Remote-") {
			out.Header.Del(name)
		}
	}
	for _, name := range hop {
		out.Header.Del(name)
	}
	if r.TLS == nil || len(r.TLS.PeerCertificates) == 0 {
		return out, p.tokens
	}
	user := r.TLS.PeerCertificates[0].Subject
	out.Header.Set("X-Remote-User", user.CommonName)
	for _, group := range user.Organization {
		out.Header.Add("X-Remote-Group", group)
	}
	return out, p.users
}

// reset ends the client's connection as a host does that has lost it: with a reset, so that the client reads an error at once. It
// does not return.
func reset(r *http.Request) {
	from, _ := r.Context().Value(connectionKey{}).(connection)
	lost := from.Conn
	if secure, ok := lost.(*tls.Conn); ok {
		lost = secure.NetConn()
	}
	if tcp, ok := lost.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
		_ = tcp.Close()
	}
	panic(http.ErrAbortHandler)
}

// discard is for what a server logs of connections that were reset.
func discard() *log.Logger { return log.New(io.Discard, "", 0) }

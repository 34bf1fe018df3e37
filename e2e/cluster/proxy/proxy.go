package proxy

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
)

// Options say how a proxy serves and where it leads.
type Options struct {
	// Server is the address of the API server.
	Server string
	// ServerCAs trusts the API server.
	ServerCAs *x509.CertPool
	// Identity is the certificate by which the API server lets the proxy say who a user is.
	Identity tls.Certificate
	// ClientCAs knows users by their certificates.
	ClientCAs *x509.CertPool
	// Certificate is the proxy's own.
	Certificate tls.Certificate
	// HTTP1 leaves HTTP/2 out.
	HTTP1 bool
}

// A Proxy is one that serves. It is safe for concurrent use.
type Proxy struct {
	// URL is its address.
	URL string

	server *http.Server
	target *url.URL
	users  *http.Transport // says who the user is
	tokens *http.Transport // is nobody itself

	connections atomic.Int64

	mu      sync.Mutex
	rules   []*rule
	records []*Record
}

// A Record is a request and what became of it.
type Record struct {
	Request
	// Status is what the client got; 0 where it got nothing.
	Status int
	// Received is how many bytes of the answer's body the client was sent.
	Received int64
	// Reached says that the server got the request.
	Reached bool
	// Connection is the number of the client's connection, in the order in which they came.
	Connection int64
	// Faulty says that a fault happened to it.
	Faulty bool
}

// Start serves on a free port of loopback until Close.
func Start(options Options) (*Proxy, error) {
	target, err := url.Parse(options.Server)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &Proxy{
		URL:    "https://" + listener.Addr().String(),
		target: target,
		users:  transport(options.ServerCAs, options.Identity),
		tokens: transport(options.ServerCAs),
	}
	p.server = &http.Server{
		Handler: p,
		TLSConfig: &tls.Config{
			Certificates: []tls.Certificate{options.Certificate},
			ClientCAs:    options.ClientCAs,
			ClientAuth:   tls.VerifyClientCertIfGiven,
		},
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, connection{p.connections.Add(1), c})
		},
		ErrorLog: discard(),
	}
	if options.HTTP1 {
		p.server.Protocols = new(http.Protocols)
		p.server.Protocols.SetHTTP1(true)
	}
	go func() {
		if err := p.server.ServeTLS(listener, "", ""); !errors.Is(err, http.ErrServerClosed) {
			_ = listener.Close() // clients are refused, and say so
		}
	}()
	return p, nil
}

// Close ends the proxy and its connections.
func (p *Proxy) Close() {
	_ = p.server.Close()
	p.users.CloseIdleConnections()
	p.tokens.CloseIdleConnections()
}

// On lets a fault happen to the nth request, counted from 1 and from now, that a match chooses; 0 is every one. The rule that was
// given first and takes a request has it.
func (p *Proxy) On(match Match, nth int, fault Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules = append(p.rules, &rule{match: match, nth: nth, fault: fault})
}

// Reset forgets the rules and the records.
func (p *Proxy) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rules, p.records = nil, nil
}

// Records returns the requests that match chooses, in the order of their arrival.
func (p *Proxy) Records(match Match) []Record {
	p.mu.Lock()
	defer p.mu.Unlock()
	var chosen []Record
	for _, record := range p.records {
		if match(record.Request) {
			chosen = append(chosen, *record)
		}
	}
	return chosen
}

// arrive records a request and returns what is to happen to it, nil for nothing.
func (p *Proxy) arrive(request Request, connection int64) (*Record, *Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	record := &Record{Request: request, Connection: connection}
	p.records = append(p.records, record)
	var found *Fault
	for _, rule := range p.rules { // each counts what it chooses, whichever has it
		if rule.take(request) && found == nil {
			found, record.Faulty = &rule.fault, true
		}
	}
	return record, found
}

// note changes a record.
func (p *Proxy) note(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

func transport(roots *x509.CertPool, identity ...tls.Certificate) *http.Transport {
	return &http.Transport{
		TLSClientConfig:     &tls.Config{RootCAs: roots, Certificates: identity},
		ForceAttemptHTTP2:   true,
		DisableCompression:  true, // the answer goes on as it came
		MaxIdleConnsPerHost: 64,
	}
}

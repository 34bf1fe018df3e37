package client

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Client speaks to one API server. It implements API.
type Client struct {
	pace        Pace
	progress    func(string)
	base        *url.URL
	credentials *credentials

	connecting  sync.Mutex
	http        *http.Client
	opening     *opening
	certificate *tls.Certificate // that http's connections show
	identity    string
	user        string

	discovery sync.Mutex
	types     *types // what was discovered last
}

var _ API = (*Client)(nil)

// New finds the cluster by its context in the kubeconfig. It reads files and contacts nothing.
func New(c Config) (*Client, error) {
	c.Pace = c.Pace.defaults()
	home := ""
	if c.Getenv("KUBECONFIG") == "" {
		home = c.Getenv("HOME")
	}
	s, err := load(c)
	if err != nil {
		return nil, err
	}
	if err := s.check(c.Project, home); err != nil {
		return nil, err
	}
	ca, err := dataOrFile(s.cluster.CertificateAuthorityData, s.cluster.CertificateAuthority)
	if err != nil {
		return nil, badConfig("cluster %q in %s: certificate-authority: %v", s.clusterName, s.clusterFile, err)
	}
	creds, err := s.source(c)
	if err != nil {
		return nil, err
	}
	base, err := url.Parse(strings.TrimRight(s.cluster.Server, "/"))
	if err != nil {
		return nil, badConfig("cluster %q in %s: server %q is no URL of a server", s.clusterName, s.clusterFile, s.cluster.Server)
	}
	transport, err := s.transport(base, ca, creds)
	if err != nil {
		return nil, err
	}
	digest := sha256.Sum256([]byte(base.String() + "\n" + string(ca)))
	return &Client{
		opening: newOpening(), pace: c.Pace, progress: c.Progress, base: base, credentials: creds,
		http: over(transport), identity: hex.EncodeToString(digest[:]), user: s.who(),
	}, nil
}

func over(transport *http.Transport) *http.Client {
	return &http.Client{
		Transport: transport,
		// A redirect would take the credentials elsewhere; API servers send none.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// connections returns the connections to use with a credential: new ones where it has another certificate than the last had, since a
// connection shows one certificate for good.
func (c *Client) connections(cred *credential) *http.Client {
	c.connecting.Lock()
	defer c.connecting.Unlock()
	if transport, ok := c.http.Transport.(*http.Transport); ok && cred.certificate != c.certificate {
		if c.certificate != nil {
			c.http = over(transport.Clone())
			transport.CloseIdleConnections()
		}
		c.certificate = cred.certificate
	}
	return c.http
}

// Identity is a digest of the server's address and its certificate authority.
func (c *Client) Identity() string { return c.identity }

// User is the kubeconfig's name for who signs in.
func (c *Client) User() string { return c.user }

func (s *settings) who() string {
	if s.userName == "" {
		return "nobody, as the context names no user"
	}
	if s.user.As != "" {
		return s.userName + " as " + s.user.As
	}
	return s.userName
}

// transport makes connections. Only who proves to be the server by the kubeconfig's certificate authority (or the system's, where
// it names none) gets a request.
func (s *settings) transport(base *url.URL, ca []byte, creds *credentials) (*http.Transport, error) {
	t := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: s.cluster.TLSServerName}
	if len(ca) > 0 {
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(ca) {
			return nil, badConfig("cluster %q in %s: certificate-authority holds no certificate", s.clusterName, s.clusterFile)
		}
	}
	t.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		creds.mu.Lock()
		defer creds.mu.Unlock()
		if creds.now != nil && creds.now.certificate != nil {
			return creds.now.certificate, nil
		}
		return &tls.Certificate{}, nil
	}
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	out := &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, TLSClientConfig: t, TLSHandshakeTimeout: 10 * time.Second,
		ForceAttemptHTTP2: true, MaxIdleConnsPerHost: 64, IdleConnTimeout: 90 * time.Second,
		DisableCompression: s.cluster.DisableCompression || near(base.Hostname()),
		// A connection that a router has forgotten is found out by a ping, and not by the deadline of each request on it.
		HTTP2: &http.HTTP2Config{SendPingTimeout: 20 * time.Second, PingTimeout: 10 * time.Second},
	}
	if s.cluster.ProxyURL != "" {
		proxy, err := url.Parse(s.cluster.ProxyURL)
		if err != nil || proxy.Host == "" || proxy.Scheme != "http" && proxy.Scheme != "https" && proxy.Scheme != "socks5" {
			return nil, badConfig("cluster %q in %s: proxy-url %q is no URL of a proxy", s.clusterName, s.clusterFile, s.cluster.ProxyURL)
		}
		out.Proxy = http.ProxyURL(proxy)
	}
	return out, nil
}

// near reports whether a server is on this machine or in its network by its address: a server compresses what is large, which takes
// both sides more time than such a network.
func near(host string) bool {
	ip := net.ParseIP(host)
	return loopback(host) || ip != nil && (ip.IsPrivate() || ip.IsLinkLocalUnicast())
}

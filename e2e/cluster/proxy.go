package cluster

import (
	"crypto/tls"
	"testing"

	"k8s.io/client-go/tools/clientcmd/api"

	"espc.dev/e2e/cluster/pki"
	"espc.dev/e2e/cluster/proxy"
)

// A Proxy stands before a cluster, and has kubeconfigs that lead through it.
type Proxy struct {
	*proxy.Proxy
	// Kubeconfig is the path of an administrator's kubeconfig that leads to the proxy.
	Kubeconfig string

	cluster   *Cluster
	authority *pki.Authority
}

// Proxy starts a proxy before the cluster, which ends with the test. Options of the caller's are its own certificate and HTTP1; the others are
// set here.
func (c *Cluster) Proxy(t testing.TB, options proxy.Options) *Proxy {
	t.Helper()
	authority, err := pki.NewAuthority("proxy")
	if err != nil {
		t.Fatal(err)
	}
	if options.Certificate.Certificate == nil {
		options.Certificate = certificate(t)(authority.Server())
	}
	options.Server, options.ServerCAs, options.ClientCAs = c.Config.Host, c.authority.Pool(), c.authority.Pool()
	options.Identity = certificate(t)(c.pair("front-proxy"))
	server, err := proxy.Start(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	p := &Proxy{Proxy: server, cluster: c, authority: authority}
	p.Kubeconfig = p.User(t, "admin", "system:masters")
	return p
}

// User writes the kubeconfig of a user, as that of the cluster, that leads to the proxy. It returns the file's path.
func (p *Proxy) User(t testing.TB, name string, groups ...string) string {
	t.Helper()
	pair, err := p.cluster.authority.Client(name, groups...)
	if err != nil {
		t.Fatal(err)
	}
	return p.Write(t, api.AuthInfo{ClientCertificateData: pair.Certificate, ClientKeyData: pair.Key})
}

// ServiceAccount writes the kubeconfig of a service account that leads to the proxy. It returns the file's path.
func (p *Proxy) ServiceAccount(t testing.TB, namespace, name string) string {
	t.Helper()
	token, err := p.cluster.Token(t.Context(), namespace, name)
	if err != nil {
		t.Fatal(err)
	}
	return p.Write(t, api.AuthInfo{Token: token})
}

// Write writes a kubeconfig that leads to the proxy, for a user. It returns the file's path.
func (p *Proxy) Write(t testing.TB, user api.AuthInfo) string {
	t.Helper()
	return p.cluster.Write(t, p.URL, p.authority.Certificate, user)
}

// certificate makes what crypto/tls takes of a pair, or ends the test.
func certificate(t testing.TB) func(pki.Pair, error) tls.Certificate {
	return func(pair pki.Pair, err error) tls.Certificate {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		loaded, err := pair.TLS()
		if err != nil {
			t.Fatal(err)
		}
		return loaded
	}
}

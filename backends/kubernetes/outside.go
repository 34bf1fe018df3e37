package kubernetes

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// scope says which addresses outside the topology something is at, as far as its host tells.
type scope uint8

const (
	// public: any public address. A service_endpoint is on the Internet unless its URL says otherwise.
	public scope = iota
	// anywhere: any address but those of the node itself. A database may be in a private network.
	anywhere
	// network: one address, or one namespace of the cluster.
	network
)

// exit is a way out of the topology.
type exit struct {
	scope scope
	port  int64 // 0 for every port
	// address is the network of scope network where it is one address; namespace where it is one of the cluster's.
	address   netip.Prefix
	namespace string
	// at is the node that says where (a URL, a host), portAt the one that says the port where another does; edge the reference to it.
	at, portAt, edge *tree.Node
}

// connectURL opens a way to the host and port of a URL. A host that is one of the topology's Services is an edge to it.
func (r *render) connectURL(from *workload, raw string, s scope, at, edge *tree.Node) {
	if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
		r.connectHost(from, u.Hostname(), urlPort(u), s, at, at, edge)
	}
}

// urlPort returns a URL's port: as written, or its scheme's; 0 for a scheme that is neither http nor https.
func urlPort(u *url.URL) int64 {
	if p, err := strconv.ParseInt(u.Port(), 10, 32); err == nil {
		return p
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "ws":
		return 80
	case "https", "wss":
		return 443
	}
	return 0
}

func (r *render) connectHost(from *workload, host string, port int64, s scope, at, portAt, edge *tree.Node) {
	e := exit{scope: s, port: port, at: at, portAt: portAt, edge: edge}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if address, err := netip.ParseAddr(host); err == nil {
		address = address.Unmap().WithZone("")
		e.scope, e.address = network, netip.PrefixFrom(address, address.BitLen())
	} else if service, namespace, ok := clusterName(host, r.namespace.Text); ok {
		if namespace == r.namespace.Text {
			if to := r.services[service]; to != nil {
				r.join(from, to, false, edge)
				return
			}
		}
		if s == public {
			e.port = 0 // policies speak of pods' ports, and to which one a foreign web Service leads is not known here
		}
		e.scope, e.namespace = network, namespace
	}
	from.outside = append(from.outside, e)
}

// clusterName splits the name of a Service as pods look it up: NAME, NAME.NAMESPACE.svc or with the cluster's domain.
func clusterName(host, own string) (service, namespace string, ok bool) {
	parts := strings.Split(host, ".")
	switch {
	case len(parts) == 1:
		return parts[0], own, true
	case len(parts) >= 3 && parts[2] == "svc":
		return parts[0], parts[1], true
	}
	return "", "", false
}

// connectStore opens the way from what runs a model to the server of its connector.
func (r *render) connectStore(from *workload, c *schema.Connector, edge *tree.Node) {
	for _, u := range []schema.Value[string]{c.BaseURL, c.Wsdl} {
		if u.IsSet() {
			r.connectURL(from, u.V, anywhere, u.Node, edge)
		}
	}
	port, known := loopback.Ports[c.Type.V]
	portAt := c.Type.Node
	if c.Port.IsSet() {
		port, portAt = c.Port.V, c.Port.Node
	}
	switch {
	case !known || loopback.OnDisk(c):
	case c.Host.IsSet():
		r.connectHost(from, c.Host.V, port, anywhere, c.Host.Node, portAt, edge)
	default: // the server is in a secret URL, or is the provider of a storage
		from.outside = append(from.outside, exit{scope: anywhere, port: port, at: c.Node, portAt: portAt, edge: edge})
	}
}

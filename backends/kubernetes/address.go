package kubernetes

import (
	"net/url"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// endpoint is where something is reached: from the topology's pods, or for a gateway from outside.
type endpoint struct {
	url, host string
	port      int64
	from      *tree.Node // what says the port or all of it
}

// part returns the part of an address that an endpoint value asks for.
func (e endpoint) part(part string) string {
	switch part {
	case "host":
		return e.host
	case "port":
		return strconv.FormatInt(e.port, 10)
	case "address":
		if strings.Contains(e.host, ":") { // an IPv6 address
			return "[" + e.host + "]:" + strconv.FormatInt(e.port, 10)
		}
		return e.host + ":" + strconv.FormatInt(e.port, 10)
	default:
		return e.url
	}
}

// endpoint returns where an entity is reached. Inside the topology that is its Service's short name, because caller and
// callee are in one namespace; for one on Knative it is the whole name. A model's URL is its REST root; that of a service_endpoint is its first. It reports false
// for what has no address here; what has named ports alone still has a host.
func (r *render) endpoint(a schema.Address) (endpoint, bool) {
	switch a.Kind {
	case schema.KindServiceEndpoint:
		return r.outsideEndpoint(a)
	case schema.KindGateway:
		return r.gatewayEndpoint(a)
	}
	w := r.runs[a]
	switch {
	case w == nil:
		return endpoint{}, false
	case !w.main && len(w.ports) > 0:
		return endpoint{host: r.host(w)}, false
	case !w.main:
		return endpoint{}, false
	}
	p := w.ports[0]
	host := r.host(w)
	e := endpoint{url: origin(p.protocol, host, p.number), host: host, port: p.number, from: p.service}
	if m := schema.Find[schema.Model](r.t, a); m != nil {
		e.url += loopback.Path(m)
	}
	return e, true
}

// origin returns SCHEME://HOST[:PORT], without the port that the scheme implies.
func origin(scheme, host string, port int64) string {
	if scheme == "http" && port == 80 || scheme == "https" && port == 443 {
		return scheme + "://" + host
	}
	return scheme + "://" + host + ":" + strconv.FormatInt(port, 10)
}

func (r *render) outsideEndpoint(a schema.Address) (endpoint, bool) {
	s := schema.Find[schema.ServiceEndpoint](r.t, a)
	if s == nil || len(s.Urls.Items) == 0 {
		return endpoint{}, false
	}
	raw := s.Urls.Items[0].V
	u, err := url.Parse(raw)
	if err != nil {
		return endpoint{}, false
	}
	return endpoint{url: raw, host: u.Hostname(), port: urlPort(u), from: s.Urls.Items[0].Node}, true
}

// gatewayEndpoint returns where a gateway is reached from outside: at the first of its hosts that is a name. One that has
// none and is internal is reached by its Service.
func (r *render) gatewayEndpoint(a schema.Address) (endpoint, bool) {
	g := schema.Find[schema.Gateway](r.t, a)
	if g == nil {
		return endpoint{}, false
	}
	scheme, port := "http", int64(80)
	if g.Tls != nil {
		scheme, port = "https", 443
	}
	for _, h := range g.Hosts.Items {
		if !strings.HasPrefix(h.V, "*") {
			return endpoint{url: origin(scheme, h.V, port), host: h.V, port: port, from: h.Node}, true
		}
	}
	if w := r.runs[a]; w != nil && w.main && g.Expose.V == "internal" {
		return endpoint{url: origin(scheme, w.name, w.ports[0].number), host: w.name, port: w.ports[0].number, from: w.ports[0].service}, true
	}
	return endpoint{}, false
}

// Attribute returns an attribute of an entity as an output shows it (url, address, host, port, or the workload's name), as
// far as it is known before anything is deployed.
func (Backend) Attribute(req backends.Request, of schema.Address, attribute string) (string, bool) {
	r := newRender(req)
	if attribute == "name" {
		if w := r.runs[of]; w != nil {
			return w.name, true
		}
		for _, x := range r.envoys {
			if x.Address == of {
				return x.owner.name, true
			}
		}
		return "", false
	}
	at, ok := r.endpoint(of)
	return at.part(attribute), ok
}

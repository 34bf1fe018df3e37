package kubernetes

import (
	"cmp"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// routeShare is one target of an endpoint, with its weight against the others'.
type routeShare struct {
	target schema.Value[schema.Address]
	weight *tree.Node
}

// shares returns the targets of an endpoint, those of a split by label.
func (e *envoyRoute) shares() []routeShare {
	if len(e.Split) == 0 {
		return []routeShare{{e.To, tree.NewInt(1)}}
	}
	split := slices.SortedFunc(slices.Values(e.Split), func(a, b *schema.SplitTarget) int { return cmp.Compare(a.Label, b.Label) })
	out := make([]routeShare, len(split))
	for i, s := range split {
		out[i] = routeShare{s.Target, integer(s.Weight.V, s.Weight.Node)}
	}
	return out
}

// backendRefs returns where an endpoint leads. The API server's defaults are written out: a list is one value to it.
func (e *envoyRoute) backendRefs() *tree.Node {
	var refs []*tree.Node
	for _, s := range e.shares() {
		if ref := e.x.r.backendRef(s.target); ref != nil {
			refs = append(refs, &tree.Node{Kind: tree.Map, Fields: append(slices.Clip(ref.Fields), tree.F("weight", s.weight)), Origin: ref.Origin})
		}
	}
	return list(refs)
}

// backendRef names a target: the Service of what runs it, or the Backend of a service outside or of what Knative serves, whose
// Service leads to a name that proxies do not follow.
func (r *render) backendRef(target schema.Value[schema.Address]) *tree.Node {
	if s := schema.Find[schema.ServiceEndpoint](r.t, target.V); s != nil {
		return reference(envoyGroup, "Backend", derived(ruleName, s.Node, r.outsideName(s))).With(tree.Derive(ruleEnvoyTarget, target.Node))
	}
	w := r.runs[target.V]
	if w == nil || !w.main {
		return nil // Check has spoken of it
	}
	if w.serving {
		return reference(envoyGroup, "Backend", w.title).With(tree.Derive(ruleEnvoyTarget, target.Node))
	}
	return tree.NewMap(
		tree.F("group", tree.NewString("")),
		tree.F("kind", tree.NewString("Service")),
		tree.F("name", w.title),
		tree.F("port", w.ports[0].service)).With(tree.Derive(ruleEnvoyTarget, target.Node))
}

// outsideName returns the name of a service_endpoint's objects.
func (r *render) outsideName(s *schema.ServiceEndpoint) string {
	return workloadName(r.t.Name, "service-endpoint", s.Address.Name)
}

// servingBackend returns the Backend of what Knative serves: its ingress knows it by its host name.
func (r *render) servingBackend(w *workload) backends.Object {
	return r.object(&w.owner, envoyBackendType, meta{name: w.title}, spec(
		tree.F("type", tree.NewString("Endpoints")),
		tree.F("endpoints", tree.NewList(tree.NewMap(tree.F("fqdn", tree.NewMap(
			tree.F("hostname", derived(ruleEnvoyTarget, w.node, r.host(w))),
			tree.F("port", w.ports[0].service))))))))
}

// envoyService returns the Backend of a service outside, and the credential that goes with each call.
func (r *render) envoyService(o *owner, s *schema.ServiceEndpoint) []backends.Object {
	var endpoints []*tree.Node
	secure := false
	for _, v := range s.Urls.Items {
		u, err := url.Parse(v.V)
		if err != nil {
			continue
		}
		secure = secure || strings.EqualFold(u.Scheme, "https")
		port := tree.F("port", derivedInt(ruleEnvoyTarget, v.Node, urlPort(u)))
		var n *tree.Node
		if address, err := netip.ParseAddr(u.Hostname()); err == nil {
			var name *tree.Node // what the Host header becomes; an IPv6 address is none that the API takes
			if address.Is4() {
				name = tree.NewString(address.String())
			}
			n = tree.NewMap(tree.F("hostname", name), tree.F("ip", tree.NewMap(tree.F("address", tree.NewString(address.String())), port)))
		} else {
			n = tree.NewMap(tree.F("fqdn", tree.NewMap(tree.F("hostname", tree.NewString(strings.ToLower(u.Hostname()))), port)))
		}
		endpoints = append(endpoints, n.With(tree.Derive(ruleEnvoyTarget, v.Node)))
	}
	var tls *tree.Node
	if secure {
		tls = ruled(ruleEnvoyTarget, tree.NewMap(
			tree.F("wellKnownCACertificates", tree.NewString("System")),
			tree.F("autoSNIFromEndpointHostname", tree.NewBool(true))))
	}
	objects := []backends.Object{r.object(o, envoyBackendType, meta{name: derived(ruleName, s.Node, o.name)}, spec(
		tree.F("type", tree.NewString("Endpoints")),
		tree.F("endpoints", list(endpoints)),
		tree.F("tls", tls)))}
	if s.Auth != nil && r.settings.external {
		objects = append(objects, r.formedSecret(o, o.name, s.Auth.Secret, upstreamForm(s.Auth)))
	}
	return objects
}

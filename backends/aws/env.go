package aws

import (
	"net/url"

	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// variables collects environment variables. Of two with one name the first counts.
type variables struct{ byName map[string]*tree.Node }

func newVariables() *variables { return &variables{map[string]*tree.Node{}} }

func (v *variables) add(name string, n *tree.Node) {
	if n != nil && v.byName[name] == nil {
		v.byName[name] = n
	}
}

// node returns the variables sorted by name.
func (v *variables) node() *tree.Node {
	var fields []tree.Field
	for _, name := range sorted(v.byName) {
		fields = append(fields, tree.Field{Key: name, Value: v.byName[name]})
	}
	return &tree.Node{Kind: tree.Map, Fields: fields}
}

// workloadVariables adds what a workload's env and edges say. What is written comes first, so that it wins.
func (r *render) workloadVariables(v *variables, w *schema.Workload) {
	for _, e := range w.Env.Entries {
		v.add(e.Key, r.value(e.Value))
	}
	for _, c := range w.Calls.Items {
		r.calleeVariable(v, c.V, c.Node)
	}
	for _, e := range w.Env.Entries {
		if e.V.Endpoint != nil && e.V.Endpoint.Of.V.Kind == schema.KindFunction {
			r.calleeVariable(v, e.V.Endpoint.Of.V, e.V.Endpoint.Of.Node)
		}
	}
	for _, p := range w.Publishes.Items {
		e := schema.Find[schema.Event](r.t, p.V)
		if e == nil || !r.here(e.Bus.V) {
			continue
		}
		v.add(variable(p.V, "ROUTE"), derivedOf(ruleEnv, r.sides.EventRoute(e), p.Node, e.Node))
		v.add(variable(e.Bus.V, "NAME"), ruled(ruleEnv, p.Node, r.busName(e.Bus.V)))
	}
	for _, u := range w.Uses {
		if !r.here(u.Of.V) {
			continue
		}
		part := "NAME"
		if u.Of.V.Kind == schema.KindQueue {
			part = "URL"
		}
		v.add(variable(u.Of.V, part), ruled(ruleEnv, u.Of.Node, ref(logicalID(u.Of.V, "", ""))))
	}
}

// calleeVariable hands over where a callee is.
func (r *render) calleeVariable(v *variables, a schema.Address, edge *tree.Node) {
	v.add(variable(a, "URL"), r.elsewhere(a, "url", edge))
	if f, ok := r.callee(a); ok {
		v.add(variable(a, "ARN"), ruled(ruleEnv, edge, r.functionARN(f)))
		if m := schema.Find[schema.Model](r.t, a); m != nil {
			v.add(variable(a, "PATH"), derivedOf(ruleEnv, loopback.Path(m), edge, m.Node))
		}
	}
	switch a.Kind {
	case schema.KindMicroservice:
		if r.imageService(a) != nil {
			v.add(variable(a, "URL"), ruled(ruleEnv, edge, servicePart(a, "url")))
		}
	case schema.KindServiceEndpoint:
		if s := schema.Find[schema.ServiceEndpoint](r.t, a); s != nil && len(s.Urls.Items) > 0 {
			v.add(variable(a, "URL"), derivedOf(ruleEnv, s.Urls.Items[0].V, edge, s.Urls.Items[0].Node))
		}
	}
}

// value returns the value of a written variable: a literal, a secret, or a part of an address.
func (r *render) value(v schema.Value[schema.Text]) *tree.Node {
	switch {
	case v.V.Endpoint != nil:
		return r.endpointPart(v.V.Endpoint)
	case v.V.Secret != (schema.Address{}):
		return r.secretValue(v.V.Secret, v.Node)
	}
	n := v.Node
	if n.Kind == tree.Map { // { value = "…" }
		n = n.Get("value")
	}
	return text(v.V.Literal, n)
}

// endpointPart returns the part of an address that an endpoint value asks for; nil where there is none, of which Check has
// spoken.
func (r *render) endpointPart(e *schema.EndpointValue) *tree.Node {
	switch a := e.Of.V; a.Kind {
	case schema.KindServiceEndpoint:
		s := schema.Find[schema.ServiceEndpoint](r.t, a)
		if s == nil || len(s.Urls.Items) == 0 {
			return nil
		}
		return derivedOf(ruleEnv, urlPart(s.Urls.Items[0].V, e.Part.V), e.Of.Node, s.Urls.Items[0].Node)
	case schema.KindMicroservice:
		if r.imageService(a) != nil {
			return ruled(ruleEnv, e.Of.Node, servicePart(a, e.Part.V))
		}
	case schema.KindGateway:
		if d := r.doorOf(a); d != nil {
			return ruled(ruleEnv, e.Of.Node, d.part(e.Part.V))
		}
	}
	return r.elsewhere(e.Of.V, e.Part.V, e.Of.Node)
}

// urlPart returns a part of a URL: url, address (host:port), host or port.
func urlPart(raw, part string) string {
	u, err := url.Parse(raw)
	if err != nil || part == "url" {
		return raw
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443"}[u.Scheme]
		if port == "" {
			port = "80"
		}
	}
	switch part {
	case "host":
		return u.Hostname()
	case "port":
		return port
	}
	return u.Hostname() + ":" + port
}

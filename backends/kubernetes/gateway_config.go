package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// gatewayConfig returns gateway.config.yml.
func (x *expressGateway) gatewayConfig() *tree.Node {
	var endpoints, services, pipelines []tree.Field
	used := map[string]bool{}
	for _, e := range x.routes {
		endpoints = append(endpoints, tree.F(e.Address.Name, x.apiEndpoint(e)))
		steps := x.policies(e)
		nodes := make([]*tree.Node, len(steps))
		for i, s := range steps {
			used[s.name] = true
			nodes[i] = tree.NewMap(tree.F(s.name, tree.NewList(s.actions...)))
		}
		pipelines = append(pipelines, tree.F(e.Address.Name, tree.NewMap(
			tree.F("apiEndpoints", words(e.Address.Name)),
			tree.F("policies", tree.NewList(nodes...)))))
	}
	for _, target := range x.targets() {
		services = append(services, tree.F(target.String(), x.serviceEndpoint(target)))
	}
	allowed := []*tree.Node{}
	for _, name := range policyOrder {
		if used[name] {
			allowed = append(allowed, tree.NewString(name))
		}
	}
	return tree.NewMap(append(x.listener(),
		tree.F("apiEndpoints", tree.NewMap(endpoints...)),
		tree.F("serviceEndpoints", tree.NewMap(services...)),
		tree.F("policies", tree.NewList(allowed...)),
		tree.F("pipelines", tree.NewMap(pipelines...)))...)
}

// listener returns what the gateway listens on. It has no admin API: its configuration comes from here alone.
func (x *expressGateway) listener() []tree.Field {
	port := tree.F("port", tree.NewInt(x.Port.V))
	if !x.terminatesTLS() {
		return []tree.Field{tree.F("http", tree.NewMap(port))}
	}
	certificate := tree.NewMap(
		tree.F("key", tree.NewString(secretFile(x.Tls.Secret.V, "tls.key"))),
		tree.F("cert", tree.NewString(secretFile(x.Tls.Secret.V, "tls.crt"))))
	return []tree.Field{tree.F("https", tree.NewMap(port, tree.F("tls", tree.NewMap(tree.F("default", certificate)))))}
}

// terminatesTLS reports whether the gateway's own pods have the certificate; behind an ingress the ingress has it.
func (x *expressGateway) terminatesTLS() bool { return x.Tls != nil && x.Expose.V != "ingress" }

// secretFolder returns where a secret's files are mounted, secretFile where one of them is.
func secretFolder(secret schema.Address) string { return "/app/secrets/" + secret.Name }

func secretFile(secret schema.Address, file string) string { return secretFolder(secret) + "/" + file }

// systemConfig returns system.config.yml. A request's client is the peer, or behind an ingress the last address that the
// ingress adds to X-Forwarded-For; what a client claims before it is not believed.
func (x *expressGateway) systemConfig() *tree.Node {
	store := tree.NewMap(tree.F("emulate", tree.NewBool(true)))
	if x.hasStore() {
		store = tree.NewMap(
			tree.F("host", tree.NewString(x.storeName())),
			tree.F("port", tree.NewInt(redisPort)),
			tree.F("namespace", tree.NewString(x.Address.Name)),
			tree.F("maxRetriesPerRequest", tree.NewInt(1)))
	}
	var hops int64
	if x.Expose.V == "ingress" {
		hops = 1
	}
	var allowed *tree.Node
	if len(x.AllowFrom.Items) > 0 {
		allowed = words(x.AllowFrom.Values()...)
	}
	return tree.NewMap(
		tree.F("db", tree.NewMap(tree.F("redis", store))),
		tree.F("plugins", tree.NewMap(tree.F("espc", tree.NewMap(
			tree.F("trustedHops", tree.NewInt(hops)),
			tree.F("allowFrom", allowed))))))
}

// apiEndpoint returns the routes of an endpoint: one entry for each host.
func (x *expressGateway) apiEndpoint(e gatewayRoute) *tree.Node {
	paths := make([]*tree.Node, len(e.paths))
	for i, p := range e.paths {
		paths[i] = tree.NewString(expressPath(p))
	}
	var methods, scopes *tree.Node
	if len(e.Methods.Items) > 0 {
		methods = words(e.Methods.Values()...)
	}
	if names := x.scopes(e); len(names) > 0 {
		scopes = tree.NewList(texts(names)...)
	}
	entries := make([]*tree.Node, len(e.hosts))
	for i, host := range e.hosts {
		entries[i] = tree.NewMap(
			tree.F("host", tree.NewString(host)),
			tree.F("paths", tree.NewList(slices.Clone(paths)...)),
			tree.F("methods", methods),
			tree.F("scopes", scopes))
	}
	if len(entries) == 1 {
		return entries[0]
	}
	return tree.NewList(entries...)
}

// scopes returns what a request to an endpoint needs: the endpoint's own scopes and, where consumers are restricted to
// some endpoints, one that stands for the endpoint.
func (x *expressGateway) scopes(e gatewayRoute) []string {
	scopes := slices.Clone(e.Scopes.Values())
	if x.restricted && e.auth != nil && knowsConsumers(e.auth) {
		scopes = append(scopes, endpointScope(e.Address))
	}
	return scopes
}

// endpointScope returns the scope that stands for the right to call one endpoint.
func endpointScope(endpoint schema.Address) string { return endpointScopePrefix + endpoint.Name }

const endpointScopePrefix = "endpoint:"

// expressPath returns a path as Express writes it: /cars/{id} is /cars/:id.
func expressPath(p route.Path) string {
	return p.Format(func(name string) string { return ":" + name })
}

func texts(values []string) []*tree.Node {
	nodes := make([]*tree.Node, len(values))
	for i, v := range values {
		nodes[i] = plainText(v)
	}
	return nodes
}

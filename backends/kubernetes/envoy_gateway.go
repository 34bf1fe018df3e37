package kubernetes

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Groups and names of the Gateway API and of Envoy Gateway, which serves it.
const (
	gatewayGroup = "gateway.networking.k8s.io"
	envoyGroup   = "gateway.envoyproxy.io"

	// identityHeader says who calls, to limits and to the services behind the gateway. A client's own is dropped.
	identityHeader = "eg-consumer-id"
)

// envoyGateway is a gateway of class gateway-api: objects that the cluster's Envoy Gateway serves, and no pods of the topology's own.
type envoyGateway struct {
	*entrance
	owner owner
	title *tree.Node
	doors []*envoyRoute
}

// envoyRoute is an endpoint of such a gateway.
type envoyRoute struct {
	gatewayRoute
	x     *envoyGateway
	owner owner
	title string
	// routes are its HTTPRoutes: one, unless its hosts or paths are too many for one or are ordered differently by host.
	routes []envoyRoutes
}

// addEnvoyGateway makes a gateway of class gateway-api known.
func (r *render) addEnvoyGateway(g *schema.Gateway) {
	x := r.newEnvoyGateway(g)
	r.envoys = append(r.envoys, x)
}

func (r *render) newEnvoyGateway(g *schema.Gateway) *envoyGateway {
	x := &envoyGateway{entrance: r.newEntrance(g)}
	x.owner = r.newOwner(g.Address, componentGateway, workloadName(r.t.Name, componentGateway, g.Address.Name), g.Node)
	x.title = derived(ruleName, g.Node, x.owner.name)
	for _, e := range x.routes {
		name := workloadName(r.t.Name, "api-endpoint", e.Address.Name)
		x.doors = append(x.doors, &envoyRoute{gatewayRoute: e, x: x, title: name, owner: r.newOwner(e.Address, componentGateway, name, e.Node)})
	}
	x.matchRoutes()
	return x
}

// connectEnvoy lets the cluster's proxies in where an endpoint, or the authorizer of one, leads.
func (r *render) connectEnvoy(e schema.Edge) {
	if e.Class != schema.EdgeRoutes && e.Class != schema.EdgeAuthorizes {
		return
	}
	if to := r.runs[e.To]; to != nil && to.main {
		if !to.serving { // whose own policy lets its mesh in, through which the proxies go
			to.letIn(gatewayMesh, false, e.Node)
		}
		if endpoint := schema.Find[schema.ApiEndpoint](r.t, e.From); endpoint != nil {
			to.takes(endpoint.Timeout)
		}
	}
}

// jobsBefore returns the jobs that are done before an entity without pods is there.
func (r *render) jobsBefore(a schema.Address) []link {
	var jobs []link
	for _, e := range r.t.To(a) {
		if from := r.runs[e.From]; e.Class == schema.EdgeBefore && from != nil {
			jobs = append(jobs, link{peer: from, node: e.Node})
		}
	}
	return jobs
}

// envoyTasks returns what Gateways of the Gateway API come to: a file for each gateway, for each endpoint, and for each service
// outside that one leads to.
func (r *render) envoyTasks() []task {
	var tasks []task
	known := map[schema.Address]bool{}
	for _, x := range r.envoys {
		tasks = append(tasks, task{x.owner.file, x.objects})
		for _, e := range x.doors {
			tasks = append(tasks, task{e.owner.file, e.objects})
			for _, t := range e.asked() {
				if known[t.V] {
					continue
				}
				known[t.V] = true
				if s := schema.Find[schema.ServiceEndpoint](r.t, t.V); s != nil {
					o := r.newOwner(s.Address, componentGateway, r.outsideName(s), s.Node)
					tasks = append(tasks, task{o.file, func() []backends.Object { return r.envoyService(&o, s) }})
				} else if w := r.runs[t.V]; w != nil && w.serving {
					tasks = append(tasks, task{w.file, func() []backends.Object { return []backends.Object{r.servingBackend(w)} }})
				}
			}
		}
	}
	return tasks
}

// asked returns what an endpoint sends requests to: its targets and its authorizer.
func (e *envoyRoute) asked() []schema.Value[schema.Address] {
	out := e.Targets()
	if e.auth != nil && e.auth.Type.V == "function" && e.auth.Authorizer.IsSet() {
		out = append(slices.Clip(out), e.auth.Authorizer)
	}
	return out
}

// objects lowers the gateway itself.
func (x *envoyGateway) objects() []backends.Object {
	objects := []backends.Object{x.proxy(), x.gatewayObject(), x.clientPolicy()}
	if o, ok := x.planPolicy(); ok {
		objects = append(objects, o)
	}
	return append(objects, x.keySecrets()...)
}

// gatewayObject returns the Gateway: one listener for all hosts, which the HTTPRoutes tell apart.
func (x *envoyGateway) gatewayObject() backends.Object {
	name, protocol, port := "http", "HTTP", int64(80)
	var tls *tree.Node
	if x.Tls != nil {
		name, protocol, port = "https", "HTTPS", 443
		secret, _ := x.r.secretName(x.Tls.Secret.V)
		tls = tree.NewMap(
			tree.F("mode", tree.NewString("Terminate")),
			tree.F("certificateRefs", tree.NewList(tree.NewMap(
				tree.F("group", tree.NewString("")), tree.F("kind", tree.NewString("Secret")), tree.F("name", secret))))).
			With(tree.Derive(ruleSecretRef, x.Tls.Secret.Node))
	}
	listener := tree.NewMap(
		tree.F("name", tree.NewString(name)),
		tree.F("protocol", tree.NewString(protocol)),
		tree.F("port", ruled(ruleGatewayPort, tree.NewInt(port))),
		tree.F("allowedRoutes", tree.NewMap(tree.F("namespaces", tree.NewMap(tree.F("from", tree.NewString("Same")))))),
		tree.F("tls", tls))
	var annotations *tree.Node
	if names := x.r.jobNames(x.r.jobsBefore(x.Address)); names != nil {
		annotations = tree.NewMap(tree.F(annotationAfter, names))
	}
	return x.r.object(&x.owner, gatewayType, meta{name: x.title, annotations: annotations}, spec(
		tree.F("gatewayClassName", x.r.settings.block.GatewayClass.Node),
		tree.F("infrastructure", tree.NewMap(tree.F("parametersRef", reference(envoyGroup, "EnvoyProxy", x.title)))),
		tree.F("listeners", tree.NewList(listener))))
}

// clientPolicy returns what holds for every client: who calls is the gateway's to say.
func (x *envoyGateway) clientPolicy() backends.Object {
	return x.r.object(&x.owner, clientPolicyType, meta{name: x.title}, spec(
		tree.F("targetRefs", tree.NewList(reference(gatewayGroup, "Gateway", x.title))),
		tree.F("headers", ruled(ruleEnvoyIdentity, tree.NewMap(tree.F("earlyRequestHeaders", tree.NewMap(tree.F("remove", words(identityHeader)))))))))
}

// reference names an object of the same namespace.
func reference(group, kind string, name *tree.Node) *tree.Node {
	return tree.NewMap(
		tree.F("group", tree.NewString(group)),
		tree.F("kind", tree.NewString(kind)),
		tree.F("name", name))
}

package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

const (
	gatewayRuntime  = "gateway-express"
	gatewayVolume   = "espc-config"
	gatewayFile     = "gateway.config.yml"
	gatewaySettings = "system.config.yml"
)

var (
	gatewayPath = ruled(ruleRuntime, tree.NewString("/app/config"))
	httpPort    = ruled(ruleGatewayPort, tree.NewInt(80))
	httpsPort   = ruled(ruleGatewayPort, tree.NewInt(443))
)

// expressGateway is a gateway of class express.
type expressGateway struct {
	*entrance
	// store is the Redis that consumers are in, bootstrap the job that brings them there; nil without consumers.
	store, bootstrap *workload
}

func (r *render) newExpressGateway(g *schema.Gateway) *expressGateway {
	return &expressGateway{entrance: r.newEntrance(g)}
}

// addGateway makes workloads of a gateway of class express: its own pods and, as soon as it has consumers, the store that
// they are in and the job that brings them there.
func (r *render) addGateway(g *schema.Gateway) {
	x := r.newExpressGateway(g)
	w := r.newWorkload(g.Address, componentGateway, workloadName(r.t.Name, componentGateway, g.Address.Name), g.Node)
	service := port{name: "http", protocol: "http", service: httpPort, container: integer(g.Port.V, g.Port.Node), number: 80}
	if x.terminatesTLS() {
		service.name, service.protocol, service.service, service.number = "https", "https", httpsPort, 443
	}
	w.ports, w.main = []port{service}, true
	w.notes = x.notes()
	for _, e := range x.routes {
		w.source = append(w.source, e.Address)
	}
	if x.hasStore() {
		x.store, x.bootstrap = r.newStore(x), r.newBootstrap(x)
		r.services[x.store.name] = x.store
		r.join(w, x.store, true, x.consumers[0].Node)
		r.join(x.bootstrap, x.store, true, x.consumers[0].Node)
	}
	w.lower = func(r *render, w *workload) []backends.Object { return r.gateway(w, x) }
	r.add(w)
}

// notes says where limits do not count as somebody might expect.
func (x *expressGateway) notes() diag.List {
	if x.hasStore() || x.size().most() < 2 {
		return nil
	}
	for _, e := range x.routes {
		if l := x.r.t.EndpointRateLimit(e.ApiEndpoint); l != nil {
			return diag.List{diag.GatewayCount.At(l.Node.Origin.KeyPlace(), "each replica of %s counts alone, so more requests than %d pass while several run", x.Address, l.Rate.V.Requests).
				WithFix("write a rate for one replica, or replicas = 1 where it has to be exact").WithAddress(x.Address.String())}
		}
	}
	return nil
}

// gateway lowers a gateway.
func (r *render) gateway(w *workload, x *expressGateway) []backends.Object {
	s := x.size()
	c := x.config()
	p := &pod{
		image:  r.runtimeImage(gatewayRuntime, x.Node),
		memory: memory(x.Memory), cpu: cpu(x.CPU),
		probes:   newProbes(tcpProbe(w.ports[0].container), nil, nil, tree.Derive(ruleProbe, x.Port.Node)),
		runtime:  true,
		checksum: c.checksum(x.Node),
		volumes:  []*tree.Node{c.volume(gatewayVolume, w.title)},
		mounts:   []*tree.Node{mount(gatewayVolume, gatewayPath, nil)},
		env:      r.secretEnvironment(x.secretVariables()),
	}
	p.env = append(p.env, w.shutdownVariable()...)
	r.mountSecrets(p, x.secretFiles())
	var annotations *tree.Node
	if routes := x.publicRoutes(); routes != nil {
		annotations = tree.NewMap(tree.F(annotationRoutes, routes))
	}
	objects := []backends.Object{
		r.serviceAccount(w), r.configMap(w, c, annotations), r.networkPolicy(w, x.door(w)), r.service(w, w.title, x.serviceFields()...),
		r.deployment(w, s, p),
	}
	if s.least > 1 {
		objects = append(objects, r.disruptionBudget(w))
	}
	if s.replicas == nil {
		objects = append(objects, r.autoscaler(w, deploymentType, s))
	}
	if x.Expose.V == "ingress" {
		objects = append(objects, r.ingress(w, x))
	}
	if x.store != nil {
		objects = append(objects, r.redis(x.store)...)
		objects = append(objects, r.bootstrapJob(x)...)
	}
	return objects
}

// config returns the two files that Express Gateway reads.
func (x *expressGateway) config() config {
	nodes := []*tree.Node{x.Node}
	for _, e := range x.routes {
		nodes = append(nodes, e.Node)
	}
	for _, a := range x.targets() {
		if s := schema.Find[schema.ServiceEndpoint](x.r.t, a); s != nil {
			nodes = append(nodes, s.Node)
		}
	}
	for _, p := range x.plans() {
		nodes = append(nodes, p.Node)
	}
	origin := tree.DeriveFrom(ruleGatewayConfig, nodes...)
	return config{data: tree.NewMap(
		tree.F(gatewayFile, tree.NewString(expressYAML(x.gatewayConfig())).With(origin)),
		tree.F(gatewaySettings, tree.NewString(expressYAML(x.systemConfig())).With(tree.Derive(ruleGatewayConfig, x.Node))))}
}

// secretEnvironment returns the variables by which a pod gets secrets.
func (r *render) secretEnvironment(variables []secretVariable) []variableNode {
	var out []variableNode
	for _, v := range variables {
		if source := r.secretSource(v.Secret.V, v.Secret.Node); source != nil {
			out = append(out, variableNode{v.Name, tree.F("valueFrom", source), v.Secret.Node})
		}
	}
	return out
}

// mountSecrets mounts secrets as files, each in a folder named like it.
func (r *render) mountSecrets(p *pod, secrets []keySecret) {
	for _, s := range secrets {
		name, key := r.secretName(s.secret.V)
		if name == nil || key == nil && !s.certificate {
			continue // Check has spoken of it
		}
		item := func(key *tree.Node, path string) *tree.Node {
			return tree.NewMap(tree.F("key", key), tree.F("path", tree.NewString(path)))
		}
		items := tree.NewList(item(key, publicKeyFile))
		if s.certificate {
			items = tree.NewList(item(tree.NewString("tls.crt"), "tls.crt"), item(tree.NewString("tls.key"), "tls.key"))
		}
		volume := "secret-" + s.secret.V.Name
		origin := tree.Derive(ruleSecretRef, s.secret.Node)
		p.volumes = append(p.volumes, tree.NewMap(
			tree.F("name", tree.NewString(volume)),
			tree.F("secret", tree.NewMap(tree.F("secretName", name), tree.F("items", items)))).With(origin))
		p.mounts = append(p.mounts, mount(volume, tree.NewString(secretFolder(s.secret.V)), nil).With(origin))
	}
}

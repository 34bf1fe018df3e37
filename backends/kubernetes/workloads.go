package kubernetes

import (
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Components of a topology: the values of the app.kubernetes.io/component label.
const (
	componentWorkspace    = "workspace"
	componentFunction     = "function"
	componentGateway      = "gateway"
	componentMicroservice = "microservice"
	componentJob          = "job"
	componentSchedule     = "schedule"
	componentSecret       = "secret"
	componentTopology     = "topology"
	componentSchema       = "schema"
	componentRegistry     = "registry"
)

// workload is what has pods of its own, and what the graph of permissions is about.
type workload struct {
	owner
	component string
	// title is the name as a node; selector the labels that pick its pods.
	title, selector *tree.Node
	// serving is set where Knative Serving runs it.
	serving bool
	// ports are what it listens on, its own port first; main is false where it has none of its own but named ones.
	ports []port
	main  bool
	// peer is how policies name it; allPorts and mainPort are how they name its ports.
	peer, allPorts, mainPort *tree.Node

	// in and out are its edges from and to other workloads, outside those that leave the topology.
	in, out []link
	outside []exit
	// entries and leaves are its ways from and to what the cluster runs for every topology.
	entries, leaves []passage
	// after are the jobs that are done before it starts.
	after []link

	// longest is how long one of its requests may take, as far as the topology says.
	longest schema.Value[time.Duration]

	// on are its subscriptions to events.
	on []*schema.Subscription

	// models are what it runs where it is a workspace.
	models []*schema.Model

	// job is what it runs where it is a job.
	job *jobRun

	lower func(*render, *workload) []backends.Object
	notes diag.List
}

// port is one port of a workload.
type port struct {
	name     string
	from     *tree.Node // what names it in the topology, nil for what always has that name
	protocol string     // http, grpc, tcp or udp
	// service is the Service's port, container the pod's.
	service, container *tree.Node
	number             int64 // of the Service
}

// title returns the port's name as a node.
func (p port) title() *tree.Node {
	if p.from == nil {
		return tree.NewString(p.name)
	}
	return derived(rulePortName, p.from, p.name)
}

// transport returns the port's protocol where it is not TCP, which need not be said.
func (p port) transport() *tree.Node {
	switch {
	case !p.udp():
		return nil
	case p.from == nil:
		return protocolUDP
	}
	return derived(rulePortName, p.from, protocolUDP.Text)
}

// udp reports whether the port is one of UDP; all other protocols are TCP's.
func (p port) udp() bool { return p.protocol == "udp" }

// newWorkload returns a workload with its names; r.add completes it when its ports are known.
func (r *render) newWorkload(address schema.Address, component, name string, node *tree.Node) *workload {
	w := &workload{owner: r.newOwner(address, component, name, node), component: component}
	w.title = derived(ruleName, node, name)
	w.selector = tree.NewMap(tree.Field{Key: labelName, Value: w.title})
	return w
}

// named completes a workload whose ports are known: how policies name it and its ports.
func (w *workload) named() {
	w.peer = tree.NewList(tree.NewMap(tree.Field{Key: "podSelector", Value: tree.NewMap(tree.Field{Key: "matchLabels", Value: w.selector})}))
	ports := make([]*tree.Node, len(w.ports))
	for i, p := range w.ports {
		ports[i] = policyPort(p)
	}
	w.allPorts = list(ports)
	if w.main {
		w.mainPort = w.allPorts
		if len(ports) > 1 {
			w.mainPort = tree.NewList(ports[0])
		}
	}
}

// add makes a workload known: as what runs the entities, and behind its Service's name.
func (r *render) add(w *workload, entities ...schema.Address) {
	w.named()
	r.list = append(r.list, w)
	r.runs[w.address] = w
	for _, a := range entities {
		r.runs[a] = w
	}
	if len(w.ports) > 0 {
		r.services[w.name] = w
	}
}

// findWorkloads lists everything that has pods.
func (r *render) findWorkloads() {
	r.findWorkspace()
	for _, f := range r.t.Functions {
		if r.here(f.Address) {
			r.addFunction(f)
		}
	}
	for _, m := range r.t.Microservices {
		if r.here(m.Address) {
			r.addMicroservice(m)
		}
	}
	for _, g := range r.t.Gateways {
		switch {
		case !r.here(g.Address):
		case r.settings.gatewayAPI:
			r.addEnvoyGateway(g)
		default:
			r.addGateway(g)
		}
	}
	for _, j := range r.t.Jobs {
		if r.here(j.Address) {
			r.addJob(j)
		}
	}
	for _, i := range r.t.Integrations {
		if r.here(i.Address) {
			r.addIntegration(i)
		}
	}
	for _, s := range r.t.Schedules {
		if r.here(s.Address) && s.To.V.Kind != schema.KindJob && !r.pings(s) {
			r.addSchedule(s)
		}
	}
	r.addRegistry()
}

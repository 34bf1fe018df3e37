package kubernetes

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// need says what an edge of a class needs on Kubernetes.
type need uint8

const (
	// needNothing: the edge configures something, or orders it, or is about a secret that the kubelet reads.
	needNothing need = iota
	// needService: the caller goes out to every port of the callee, and the callee lets it in.
	needService
	// needPort: the same, to the callee's own port alone.
	needPort
	// needStore: the pod that runs the model goes out to the connector's server.
	needStore
	// needBroker: the workload posts to a bus.
	needBroker
	// needDelivery: the event mesh delivers to the start of the edge, needLetter to its end.
	needDelivery
	needLetter
	// needElsewhere: it takes a managed service that this backend does not bring.
	needElsewhere
)

// edgeNeeds is the table of what each class of edge needs. A class that is not in it needs nothing.
var edgeNeeds = map[schema.EdgeClass]need{
	schema.EdgeCalls:      needService, // a workload calls a function, microservice, model or service_endpoint
	schema.EdgeRoutes:     needPort,    // a gateway forwards to a target of one of its endpoints
	schema.EdgeAuthorizes: needPort,    // a gateway asks an authorizer
	schema.EdgeSchedules:  needPort,    // a schedule's pod posts to its receiver, or to an event's bus; a job it runs itself
	schema.EdgeConnects:   needStore,   // a model's data

	schema.EdgeReads:     needNothing, // a secret: the kubelet mounts it
	schema.EdgeBefore:    needNothing, // an order of starting
	schema.EdgeGateway:   needNothing, // an endpoint is configuration of its gateway
	schema.EdgePlan:      needNothing, // as are plans,
	schema.EdgeLimits:    needNothing, // their limits,
	schema.EdgeAdmits:    needNothing, // and consumers
	schema.EdgeRuns:      needNothing, // a microservice runs the model itself
	schema.EdgeRelates:   needNothing, // related models are in one pod
	schema.EdgeAddresses: needNothing, // only names an address
	schema.EdgeSchema:    needNothing, // an event's schema is no connection

	schema.EdgePublishes:   needBroker,
	schema.EdgeSends:       needPort, // an integration posts to a target, or to an event's bus
	schema.EdgeSubscribes:  needDelivery,
	schema.EdgeDeadLetters: needLetter,
	schema.EdgeBus:         needNothing, // an event is configuration of its bus

	schema.EdgeEmits: needElsewhere,
	schema.EdgeUses:  needElsewhere,
	schema.EdgeBinds: needElsewhere,
}

// link is an edge between two workloads, seen from one of them.
type link struct {
	peer *workload
	main bool       // the callee's own port alone
	node *tree.Node // the reference as written
}

// connect gives each workload its edges.
func (r *render) connect() {
	for _, e := range r.t.Edges {
		from := r.runner(e.From)
		if from == nil {
			if r.settings.gatewayAPI && r.here(e.From) {
				r.connectEnvoy(e)
			}
			continue
		}
		switch edgeNeeds[e.Class] {
		case needService, needPort:
			r.connectCall(from, e)
		case needBroker, needDelivery, needLetter:
			r.connectMesh(from, e)
		case needStore:
			if c := schema.Find[schema.Connector](r.t, e.To); c != nil {
				r.connectStore(from, c, e.Node)
			}
		}
		if e.Class == schema.EdgeRoutes {
			r.connectRoute(from, e)
		}
		if e.Class == schema.EdgeBefore {
			if to := r.runs[e.To]; to != nil {
				to.after = append(to.after, link{peer: from, node: e.Node})
			}
		}
	}
}

// runner returns the workload that an entity's edges start at: the one that runs it, or the gateway of an endpoint.
func (r *render) runner(a schema.Address) *workload {
	if a.Kind == schema.KindApiEndpoint {
		if e := schema.Find[schema.ApiEndpoint](r.t, a); e != nil {
			return r.runs[e.Gateway.V]
		}
	}
	return r.runs[a]
}

func (r *render) connectCall(from *workload, e schema.Edge) {
	if e.To.Kind == schema.KindServiceEndpoint {
		if s := schema.Find[schema.ServiceEndpoint](r.t, e.To); s != nil {
			for _, u := range s.Urls.Items {
				r.connectURL(from, u.V, public, u.Node, e.Node)
			}
		}
		return
	}
	if e.To.Kind == schema.KindEvent {
		r.connectMesh(from, e)
		return
	}
	if to := r.runs[e.To]; to != nil {
		r.join(from, to, edgeNeeds[e.Class] == needPort, e.Node)
	}
}

// connectMesh opens the way to or from the event mesh, where it is here that events travel.
func (r *render) connectMesh(from *workload, e schema.Edge) {
	switch edgeNeeds[e.Class] {
	case needDelivery:
		if _, b := r.bus(e.To); b != nil {
			from.receives(e.Node)
		}
	case needLetter:
		if to := r.runs[e.To]; to != nil {
			to.receives(e.Node)
		}
		if _, b := r.bus(e.To); b != nil && e.From.Kind == schema.KindIntegration { // which posts it itself
			from.letOut(eventMesh, e.Node)
		}
	default:
		if _, b := r.bus(e.To); b != nil {
			from.letOut(eventMesh, e.Node)
		}
	}
}

// receives lets the mesh deliver events to a workload. What Knative serves is reached through its own ingress alone.
func (w *workload) receives(edge *tree.Node) {
	if !w.serving {
		w.letIn(eventMesh, false, edge)
	}
}

// join opens a way from one workload to another. What runs in one pod needs none.
func (r *render) join(from, to *workload, main bool, node *tree.Node) {
	if to.serving { // whose own policy lets the mesh in, and nobody else
		from.letOut(servingMesh, node)
		return
	}
	if from == to || to.allPorts == nil || main && to.mainPort == nil {
		return
	}
	from.out = append(from.out, link{to, main, node})
	to.in = append(to.in, link{from, main, node})
}

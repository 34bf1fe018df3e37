package edges

import (
	"errors"
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"espc.dev/e2e/netpol"
	"espc.dev/schema"
)

// Who is in a cluster and outside it besides a topology's workloads. Each name stands for a kind of address that a policy can
// treat differently.
var (
	pods = map[string]netpol.ForeignPod{
		"cluster-dns": {Namespace: "kube-system", Labels: map[string]string{"k8s-app": "kube-dns"}},
		// Distributions label it otherwise, and on OpenShift it is elsewhere and listens on another port.
		"other-dns":     {Namespace: "kube-system", Labels: map[string]string{"app.kubernetes.io/name": "coredns"}},
		"openshift-dns": {Namespace: "openshift-dns", Labels: map[string]string{"dns.operator.openshift.io/daemonset-dns": "default"}},
		// What takes events and delivers them.
		"event-mesh": {Namespace: "knative-eventing", Labels: map[string]string{"app": "mt-broker-ingress"}},
		// What stands between a caller and a Knative Service: the activator, and the ingress of whichever networking layer there is.
		"knative-activator": {Namespace: "knative-serving", Labels: map[string]string{"app": "activator"}},
		"kourier":           {Namespace: "kourier-system", Labels: map[string]string{"app": "3scale-kourier-gateway"}},
		"istio-ingress":     {Namespace: "istio-system", Labels: map[string]string{"istio": "ingressgateway"}},
		"contour-envoy":     {Namespace: "contour-internal", Labels: map[string]string{"app": "envoy"}},
		proxyPod:            {Namespace: "envoy-gateway-system", Labels: map[string]string{"app.kubernetes.io/name": "envoy"}},
	}
	hosts = map[string]netip.Addr{
		"internet":       netip.MustParseAddr("93.184.215.14"),
		"internet6":      netip.MustParseAddr("2606:4700::1111"),
		"lan":            netip.MustParseAddr("192.168.77.1"),
		"office":         netip.MustParseAddr("10.20.3.4"),
		"metadata":       netip.MustParseAddr("169.254.169.254"),
		"node-local-dns": netip.MustParseAddr("169.254.20.10"),
		// Where EKS Pod Identity's agent hands out credentials, in both families of addresses.
		"pod-identity":  netip.MustParseAddr("169.254.170.23"),
		"pod-identity6": netip.MustParseAddr("fd00:ec2::23"),
	}

	servingPods  = []string{"knative-activator", "kourier", "istio-ingress", "contour-envoy"}
	podsAnywhere = append([]string{netpol.Strangers}, slices.Sorted(maps.Keys(pods))...)
	anywhere     = slices.Concat(podsAnywhere, []string{"internet", "internet6", "lan", "office", "metadata", "node-local-dns", "pod-identity", "pod-identity6"})
	// routable are all addresses but link-local ones, where clouds have their metadata service.
	routable = slices.Concat(podsAnywhere, []string{"internet", "internet6", "lan", "office", "pod-identity6"})
	internet = []string{"internet", "internet6"}
	// everyPort is for ways to and from what a cluster runs for everybody: which ports it has is its installation's to say.
	everyPort = []netpol.Port{netpol.EveryPort}
)

// Kubernetes returns which connections a topology's edges open.
func (t *Table) Kubernetes(topology *schema.Topology) (netpol.Expectation, error) {
	c := &city{Topology: topology, runs: map[schema.Address]*house{}, out: netpol.Expectation{Workloads: map[string][]netpol.Port{}, Pods: pods, Hosts: hosts}}
	c.settle()
	for _, e := range topology.Edges {
		r, err := t.row(e)
		if err != nil {
			return c.out, err
		}
		if c.runs[e.From] == nil {
			continue // it is placed elsewhere, or has no pods of its own
		}
		what := r.Kubernetes
		if side(topology, e.To) == schema.BackendAWS {
			if what = Refused; r.Across != nil {
				what = r.Across.Kubernetes
			}
		}
		if err := c.open(what, e); err != nil {
			c.problems = append(c.problems, fmt.Errorf("%s: %w", describe(e), err))
		}
	}
	c.names()
	return c.out, errors.Join(c.problems...)
}

// city is a topology's pods, by what runs in them.
type city struct {
	*schema.Topology
	runs     map[schema.Address]*house
	out      netpol.Expectation
	problems []error
}

// house is one workload.
type house struct {
	name  string
	ports []netpol.Port // its own first
	// serving is set where Knative Serving runs it, and leads to it.
	serving bool
}

func (c *city) here(a schema.Address) bool {
	return c.Place(a) == schema.BackendKubernetes || c.Place(a) == ""
}

func (c *city) house(name string, ports []netpol.Port, entities ...schema.Address) *house {
	h := &house{name: name, ports: ports}
	c.out.Workloads[name] = ports
	for _, a := range entities {
		c.runs[a] = h
	}
	return h
}

func tcp(port int64) netpol.Port {
	return netpol.Port{Number: int32(port), Protocol: corev1.ProtocolTCP}
}

// settle makes a house of everything that has pods, by the pod table of docs/mapping.md.
func (c *city) settle() {
	if models := c.workspaceModels(); len(models) > 0 {
		c.house(c.Name+"-workspace", []netpol.Port{tcp(8080)}, models...)
	}
	for _, f := range c.Functions {
		if c.here(f.Address) {
			c.serve(c.house(c.Name+"-function-"+f.Address.Name, []netpol.Port{tcp(8080)}, f.Address), c.knative())
		}
	}
	for _, m := range c.Microservices {
		if c.here(m.Address) {
			h := c.house(c.Name+"-microservice-"+m.Address.Name, microservicePorts(m), append(m.Models.Values(), m.Address)...)
			c.serve(h, c.knative() && revisable(m))
		}
	}
	for _, g := range c.Gateways {
		switch {
		case !c.here(g.Address):
		case c.gatewayAPI():
			c.proxies(g)
		default:
			c.gateway(g)
		}
	}
	for _, j := range c.Jobs {
		if c.here(j.Address) && !c.scheduledOnly(j.Address) {
			c.house(c.Name+"-job-"+j.Address.Name+"-*", nil, j.Address) // its name ends in a digest
		}
	}
	c.loader()
	for _, i := range c.Integrations {
		if c.here(i.Address) && !c.transformation(i) {
			c.house(c.Name+"-integration-"+i.Address.Name, []netpol.Port{tcp(8080)}, i.Address)
		}
	}
	for _, s := range c.Schedules {
		if c.here(s.Address) && !c.pings(s) {
			h := c.house(c.Name+"-schedule-"+s.Address.Name, nil, s.Address)
			if s.To.V.Kind == schema.KindJob && c.runs[s.To.V] == nil {
				c.runs[s.To.V] = h // the schedule's pods are the job's
			}
		}
	}
}

// loader makes the house of the job that loads documents into the environment's registry. Where that is, in the cluster or outside,
// its address says; a host name may be either.
func (c *city) loader() {
	if c.Environment == nil || c.Environment.Backend == nil || c.Environment.Backend.Kubernetes == nil {
		return
	}
	registry := c.Environment.Backend.Kubernetes.SchemaRegistry
	if !registry.IsSet() {
		return
	}
	port, err := urlPort(registry.V)
	if err != nil {
		c.problems = append(c.problems, err)
		return
	}
	c.edge([]string{c.house(c.Name+"-registry-*", nil).name}, routable, []netpol.Port{port}, "documents are loaded into "+registry.V)
}

func (c *city) workspaceModels() []schema.Address {
	var out []schema.Address
	for _, m := range c.Models {
		taken := slices.ContainsFunc(c.Microservices, func(s *schema.Microservice) bool { return slices.Contains(s.Models.Values(), m.Address) })
		if c.here(m.Address) && !taken {
			out = append(out, m.Address)
		}
	}
	return out
}

func microservicePorts(m *schema.Microservice) []netpol.Port {
	var ports []netpol.Port
	if m.Port.V > 0 {
		ports = append(ports, tcp(m.Port.V))
	}
	for _, p := range m.PortNamed {
		port := tcp(p.Port.V)
		if p.Target.IsSet() {
			port = tcp(p.Target.V)
		}
		if p.Protocol.V == "udp" {
			port.Protocol = corev1.ProtocolUDP
		}
		ports = append(ports, port)
	}
	return ports
}

// scheduledOnly reports whether a job does not run at apply, because only schedules lead to it.
func (c *city) scheduledOnly(job schema.Address) bool {
	in := c.To(job)
	before := slices.ContainsFunc(c.From(job), func(e schema.Edge) bool { return e.Class == schema.EdgeBefore })
	return len(in) > 0 && !before && !slices.ContainsFunc(in, func(e schema.Edge) bool { return e.Class != schema.EdgeSchedules })
}

// gateway makes the houses of a gateway, its door, and what its consumers need: a store, and the job that fills it.
func (c *city) gateway(g *schema.Gateway) {
	h := c.house(c.Name+"-gateway-"+g.Address.Name, []netpol.Port{tcp(g.Port.V)}, g.Address)
	consumers := false
	for _, e := range c.ApiEndpoints {
		if e.Gateway.V != g.Address {
			continue
		}
		c.runs[e.Address] = h
		auth := c.EndpointAuth(e)
		for _, consumer := range c.Consumers {
			admitted := !consumer.Endpoints.IsSet() || slices.Contains(consumer.Endpoints.Values(), e.Address)
			consumers = consumers || admitted && auth != nil && (auth.Type.V == "key" || auth.Type.V == "basic")
		}
	}
	from := anywhere
	switch {
	case g.Expose.V == "ingress": // the ingress controller is somewhere in the cluster
	case len(g.AllowFrom.Items) > 0:
		from = within(g.AllowFrom.Values())
	case g.Expose.V == "internal":
		from = append([]string{netpol.AllWorkloads}, podsAnywhere...)
	}
	c.edge(from, []string{h.name}, h.ports, g.Address.String()+" is exposed")
	if consumers {
		store := c.house(c.Name+"-redis-"+g.Address.Name, []netpol.Port{tcp(6379)})
		job := c.house(c.Name+"-consumers-"+g.Address.Name+"-*", nil)
		c.edge([]string{h.name, job.name}, []string{store.name}, store.ports, g.Address.String()+" has consumers")
	}
}

// within returns the hosts that are in one of several networks.
func within(networks []string) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(hosts)) {
		if slices.ContainsFunc(networks, func(n string) bool { return netip.MustParsePrefix(n).Contains(hosts[name]) }) {
			out = append(out, name)
		}
	}
	return out
}

func (c *city) edge(from, to []string, ports []netpol.Port, because string) {
	c.out.Edges = append(c.out.Edges, netpol.Edge{From: from, To: to, Ports: ports, Because: because})
}

// open adds what an edge opens.
func (c *city) open(what Traffic, e schema.Edge) error {
	from, to := c.runs[e.From], c.runs[e.To]
	because := describe(e)
	switch what {
	case Nothing:
		return nil
	case EveryPort, OwnPort:
		switch {
		case to == nil:
			return errors.New("nothing runs its end")
		case to.serving:
			c.edge([]string{from.name}, servingPods, everyPort, because)
		case from == to:
			return nil
		case what == EveryPort:
			c.edge([]string{from.name}, []string{to.name}, to.ports, because)
		default:
			c.edge([]string{from.name}, []string{to.name}, to.ports[:1], because)
		}
		return nil
	case ToMesh: // which port a bus is behind is the installation's to say
		c.edge([]string{from.name}, []string{"event-mesh"}, everyPort, because)
		return nil
	case OwnLetter: // which it posts itself; for anything else the mesh does
		if e.From.Kind == schema.KindIntegration {
			return c.open(ToMesh, e)
		}
		return nil
	case FromMesh:
		c.delivered(from, because)
		return nil
	case Letters:
		if to == nil {
			return errors.New("nothing runs its end")
		}
		c.delivered(to, because)
		return nil
	case AWSAPI:
		c.edge([]string{from.name}, internet, []netpol.Port{tcp(443)}, because)
		c.edge([]string{from.name}, []string{"pod-identity", "pod-identity6"}, []netpol.Port{tcp(80)}, because)
		return nil
	case Public:
		ports, err := urlPorts(schema.Find[schema.ServiceEndpoint](c.Topology, e.To))
		c.edge([]string{from.name}, internet, ports, because)
		return err
	case Server:
		port, err := serverPort(schema.Find[schema.Connector](c.Topology, e.To))
		if port > 0 {
			c.edge([]string{from.name}, routable, []netpol.Port{tcp(port)}, because)
		}
		return err
	}
	return fmt.Errorf("the table says that it is %s", what)
}

// urlPorts returns the ports of what is outside. Only names on the Internet are modelled.
func urlPorts(s *schema.ServiceEndpoint) ([]netpol.Port, error) {
	var ports []netpol.Port
	for _, raw := range s.Urls.Values() {
		port, err := urlPort(raw)
		if err != nil {
			return nil, err
		}
		ports = append(ports, port)
	}
	return ports, nil
}

// urlPort returns the port of an address on the Internet.
func urlPort(raw string) (netpol.Port, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return netpol.Port{}, err
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil || !strings.Contains(u.Hostname(), ".") || strings.Contains(u.Hostname(), ".svc") {
		return netpol.Port{}, fmt.Errorf("%s is no host on the Internet, which is not modelled", u.Hostname())
	}
	port := map[string]int64{"http": 80, "https": 443}[u.Scheme]
	if u.Port() != "" {
		if port, err = strconv.ParseInt(u.Port(), 10, 32); err != nil {
			return netpol.Port{}, err
		}
	}
	return tcp(port), nil
}

// serverPort returns the port of a connector's server, 0 where it has none.
func serverPort(connector *schema.Connector) (int64, error) {
	ports := map[string]int64{"postgresql": 5432, "mysql": 3306, "mongodb": 27017, "redis": 6379, "mssql": 1433, "oracle": 1521}
	switch port, known := ports[connector.Type.V]; {
	case connector.Type.V == "memory":
		return 0, nil
	case !known:
		return 0, fmt.Errorf("the server of a connector of type %s is not modelled", connector.Type.V)
	case connector.Port.IsSet():
		return connector.Port.V, nil
	default:
		return port, nil
	}
}

// names lets whoever calls somebody look up names.
func (c *city) names() {
	var callers []string
	for _, e := range c.out.Edges {
		for _, from := range e.From {
			if _, workload := c.out.Workloads[from]; workload {
				callers = append(callers, from)
			}
		}
	}
	slices.Sort(callers)
	if callers = slices.Compact(callers); len(callers) == 0 {
		return
	}
	dns := func(port int64) []netpol.Port {
		return []netpol.Port{tcp(port), {Number: int32(port), Protocol: corev1.ProtocolUDP}}
	}
	c.edge(callers, []string{"cluster-dns", "other-dns", "node-local-dns"}, dns(53), "whoever calls somebody looks up the name")
	c.edge(callers, []string{"openshift-dns"}, dns(5353), "the same on OpenShift")
}

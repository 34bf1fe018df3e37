package schema

import (
	"strings"

	"espc.dev/schema/tree"
)

// EdgeAddresses is the class of an edge that only names an address: an endpoint value of a gateway, an output's
// attribute. It gives no permission.
const EdgeAddresses EdgeClass = "addresses"

// HandlerName returns the function to call as file.export: as written, else index.handler for Node and main.handler for
// Python. It is unset for a function of an image.
func (f *Function) HandlerName() Value[string] {
	if !f.Runtime.IsSet() {
		return f.Handler
	}
	derived := "index.handler"
	if strings.HasPrefix(f.Runtime.V, "python") {
		derived = "main.handler"
	}
	return written(f.Handler, "function.handler", derived, f.Runtime.Node)
}

// ReplicaCount returns how many replicas run where nothing scales: as written, else 2, or 1 with a volume.
func (m *Microservice) ReplicaCount() Value[int64] {
	switch {
	case m.Replicas.IsSet():
		return m.Replicas
	case len(m.Volume) > 0:
		return derivedInt("microservice.replicas", 1, m.Volume[0].Node)
	}
	return derivedInt("microservice.replicas", 2, m.Node)
}

// ReplicaCount returns how many replicas run where nothing scales: as written, else 2.
func (g *Gateway) ReplicaCount() Value[int64] {
	if g.Replicas.IsSet() {
		return g.Replicas
	}
	return derivedInt("gateway.replicas", 2, g.Node)
}

func derivedInt(rule string, v int64, from *tree.Node) Value[int64] {
	return Value[int64]{V: v, Node: tree.NewInt(v).With(tree.Derive(rule, from))}
}

// RunsAtApply reports whether a job runs by itself: not one that only schedules lead to.
func (t *Topology) RunsAtApply(j *Job) bool {
	if len(j.Before.Items) > 0 {
		return true
	}
	for _, e := range t.To(j.Address) {
		if e.Class == EdgeSchedules {
			return false
		}
	}
	return true
}

// EntryCommand returns how a job's source without a command is run: as its runtime starts a folder.
func (j *Job) EntryCommand() []string {
	if strings.HasPrefix(j.Runtime.V, "python") {
		return []string{"python3", "main.py"}
	}
	return []string{"node", "."}
}

// TargetPort returns the container's port of a further port: as written, else the port itself.
func (p *Port) TargetPort() Value[int64] {
	if p.Target.IsSet() {
		return p.Target
	}
	return p.Port
}

// Listens reports whether a microservice listens on any port.
func (m *Microservice) Listens() bool { return m.Port.V > 0 || len(m.PortNamed) > 0 }

// Workload returns what a function, microservice or job has in common, nil for other kinds.
func (t *Topology) Workload(a Address) *Workload {
	switch e := t.Lookup(a).(type) {
	case *Function:
		return &e.Workload
	case *Microservice:
		return &e.Workload
	case *Job:
		return &e.Workload
	}
	return nil
}

// Names of the backends, as environments name them.
const (
	BackendKubernetes = "kubernetes"
	BackendAWS        = "aws"
)

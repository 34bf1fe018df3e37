package edges

import (
	"espc.dev/schema"
)

// knative reports whether the environment runs its functions and services on Knative Serving.
func (c *city) knative() bool {
	e := c.Environment
	return e != nil && e.Backend != nil && e.Backend.Kubernetes != nil && e.Backend.Kubernetes.Serving.V == "knative"
}

// serve makes a workload one that Knative runs. What stands between it and its callers reaches its pods at the ports of the container that
// Knative puts beside it, and nobody else reaches them at all; it is there whether or not anybody calls.
func (c *city) serve(h *house, serving bool) {
	if h.serving = serving; serving {
		c.edge(servingPods, []string{h.name}, everyPort, h.name+" runs on Knative")
	}
}

// revisable reports whether Knative can run a microservice: an image without state or further names, with one port that speaks HTTP.
func revisable(m *schema.Microservice) bool {
	stateless := !m.Models.IsSet() && len(m.Volume) == 0 && !m.FsGroup.IsSet()
	oneDoor := m.Port.V > 0 && m.Protocol.V != "tcp" && len(m.PortNamed) == 0 && len(m.Aliases.Items) == 0
	anyReplica := m.SessionAffinity.V != "ip"
	asked := m.Health == nil || m.Health.Type.V != "exec" && (!m.Health.Port.IsSet() || m.Health.Port.V == m.Port.V)
	return stateless && oneDoor && anyReplica && asked
}

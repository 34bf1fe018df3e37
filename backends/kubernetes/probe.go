package kubernetes

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// probes are a container's three probes; nil ones are left out.
type probes struct{ startup, readiness, liveness *tree.Node }

// How long a container may take to start before its liveness counts: 60 tries, 2 seconds apart.
var (
	startupPeriod   = ruled(ruleStartup, tree.NewInt(2))
	startupFailures = ruled(ruleStartup, tree.NewInt(60))
)

// newProbes returns the probes that ask the same question in the same way. delay and period may be nil.
func newProbes(handler tree.Field, delay, period *tree.Node, origin *tree.Origin) probes {
	probe := tree.NewMap(handler, tree.F("periodSeconds", period))
	probe.Origin = origin
	startup := tree.NewMap(handler,
		tree.F("initialDelaySeconds", delay),
		tree.F("periodSeconds", startupPeriod),
		tree.F("failureThreshold", startupFailures),
	)
	startup.Origin = origin
	return probes{startup: startup, readiness: probe, liveness: probe}
}

// tcpProbe probes by connection.
func tcpProbe(port *tree.Node) tree.Field {
	return tree.F("tcpSocket", tree.NewMap(tree.F("port", port)))
}

// httpProbe probes by a GET request.
func httpProbe(path, port *tree.Node) tree.Field {
	return tree.F("httpGet", tree.NewMap(tree.F("path", path), tree.F("port", port)))
}

// healthProbes returns the probes of a microservice: as its health block says, else by its protocol. The result is empty
// where there is nothing to probe.
func healthProbes(m *schema.Microservice) probes {
	h := m.Health
	if h == nil {
		h = &schema.Health{}
	}
	port := m.Port
	if h.Port.IsSet() {
		port = h.Port
	}
	var handler tree.Field
	switch kind := probeType(m, h); {
	case kind == "exec" && len(h.Command.Items) > 0:
		handler = tree.F("exec", tree.NewMap(tree.F("command", literals(h.Command))))
	case kind == "none" || kind == "exec" || port.V == 0:
		return probes{}
	case kind == "http":
		handler = httpProbe(h.Path.Node, integer(port.V, port.Node))
	case kind == "grpc":
		handler = tree.F("grpc", tree.NewMap(tree.F("port", integer(port.V, port.Node))))
	default:
		handler = tcpProbe(integer(port.V, port.Node))
	}
	origin := tree.Derive(ruleProbe, m.Protocol.Node)
	if h.Node != nil {
		origin = h.Node.Origin
	}
	return newProbes(handler, seconds(h.Delay), seconds(h.Period), origin)
}

// probeType returns how a microservice is probed: as written, http where only a path is written, else by its protocol:
// grpc by grpc, all others by connection.
func probeType(m *schema.Microservice, h *schema.Health) string {
	switch {
	case h.Type.IsSet():
		return h.Type.V
	case h.Path.Written():
		return "http"
	case m.Protocol.V == "grpc":
		return "grpc"
	}
	return "tcp"
}

// seconds returns a duration as a number of whole seconds, nil where it is unset. Check has refused all others.
func seconds(v schema.Value[time.Duration]) *tree.Node {
	if !v.IsSet() {
		return nil
	}
	return derivedInt(ruleSeconds, v.Node, int64(v.V/time.Second))
}

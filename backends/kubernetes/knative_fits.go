package kubernetes

import (
	"math"
	"path"
	"slices"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// What Knative Serving keeps for itself: pkg/apis/serving/k8s_validation.go of knative.dev/serving v0.51.0.
var (
	reservedPorts     = []int64{8008, 8012, 8013, 8022, 9090, 9091}
	reservedPaths     = []string{"/", "/dev", "/dev/log"}
	reservedVariables = []string{portVariable, "K_SERVICE", "K_CONFIGURATION", "K_REVISION"}
)

// kept says what keeps a microservice from running on Knative Serving, and where it says so.
type kept struct {
	why string
	at  diag.Range
}

// keptFrom returns the first thing about a microservice that a revision can't have, nil for none: it is stateless, and speaks
// HTTP on one port.
func keptFrom(m *schema.Microservice) *kept {
	value := func(n *tree.Node, why string) *kept { return &kept{why, n.Range()} }
	block := func(n *tree.Node, why string) *kept { return &kept{why, n.Origin.KeyPlace()} }
	h := m.Health
	switch {
	case m.Models.IsSet():
		return value(m.Models.Node, "it runs models")
	case len(m.Volume) > 0:
		return block(m.Volume[0].Node, "it has a volume")
	case m.Port.V == 0:
		return value(m.Port.Node, "it listens on nothing")
	case m.Scale == nil && m.Replicas.IsSet() && m.Replicas.V == 0:
		return value(m.Replicas.Node, "it has no replicas, and Knative would start some for a request")
	case m.Protocol.V == "tcp":
		return value(m.Protocol.Node, "it speaks tcp, and Knative leads on HTTP alone")
	case len(m.PortNamed) > 0:
		return block(m.PortNamed[0].Node, "it has a further port")
	case len(m.Aliases.Items) > 0:
		return value(m.Aliases.Node, "it has further names")
	case slices.Contains(reservedPorts, m.Port.V):
		return value(m.Port.Node, "Knative's own container beside it has the port")
	case m.SessionAffinity.V == "ip":
		return value(m.SessionAffinity.Node, "Knative sends each request to any replica")
	case m.FsGroup.IsSet():
		return value(m.FsGroup.Node, "a revision has no fs_group")
	case h != nil && probeType(m, h) == "exec":
		return block(h.Node, "its health is asked by a command")
	case h != nil && h.Port.IsSet() && h.Port.V != m.Port.V:
		return value(h.Port.Node, "its health is asked on another port")
	}
	for _, s := range m.Scratch {
		if slices.Contains(reservedPaths, path.Clean(s.Path.V)) {
			return value(s.Path.Node, "Knative keeps the path")
		}
	}
	for _, e := range m.Env.Entries {
		if setsReserved(e, m.Port) {
			return block(e.Node, "Knative sets the variable")
		}
	}
	return nil
}

// setsReserved reports whether a variable is one that Knative sets itself, and to something else: PORT may say the port.
func setsReserved(e schema.Entry[schema.Text], port schema.Value[int64]) bool {
	if e.Key == portVariable && port.Node != nil && e.V.Literal == integer(port.V, port.Node).Text {
		return false
	}
	return slices.Contains(reservedVariables, e.Key)
}

// servingNotes says of a microservice that it does not run on Knative.
func servingNotes(m *schema.Microservice) diag.List {
	k := keptFrom(m)
	if k == nil {
		return nil
	}
	return diag.List{diag.StaysDeployment.At(k.at, "%s stays a Deployment beside Knative: %s", m.Address, k.why).
		WithFix("nothing to do where that is what it should be").WithAddress(m.Address.String())}
}

// servingFunctionNotes warns of what Knative refuses unless the cluster's operator raised its limits.
func servingFunctionNotes(f *schema.Function) diag.List {
	return servingTimeoutNotes(f.Timeout, f.Address)
}

// servingTimeoutNotes warns of a timeout of that kind. For a microservice it is the longest of the endpoints that lead to it.
func servingTimeoutNotes(timeout schema.Value[time.Duration], of schema.Address) diag.List {
	if timeout.V <= maxServingTimeout*time.Second {
		return nil
	}
	return diag.List{diag.OverServingLimit.At(timeout.Node.Range(), "Knative takes a timeout of at most %d seconds as it is installed, and %s has %d",
		maxServingTimeout, of, int64(math.Ceil(timeout.V.Seconds()))).
		WithFix("write a shorter one, or raise max-revision-timeout-seconds in the ConfigMap config-defaults of knative-serving").WithAddress(of.String())}
}

// servingFunction reports what keeps a function from running on Knative, where it is to.
func (c *checker) servingFunction(f *schema.Function) {
	if !c.settings.serving {
		return
	}
	for _, e := range f.Env.Entries {
		if setsReserved(e, schema.Value[int64]{V: 8080, Node: runtimePort}) {
			c.report(diag.ServingVariable.At(e.Node.Origin.KeyPlace(), "Knative sets %s by itself", e.Key).
				WithFix("remove it, or give it another name"), f.Address)
		}
	}
}

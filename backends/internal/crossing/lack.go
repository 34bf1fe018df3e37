package crossing

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Lack is what keeps a callee on Kubernetes from being reached from outside the cluster.
type Lack struct {
	// Summary says it in a clause, Fix what to write, At where it is; nil where nothing is written.
	Summary, Fix string
	At           *tree.Node

	endpoint *schema.ApiEndpoint
	step     int // how far the endpoint got: of several the nearest is reported
}

// Steps that an endpoint takes to be a door.
const (
	stepExposed = iota
	stepOpen
	stepNamed
	stepSecure
	stepSplit
	stepPath
)

// noRoute says that no route leads to a callee, and proposes one on a gateway that could have it.
func (s Sides) noRoute(callee schema.Address) Lack {
	gateway := "gateway.NAME"
	for _, g := range s.T.Gateways {
		if s.Backend(g.Address) != schema.BackendKubernetes || g.Expose.V == "internal" || g.AllowFrom.IsSet() || g.Tls == nil {
			continue
		}
		gateway = g.Address.String()
		break
	}
	return Lack{
		Summary: "no route of a gateway on Kubernetes leads to " + callee.String(),
		Fix:     "add an api_endpoint with gateway = " + gateway + ", to = " + callee.String() + " and " + s.wanted(callee),
	}
}

// wanted says which paths make a route a door to a callee.
func (s Sides) wanted(callee schema.Address) string {
	if root := s.Root(callee); root != "" {
		return `paths = ["` + root + `", "` + root + `/*"]`
	}
	return `paths = ["/` + callee.Name + `/*"] and strip_path = true`
}

// wrongPath says that an endpoint's paths do not lead to the callee's root and everything below it.
func (s Sides) wrongPath(e *schema.ApiEndpoint, callee schema.Address, ask Ask) Lack {
	what := "the whole of " + callee.String()
	if len(ask.Paths) > 0 && ask.Paths[0] != "" && ask.Paths[0] != s.Root(callee) {
		what = ask.Paths[0] + " of " + callee.String()
	}
	fix := "write " + s.wanted(callee) + " in " + e.Address.String() + ", or add an endpoint that has it"
	if root := s.Root(callee); root != "" && strings.Contains(strings.Join(e.Paths.Values(), " "), root) {
		fix = `add "` + root + `/*" to the paths of ` + e.Address.String() + ", or add an endpoint that has it"
	}
	return Lack{endpoint: e, step: stepPath, At: e.Paths.Node, Summary: e.Address.String() + " does not pass " + what, Fix: fix}
}

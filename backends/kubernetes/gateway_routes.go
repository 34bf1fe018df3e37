package kubernetes

import (
	"strings"

	"espc.dev/schema/tree"
)

// publicRoutes returns the routes that a gateway opens to the outside as a JSON list of {method, host, path, to, auth}, the
// most specific first; a method of "*" is any. It stands in an annotation of the configuration, from which Permissions
// reads it, so that a plan tells which routes are new. Its origin has a further one for each route, in their order, which
// is the endpoint's. It is nil for an internal gateway.
func (x *expressGateway) publicRoutes() *tree.Node { return x.publicRoutesOf(x.routes...) }

func (x *entrance) publicRoutesOf(endpoints ...gatewayRoute) *tree.Node {
	if x.Expose.V == "internal" {
		return nil
	}
	routes, nodes := []*tree.Node{}, []*tree.Node{x.Node}
	for _, e := range endpoints {
		auth := "none"
		if e.auth != nil {
			auth = e.auth.Type.V
		}
		methods := e.Methods.Values()
		if len(methods) == 0 {
			methods = []string{"*"}
		}
		to := e.targetNames()
		for _, host := range e.hosts {
			for _, path := range e.paths {
				for _, method := range methods {
					nodes = append(nodes, e.Node)
					routes = append(routes, tree.NewMap(
						tree.F("method", tree.NewString(method)),
						tree.F("host", tree.NewString(host)),
						tree.F("path", tree.NewString(path.String())),
						tree.F("to", tree.NewString(to)),
						tree.F("auth", tree.NewString(auth))))
				}
			}
		}
	}
	text := []byte("[")
	for i, route := range routes { // one a line, as a person reads them
		if i > 0 {
			text = append(text, ',')
		}
		text = tree.AppendJSON(append(text, '\n'), route, "")
	}
	return tree.NewString(string(append(text, "\n]\n"...))).With(tree.DeriveFrom(rulePublicRoutes, nodes...))
}

// targetNames returns what an endpoint leads to as a person reads it.
func (e gatewayRoute) targetNames() string {
	var names []string
	for _, t := range e.Targets() {
		names = append(names, t.V.String())
	}
	return strings.Join(names, ", ")
}

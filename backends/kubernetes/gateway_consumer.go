package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// hasStore reports whether the gateway has a Redis of its own: as soon as it has consumers, whose records its replicas
// share. Limits are then shared as well; without one each replica counts alone.
func (x *expressGateway) hasStore() bool { return len(x.consumers) > 0 }

// consumersFile returns consumers.json, from which the bootstrap job brings consumers into Redis. Credentials are in
// variables alone.
func (x *expressGateway) consumersFile() *tree.Node {
	records := make([]*tree.Node, len(x.consumers))
	for i, c := range x.consumers {
		fields := []tree.Field{tree.F("name", tree.NewString(c.Address.Name))}
		if c.Plan.IsSet() {
			fields = append(fields, tree.F("plan", tree.NewString(c.Plan.V.Name)))
		}
		if scopes := x.consumerScopes(c); len(scopes) > 0 {
			fields = append(fields, tree.F("scopes", words(scopes...)))
		}
		if c.Key.IsSet() {
			fields = append(fields, tree.F("keyEnv", tree.NewString(variable("consumer", c.Address.Name, "key"))))
		}
		if c.Basic.IsSet() {
			fields = append(fields, tree.F("basicEnv", tree.NewString(variable("consumer", c.Address.Name, "basic"))))
		}
		records[i] = tree.NewMap(fields...)
	}
	return tree.NewMap(tree.F("namespace", tree.NewString(x.Address.Name)), tree.F("consumers", tree.NewList(records...)))
}

// consumerScopes returns the scopes of a consumer: its own and, where consumers are restricted, those of the endpoints
// that it may call.
func (x *expressGateway) consumerScopes(c *schema.Consumer) []string {
	scopes := slices.Clone(c.Scopes.Values())
	if x.restricted {
		for _, e := range x.routes {
			if admits(c, e) {
				scopes = append(scopes, endpointScope(e.Address))
			}
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes)
}

// credentials returns the variables that consumers.json names.
func (x *expressGateway) credentials() []secretVariable {
	var out []secretVariable
	for _, c := range x.consumers {
		if c.Key.IsSet() {
			out = append(out, secretVariable{variable("consumer", c.Address.Name, "key"), c.Key})
		}
		if c.Basic.IsSet() {
			out = append(out, secretVariable{variable("consumer", c.Address.Name, "basic"), c.Basic})
		}
	}
	return uniqueVariables(out)
}

// consumerNodes returns what consumers.json is made of, for its origin.
func (x *expressGateway) consumerNodes() []*tree.Node {
	nodes := make([]*tree.Node, len(x.consumers))
	for i, c := range x.consumers {
		nodes[i] = c.Node
	}
	return nodes
}

package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// settings are what an environment says about this backend, with every default filled in.
type settings struct {
	block        *schema.AwsBackend // nil where the environment has none
	node         *tree.Node         // the environment's
	environment  string
	architecture *tree.Node
	gateway      string // auto, http or rest
}

func newSettings(t *schema.Topology) settings {
	s := settings{environment: "default", gateway: "auto", architecture: str("arm64").With(&tree.Origin{How: tree.Default, Rule: "environment.backend.aws.architecture"})}
	e := t.Environment
	if e == nil {
		return s
	}
	s.environment, s.node = e.Address.Name, e.Node
	if e.Backend != nil && e.Backend.Aws != nil {
		s.block = e.Backend.Aws
		if s.block.Architecture.IsSet() {
			s.architecture = s.block.Architecture.Node
		}
		if s.block.Gateway.IsSet() {
			s.gateway = s.block.Gateway.V
		}
	}
	return s
}

// name returns a physical name that a person meets, <topology>-<environment>-<name>, of at most n characters.
func (r *render) name(n int, from *tree.Node, name string) *tree.Node {
	return derived(ruleName, from, shorten(r.t.Name+"-"+r.settings.environment+"-"+name, n))
}

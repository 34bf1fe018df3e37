package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/schema"
)

// secretVariable is an environment variable that a secret gives its value.
type secretVariable struct {
	Name   string
	Secret schema.Value[schema.Address]
}

// secretVariables returns the variables that the configuration names: the secrets of headers and of calls to services.
func (x *expressGateway) secretVariables() []secretVariable {
	var out []secretVariable
	add := func(v schema.Value[schema.Address]) {
		out = append(out, secretVariable{secretVariableName(v.V), v})
	}
	for _, e := range x.routes {
		if h := x.r.t.EndpointHeaders(e.ApiEndpoint); h != nil {
			for _, values := range [][]schema.Entry[schema.Text]{h.RequestSet.Entries, h.ResponseSet.Entries} {
				for _, v := range values {
					if v.V.Secret != (schema.Address{}) {
						add(schema.Value[schema.Address]{V: v.V.Secret, Node: v.Node})
					}
				}
			}
		}
	}
	for _, a := range x.targets() {
		if s := schema.Find[schema.ServiceEndpoint](x.r.t, a); s != nil && s.Auth != nil {
			add(s.Auth.Secret)
		}
	}
	return uniqueVariables(out)
}

// uniqueVariables sorts variables by name and keeps the first of each.
func uniqueVariables(all []secretVariable) []secretVariable {
	slices.SortStableFunc(all, func(a, b secretVariable) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(all, func(a, b secretVariable) bool { return a.Name == b.Name })
}

// keySecret is a secret that is mounted as files.
type keySecret struct {
	secret schema.Value[schema.Address]
	// certificate marks a certificate with its key; any other secret is one public key.
	certificate bool
}

// secretFiles returns the secrets that the configuration reads as files, sorted: public keys of tokens, and the
// certificate where the gateway has it itself.
func (x *expressGateway) secretFiles() []keySecret {
	var out []keySecret
	if x.terminatesTLS() {
		out = append(out, keySecret{x.Tls.Secret, true})
	}
	for _, e := range x.routes {
		if e.auth != nil && e.auth.Type.V == "jwt" && e.auth.PublicKey.IsSet() {
			out = append(out, keySecret{e.auth.PublicKey, false})
		}
	}
	slices.SortStableFunc(out, func(a, b keySecret) int { return a.secret.V.Compare(b.secret.V) })
	return slices.CompactFunc(out, func(a, b keySecret) bool { return a.secret.V == b.secret.V })
}

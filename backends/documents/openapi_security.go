package documents

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// scheme is one way to prove who calls.
type scheme struct {
	name string
	node *tree.Node
}

// security returns what an endpoint asks for; nil for nothing.
func (a *api) security(e *schema.ApiEndpoint) *tree.Node {
	auth := a.t.EndpointAuth(e)
	if !a.t.Authenticated(e) {
		return nil
	}
	scopes := &tree.Node{Kind: tree.List}
	if e.Scopes.IsSet() {
		scopes = words(e.Scopes.Values()...).With(tree.Derive(RuleOpenAPI, e.Scopes.Node))
	}
	return tree.NewList(tree.NewMap(tree.F(a.scheme(auth), scopes)))
}

// scheme returns the name of the security scheme of an auth block. Blocks that ask for the same have the same.
func (a *api) scheme(auth *schema.Auth) string {
	node := schemeNode(auth)
	if i := slices.IndexFunc(a.schemes, func(s scheme) bool { return tree.Equal(s.node, node) }); i >= 0 {
		return a.schemes[i].name
	}
	name := auth.Type.V
	for n := 2; slices.ContainsFunc(a.schemes, func(s scheme) bool { return s.name == name }); n++ {
		name = auth.Type.V + "-" + strconv.Itoa(n)
	}
	a.schemes = append(a.schemes, scheme{name, node})
	return name
}

func schemeNode(auth *schema.Auth) *tree.Node {
	standard := auth.In.V != "query" && strings.EqualFold(auth.Name.V, "Authorization")
	var fields []tree.Field
	switch kind := auth.Type.V; {
	case kind == "jwt" && standard:
		fields = []tree.Field{tree.F("type", str("http")), tree.F("scheme", str("bearer")), tree.F("bearerFormat", str("JWT"))}
	case kind == "basic" && standard:
		fields = []tree.Field{tree.F("type", str("http")), tree.F("scheme", str("basic"))}
	default:
		in := auth.In.V
		if in == "" {
			in = "header"
		}
		fields = []tree.Field{tree.F("type", str("apiKey")), tree.F("in", str(in)), tree.F("name", str(auth.Name.V))}
	}
	fields = append(fields, tree.F("description", optional(schemeText(auth, standard))))
	return tree.NewMap(fields...).With(tree.Derive(RuleOpenAPI, auth.Node))
}

// schemeText says what a credential looks like.
func schemeText(auth *schema.Auth, standard bool) string {
	switch auth.Type.V {
	case "key":
		if standard {
			return "apikey keyId:keySecret"
		}
		return "keyId:keySecret"
	case "jwt":
		text := ""
		if auth.Issuer.IsSet() {
			text = "A token of " + auth.Issuer.V
		}
		if len(auth.Audience.Items) > 0 {
			if text == "" {
				text = "A token"
			}
			text += " for " + strings.Join(auth.Audience.Values(), " or ")
		}
		return text
	case "basic":
		if !standard {
			return "user:password in base64"
		}
	}
	return ""
}

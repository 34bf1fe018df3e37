package edges

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
)

// routes returns the ARNs of an endpoint's routes as API Gateway names them: API/STAGE/METHOD/PATH. An HTTP API has its
// parameters in them as the route says, a REST API what the request had. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
func (d *deriver) routes(e *schema.ApiEndpoint) ([]string, error) {
	api, rest, err := d.api(e.Gateway.V)
	if err != nil {
		return nil, err
	}
	methods := e.Methods.Values()
	if len(methods) == 0 {
		methods = []string{"*"}
	}
	var out []string
	for _, p := range e.Paths.Items {
		parsed := route.Parse(p.V)
		path := ""
		for _, s := range parsed.Segments {
			switch {
			case s.Param && rest:
				path += "/*"
			case s.Param:
				path += "/{" + s.Text + "}"
			default:
				path += "/" + s.Text
			}
		}
		var paths []string
		switch {
		case parsed.Rest && rest:
			paths = append(paths, path+"/*")
		case parsed.Rest:
			paths = append(paths, path+"/{proxy+}")
		}
		switch {
		case path == "": // /* takes / as well
			paths = append(paths, "/")
		case !parsed.Rest:
			paths = append(paths, path)
		}
		for _, method := range methods {
			for _, path := range paths {
				out = append(out, d.arn("execute-api", api+"/*/"+method+path))
			}
		}
	}
	return out, nil
}

// api returns the id of a gateway's API, and whether it is a REST API.
func (d *deriver) api(gateway schema.Address) (id string, rest bool, err error) {
	name, err := logicalID(gateway)
	if err != nil {
		return "", false, err
	}
	r := d.stack.Find(name + "Api")
	if r == nil {
		r = d.stack.Find(name + "RestApi")
	}
	if r == nil {
		return "", false, fmt.Errorf("the template has neither %sApi nor %sRestApi", name, name)
	}
	identity, err := r.Identity()
	return identity.Ref, r.Type == "AWS::ApiGateway::RestApi", err
}

// authorizer returns the ARN of the authorizer that a gateway's or an endpoint's auth block is, as a list.
func (d *deriver) authorizer(of schema.Address, role string) ([]string, error) {
	gateway := of
	if e := schema.Find[schema.ApiEndpoint](d.Topology, of); e != nil {
		gateway = e.Gateway.V
	}
	api, rest, err := d.api(gateway)
	if err != nil {
		return nil, err
	}
	if rest {
		role = "Rest" + role
	}
	name, err := logicalID(of)
	if err != nil {
		return nil, err
	}
	r := d.stack.Find(name + role)
	if r == nil {
		return nil, fmt.Errorf("the template has no %s%s", name, role)
	}
	identity, err := r.Identity()
	return []string{d.arn("execute-api", api+"/authorizers/"+identity.Ref)}, err
}

// guarded reports whether a gateway's own authorizer decides who may call an endpoint: by keys and logins always, and by
// tokens where the API does not check them as the language says. A REST API checks none; an HTTP API does for an issuer with
// a discovery document and an audience, by keys that it finds there, and wants one of several scopes, not all.
func (d *deriver) guarded(e *schema.ApiEndpoint) bool {
	auth := d.EndpointAuth(e)
	if auth == nil {
		return false
	}
	switch auth.Type.V {
	case "key", "basic":
		return true
	case "jwt":
		_, rest, err := d.api(e.Gateway.V)
		issuer := strings.TrimSuffix(auth.Issuer.V, "/")
		checked := strings.HasPrefix(issuer, "https://") && len(auth.Audience.Items) > 0 && !auth.PublicKey.IsSet() &&
			(!auth.JWKSURI.IsSet() || auth.JWKSURI.V == issuer+"/.well-known/jwks.json")
		return err == nil && (rest || !checked || len(e.Scopes.Items) > 1)
	}
	return false
}

// guardedBy returns the endpoints of a gateway that its own authorizer guards.
func (d *deriver) guardedBy(gateway schema.Address) []*schema.ApiEndpoint {
	var out []*schema.ApiEndpoint
	for _, e := range d.ApiEndpoints {
		if e.Gateway.V == gateway && d.side(e.Address) == schema.BackendAWS && d.guarded(e) {
			out = append(out, e)
		}
	}
	return out
}

// gatekeeperAuthorizers returns the ARNs of the authorizers by which an API asks its gateway's own authorizer: one for each
// block of auth.
func (d *deriver) gatekeeperAuthorizers(gateway schema.Address) ([]string, error) {
	_, rest, err := d.api(gateway)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range d.guardedBy(gateway) {
		of, role := gateway, "Authorizer"
		if e.Auth != nil {
			of = e.Address
		}
		if d.EndpointAuth(e).Type.V == "jwt" && !rest {
			role = "KeptAuthorizer" // beside the API's own check of the same tokens
		}
		arns, err := d.authorizer(of, role)
		if err != nil {
			return nil, err
		}
		for _, arn := range arns {
			if !slices.Contains(out, arn) {
				out = append(out, arn)
			}
		}
	}
	return out, nil
}

// gatekeepers returns the gateways whose own authorizer reads the secret that an edge leads to: that of the endpoints that ask
// for a consumer's credential, or for tokens of a public key.
func (d *deriver) gatekeepers(e schema.Edge) []schema.Address {
	var out []schema.Address
	for _, g := range d.Gateways {
		for _, endpoint := range d.guardedBy(g.Address) {
			if d.compares(endpoint, e) && !slices.Contains(out, g.Address) {
				out = append(out, g.Address)
			}
		}
	}
	return out
}

// compares reports whether an endpoint's credentials are compared with the secret that an edge leads to.
func (d *deriver) compares(endpoint *schema.ApiEndpoint, e schema.Edge) bool {
	auth := d.EndpointAuth(endpoint)
	if consumer := schema.Find[schema.Consumer](d.Topology, e.From); consumer != nil {
		admitted := !consumer.Endpoints.IsSet() || slices.Contains(consumer.Endpoints.Values(), endpoint.Address)
		return admitted && auth.Type.V == e.Field && (e.Field == "key" || e.Field == "basic")
	}
	from := endpoint.Address
	if endpoint.Auth == nil {
		from = endpoint.Gateway.V
	}
	return e.From == from && e.Field == "auth.public_key"
}

// secret returns the ARN of a secret. Secrets Manager ends it in a hyphen and six characters that it makes up; see
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
func (d *deriver) secret(s *schema.Secret) string {
	if strings.HasPrefix(s.Key.V, "arn:") {
		if end := strings.LastIndexByte(s.Key.V, '-'); end > 0 && len(s.Key.V)-end == 7 {
			return s.Key.V
		}
		return s.Key.V + "-??????"
	}
	return d.arn("secretsmanager", "secret:"+s.Key.V+"-??????")
}

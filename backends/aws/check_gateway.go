package aws

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// The longest that an integration may take, by class of API:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html.
const (
	minIntegration     = 50 * time.Millisecond
	maxHTTPIntegration = 30 * time.Second
	maxRESTIntegration = 29 * time.Second
)

// refuse reports something of a gateway that API Gateway does not have.
func (c *checker) refuse(n *tree.Node, a schema.Address, fix, format string, args ...any) {
	c.report(diag.NotOnAPIGateway.At(n.Range(), format, args...).WithFix("%s", fix), a)
}

// gateway reports what a gateway or one of its endpoints asks for and API Gateway can't do.
func (c *checker) gateway(d *door) {
	g := d.g
	if d.g.Expose.V == "internal" {
		c.refuse(g.Expose.Node, g.Address, `leave expose out, or place the gateway on "kubernetes"`, "this version makes no private API on AWS")
	}
	c.domains(d)
	c.networks(d)
	c.firewallRules(d)
	if d.paths > maxPaths {
		c.refuse(g.Node, g.Address, "put a part of its endpoints on another gateway", "%s has more than the %d paths that a REST API takes", g.Address, maxPaths)
	}
	c.credentialsCors(g.Cors, g.Address)
	for _, e := range d.endpoints {
		c.endpoint(d, e)
	}
	c.consumers(d)
}

func (c *checker) endpoint(d *door, e *schema.ApiEndpoint) {
	a := e.Address
	if len(e.Split) > 0 {
		c.refuse(e.Split[0].Node, a, "name one target", "an API splits no route by weight")
		return
	}
	if e.Websocket.V {
		c.refuse(e.Websocket.Node, a, `write websocket = false, or place the gateway on "kubernetes"`, "HTTP and REST APIs pass no WebSockets on")
	}
	c.endpointHosts(d, e)
	most := maxHTTPIntegration
	if d.rest {
		most = maxRESTIntegration
	}
	if t := e.Timeout; t.IsSet() && (t.V < minIntegration || t.V > most) {
		c.refuse(t.Node, a, "write a timeout from 50ms to "+schema.DurationText(most), "an answer takes 50ms to %s on an API of this class",
			schema.DurationText(most))
	}
	if e.To.V.Kind == schema.KindServiceEndpoint {
		c.outsideTarget(d, e)
	}
	if n := setsHost(c.t.EndpointHeaders(e)); n != nil && c.imageService(e.To.V) != nil {
		c.refuse(n, says(d, e, e.Headers != nil), "leave the header out", "the load balancer tells %s by the header Host", e.To.V)
	}
	c.endpointPath(d, e)
	c.endpointHeaders(d, e)
	c.endpointCors(d, e)
	c.endpointLimit(d, e)
	c.endpointAuth(d, e)
}

// placed returns the first node that a person wrote.
func placed(nodes ...*tree.Node) *tree.Node {
	for _, n := range nodes {
		if n != nil && !n.Range().IsZero() {
			return n
		}
	}
	return nil
}

// says returns who says something of an endpoint: itself, or the gateway where the endpoint has no block of its own. What a
// gateway says is reported once.
func says(d *door, e *schema.ApiEndpoint, own bool) schema.Address {
	if own {
		return e.Address
	}
	return d.g.Address
}

// outsideTarget reports what a proxy integration can't do with a service_endpoint.
func (c *checker) outsideTarget(d *door, e *schema.ApiEndpoint) {
	s := schema.Find[schema.ServiceEndpoint](c.t, e.To.V)
	if s == nil {
		return
	}
	if len(s.Urls.Items) > 1 {
		c.refuse(s.Urls.Items[1].Node, s.Address, "name one URL, that of a load balancer", "an API leads to one URL, not to several in turn")
	}
	if name, value := c.credential(e.To.V); value != nil && !d.rest && reservedHeader(name) {
		c.refuse(s.Auth.Node, s.Address, `write gateway = "rest" in the environment, or another header`, "an HTTP API sets no header %s", name)
	}
	if s.Auth != nil && s.Auth.Type.V == "basic" {
		c.refuse(s.Auth.Type.Node, s.Address, `write type = "header" with name = "Authorization" and a secret that holds the whole value`,
			"API Gateway can't encode user and password of a secret")
	}
}

// reservedHeader reports whether an HTTP API changes no header of a name:
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html.
func reservedHeader(name string) bool {
	name = strings.ToLower(name)
	for _, prefix := range []string{"access-control-", "apigw-", "x-amz-", "x-amzn-", "x-forwarded-"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return slices.Contains([]string{
		"authorization", "connection", "content-encoding", "content-length", "content-location", "forwarded", "keep-alive", "origin",
		"proxy-authenticate", "proxy-authorization", "te", "trailers", "transfer-encoding", "upgrade", "via",
	}, name)
}

// endpointPath reports rewriting that the API class does not have.
func (c *checker) endpointPath(d *door, e *schema.ApiEndpoint) {
	if d.rest && c.calleeID(e.To.V) != "" && slices.ContainsFunc(d.routes[e], apiRoute.rewritten) {
		n := e.Rewrite.Node
		if e.StripPath.V {
			n = e.StripPath.Node
		}
		c.refuse(n, e.Address, "leave strip_path and rewrite out, and let what answers read the whole path", "a REST API hands a function the path as it was asked for")
	}
	for _, p := range e.Paths.Items {
		for segment := range strings.SplitSeq(p.V, "/") {
			name, param := strings.CutPrefix(segment, "{")
			if param && strings.TrimSuffix(name, "}") == greedy {
				c.refuse(p.Node, e.Address, "give the parameter another name", "the name %s is taken for what a wildcard stands for", greedy)
			}
		}
	}
}

// endpointHeaders reports changes of headers that the API class does not have.
func (c *checker) endpointHeaders(d *door, e *schema.ApiEndpoint) {
	h := c.t.EndpointHeaders(e)
	if h == nil {
		return
	}
	a := says(d, e, e.Headers != nil)
	if len(h.ResponseSet.Entries) > 0 || len(h.ResponseRemove.Items) > 0 {
		c.refuse(placed(h.ResponseSet.Node, h.ResponseRemove.Node), a, "let what answers set the headers", "API Gateway changes answers by their status, not all of them")
	}
	if d.rest && len(h.RequestRemove.Items) > 0 {
		c.refuse(h.RequestRemove.Node, a, "let what answers ignore the header", "a REST API removes no header of a request")
	}
	if d.rest && c.calleeID(e.To.V) != "" && len(h.RequestSet.Entries) > 0 {
		c.refuse(h.RequestSet.Node, a, "write what the header says in the function's env", "a REST API hands a function the headers as they came")
	}
	for _, s := range h.RequestRemove.Items {
		if !d.rest && reservedHeader(s.V) {
			c.refuse(s.Node, a, "let what answers ignore the header", "an HTTP API removes no header %s", s.V)
		}
	}
	for _, s := range h.RequestSet.Entries {
		if !d.rest && reservedHeader(s.Key) {
			c.refuse(s.Node, a, `write gateway = "rest" in the environment, or another header`, "an HTTP API sets no header %s", s.Key)
		}
		if v := s.V.Literal; strings.HasPrefix(v, "$") || strings.Contains(v, "${") || d.rest && strings.Contains(v, "'") {
			c.refuse(s.Node, a, "write a text without $ and '", "API Gateway would read this text as an expression")
		}
	}
}

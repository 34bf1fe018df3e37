package kubernetes

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Types of what is posted.
const (
	eventContent = "application/cloudevents+json"
	dataContent  = "application/json"
)

// send writes the deliveries at the end of a way. Of several each is tried on its own.
func (c *camel) send(to []schema.Value[schema.Address]) []*tree.Node {
	switch len(to) {
	case 0:
		return nil
	case 1:
		return c.target(to[0])
	}
	ways := make([]*tree.Node, len(to))
	for i, t := range to {
		ways[i] = eip("pipeline", tree.F("steps", tree.NewList(c.target(t)...)))
	}
	return []*tree.Node{eip("multicast", tree.F("steps", tree.NewList(ways...)))}
}

// target writes one delivery: an event is published, anything else gets the event or its data.
func (c *camel) target(to schema.Value[schema.Address]) []*tree.Node {
	e, b := c.r.bus(to.V)
	if b == nil {
		return c.deliver(to)
	}
	published := c.event().Published(c.r.t.EventType(e).V, c.r.t.EventSource(e).V, c.f.Integration.Address.Name)
	steps := []*tree.Node{eventBody(), c.jsonata("publish."+e.Address.Name, published, to.Node)}
	return append(steps, c.post(c.r.brokerURL(b), eventContent, to.Node)...)
}

// deliver writes a request with the event, or with its data to a service_endpoint.
func (c *camel) deliver(to schema.Value[schema.Address]) []*tree.Node {
	if s := schema.Find[schema.ServiceEndpoint](c.r.t, to.V); s != nil {
		return c.outside(s, to.Node)
	}
	at, ok := c.r.endpoint(to.V)
	if !ok {
		return nil
	}
	var options []tree.Field
	if f := schema.Find[schema.Function](c.r.t, to.V); f != nil {
		options = append(options, tree.F("httpClient.responseTimeout", derivedInt(ruleTimeoutEnv, f.Timeout.Node, int64(f.Timeout.V/time.Millisecond))))
	}
	return append([]*tree.Node{eventBody()}, c.post(at.url, eventContent, to.Node, options...)...)
}

// post writes a request with the body, and removes its headers.
func (c *camel) post(url, content string, from *tree.Node, options ...tree.Field) []*tree.Node {
	return []*tree.Node{
		setHeader("Content-Type", constant(content)),
		httpRequest(derived(ruleURL, from, url), options),
		removeHeaders(""),
	}
}

// outside writes a request with the event's data to something outside, round-robin to its URLs, with its credential.
func (c *camel) outside(s *schema.ServiceEndpoint, from *tree.Node) []*tree.Node {
	steps := c.credential(s)
	steps = append(steps, eventBody(), c.jsonata("data", "data", nil), setHeader("Content-Type", constant(dataContent)))
	requests := make([]*tree.Node, len(s.Urls.Items))
	for i, u := range s.Urls.Items {
		requests[i] = httpRequest(derived(ruleURL, from, u.V), nil)
	}
	if len(requests) == 1 {
		steps = append(steps, requests[0])
	} else {
		steps = append(steps, eip("loadBalance", tree.F("roundRobinLoadBalancer", tree.NewMap()), tree.F("steps", tree.NewList(requests...))))
	}
	return append(steps, removeHeaders(""))
}

// credential sets the header that proves who calls. It comes from a variable of the pods, so that no flow holds a secret.
func (c *camel) credential(s *schema.ServiceEndpoint) []*tree.Node {
	if s.Auth == nil {
		return nil
	}
	name, key := c.r.secretName(s.Auth.Secret.V)
	if name == nil || key == nil {
		return nil // Check has spoken
	}
	v := secretVariableName(s.Auth.Secret.V)
	c.secret(camelSecret{v, name.Text, key.Text, s.Auth.Secret.Node, key})
	header, value := upstreamHeader(s.Auth)
	prefix := value.Get("prefix").Str()
	if value.Get("encode") == nil {
		return []*tree.Node{setHeader(header, simple(prefix+"${env."+v+"}"))}
	}
	return []*tree.Node{
		setBody("${env." + v + "}"),
		eip("marshal", tree.F("base64", tree.NewMap(tree.F("lineLength", tree.NewInt(0))))),
		setHeader(header, simple(prefix+"${bodyAs(String)}")),
	}
}

// secret makes a secret a variable of the pods, once.
func (c *camel) secret(s camelSecret) {
	for _, have := range c.secrets {
		if have.variable == s.variable {
			return
		}
	}
	c.secrets = append(c.secrets, s)
}

// jsonata writes a step that evaluates an expression over the body, and keeps the expression as a file of the ConfigMap. from is the
// expression as written, nil for what every flow has.
func (c *camel) jsonata(name, expression string, from *tree.Node) *tree.Node {
	if from == nil {
		from = c.f.Integration.Node
	}
	key := name + ".jsonata"
	known := false
	for _, f := range c.files {
		known = known || f.key == key
	}
	if !known {
		c.files = append(c.files, configFile{key: key, path: key, data: []byte(expression + "\n"), node: from})
	}
	return eip("to",
		tree.F("uri", tree.NewString("jsonata:file:"+flowPath+"/"+key)),
		tree.F("parameters", tree.NewMap(
			tree.F("contentCache", tree.NewBool(true)),
			tree.F("inputType", tree.NewString("JsonString")),
			tree.F("outputType", tree.NewString("JsonString")),
		)),
	).With(tree.Derive(ruleFlow, from))
}

package kubernetes

import (
	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// camel writes an integration as routes of Camel's YAML DSL (https://camel.apache.org/components/next/others/yaml-dsl.html).
//
// Between steps the event is the property "event", in its JSON form, and the body is nobody's: each step sets it. The event as
// it came in, or out of a split, is the property "original". Headers are set before a request and removed after it, so that none is handed on.
type camel struct {
	r       *render
	f       *flow.Flow
	files   []configFile
	secrets []camelSecret
	routes  []*tree.Node
}

// camelSecret is a variable of the integration's pods.
type camelSecret struct {
	variable, name, key string
	from, at            *tree.Node // the reference, and what says where the secret is
}

// Names of the properties that carry the event.
const (
	eventProperty    = "event"
	originalProperty = "original"
)

func (r *render) camel(f *flow.Flow) *camel {
	c := &camel{r: r, f: f}
	c.write()
	return c
}

// flows is the list of the Integration's flows.
func (c *camel) flows() *tree.Node { return tree.NewList(c.routes...) }

// write writes what happens on failure, and the route.
func (c *camel) write() {
	steps := c.receive()
	steps = append(steps, c.way(c.f.Way, "")...)
	steps = append(steps, answered()...)
	from := tree.NewMap(
		tree.F("uri", tree.NewString("platform-http:/")),
		tree.F("parameters", tree.NewMap(tree.F("httpMethodRestrict", tree.NewString("POST")))),
		tree.F("steps", tree.NewList(steps...)),
	)
	c.routes = []*tree.Node{
		c.failure(),
		tree.NewMap(tree.F("route", tree.NewMap(
			tree.F("id", derived(ruleName, c.f.Integration.Node, c.f.Integration.Address.Name)),
			tree.F("from", from),
		))).With(tree.Derive(ruleCamel, c.f.Integration.Node)),
	}
}

// receivedExpression makes the event of a request in binary mode: headers are the attributes, data the body.
const receivedExpression = `$merge([
  headers ~> $each(function($value, $name) { { $lowercase($name) ~> $substringAfter("ce-"): $decodeUrlComponent($value) } }),
  { "datacontenttype": "application/json" },
  $exists(data) ? { "data": data } : {}
])`

// receive makes the event of the request: as it is where it comes in structured mode, else of its headers and its body.
func (c *camel) receive() []*tree.Node {
	binary := []*tree.Node{
		keepBody("data"),
		removeHeaders("ce-*"),
		setBody("${headers}"),
		marshalJSON(),
		choice(
			when("${exchangeProperty.data} == null || ${exchangeProperty.data} == ''", setBody(`{"headers":${bodyAs(String)}}`)),
			otherwise(setBody(`{"headers":${bodyAs(String)},"data":${exchangeProperty.data}}`)),
		),
		c.jsonata("received", receivedExpression, nil),
	}
	return []*tree.Node{
		convertToString(),
		choice(
			when("${header.Content-Type} startsWith 'application/cloudevents+json'", setBody("${body}")),
			otherwise(binary...),
		),
		keepBody(originalProperty),
		keepBody(eventProperty),
		removeHeaders(""),
	}
}

// failure tries again what fails, and sends what still fails to the dead letter. Either way the sender is told that the event was
// taken: another delivery would do what succeeded a second time.
func (c *camel) failure() *tree.Node {
	i := c.f.Integration
	policy := []tree.Field{tree.F("maximumRedeliveries", integer(i.Retries.V, i.Retries.Node))}
	if i.Retries.V > 0 {
		policy = append(policy,
			tree.F("redeliveryDelay", ruled(ruleCamel, tree.NewString("1000"))),
			tree.F("useExponentialBackOff", ruled(ruleCamel, tree.NewBool(true))),
			tree.F("backOffMultiplier", ruled(ruleCamel, tree.NewInt(2))),
			tree.F("maximumRedeliveryDelay", ruled(ruleCamel, tree.NewString("60000"))),
		)
	}
	steps := []*tree.Node{removeHeaders("")}
	if e, b := c.r.bus(i.DeadLetter.V); b != nil {
		letter := flow.Event("$").Letter(c.r.t.EventType(e).V, c.r.t.EventSource(e).V, i.Address.Name)
		steps = append(steps, setBody("${exchangeProperty."+originalProperty+"}"), c.jsonata("dead-letter", letter, i.DeadLetter.Node))
		steps = append(steps, c.post(c.r.brokerURL(b), eventContent, i.DeadLetter.Node)...)
	}
	return tree.NewMap(tree.F("onException", tree.NewMap(
		tree.F("exception", words("java.lang.Exception")),
		tree.F("handled", tree.NewMap(tree.F("constant", tree.NewString("true")))),
		tree.F("redeliveryPolicy", tree.NewMap(policy...)),
		tree.F("steps", tree.NewList(append(steps, answered()...)...)),
	))).With(tree.Derive(ruleCamel, i.Node))
}

// way writes steps and what follows the last. path names the steps of a branch: it ends in a dot, or is "".
func (c *camel) way(w flow.Way, path string) []*tree.Node {
	return c.steps(w.Steps, w.To, path)
}

func (c *camel) steps(steps []flow.Step, to []schema.Value[schema.Address], path string) []*tree.Node {
	if len(steps) == 0 {
		return c.send(to)
	}
	s := steps[0]
	name := "step." + path + s.Name
	rest := func() []*tree.Node { return c.steps(steps[1:], to, path) }
	switch {
	case s.Filter != nil:
		return []*tree.Node{eventBody(), c.jsonata(name, c.event().Condition(s.Filter), s.Filter.Node), filter("${body} == 'true'", rest())}
	case s.Transform != nil:
		return append([]*tree.Node{eventBody(), c.jsonata(name, c.event().Transformed(s.Transform), s.Transform.Node), keepBody(eventProperty)}, rest()...)
	case s.Split != nil:
		item := append([]*tree.Node{marshalJSON(), convertToString(), keepBody(originalProperty), keepBody(eventProperty)}, rest()...)
		return []*tree.Node{eventBody(), c.jsonata(name, c.event().Split(s.Split), s.Split.Node), unmarshalJSON(), split(item)}
	case s.Enrich != nil:
		return append(c.enrich(name, s.Enrich), rest()...)
	}
	return c.route(name, path+s.Name+".", s)
}

func (c *camel) event() flow.Event { return "$" }

// route writes the branches of a route, by the name of the one to take.
func (c *camel) route(name, path string, s flow.Step) []*tree.Node {
	ways := make([]*tree.Node, 0, len(s.Route))
	for _, b := range s.Route {
		ways = append(ways, when(`${body} == '"`+b.Name+`"'`, c.way(b.Way, path+b.Name+".")...).With(tree.Derive(ruleFlow, b.Node)))
	}
	if len(ways) == 0 {
		return nil
	}
	return []*tree.Node{eventBody(), c.jsonata(name, c.event().Choice(s.Route), s.Node), choice(ways...)}
}

// enrich writes a call and what is made of its answer.
func (c *camel) enrich(name string, e *schema.EnrichStep) []*tree.Node {
	steps := c.deliver(e.Call)
	return append(steps,
		convertToString(),
		choice(when("${body} == null || ${body} == ''", eip("setBody", constant("null")))),
		setBody(`{"event":${exchangeProperty.`+eventProperty+`},"answer":${body}}`),
		c.jsonata(name, flow.Event("event").Answered("answer", e.Into.V), e.Node),
		keepBody(eventProperty),
	)
}

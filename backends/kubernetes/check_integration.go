package kubernetes

import (
	"strings"

	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// integration reports what an integration asks for that neither Camel nor Knative does.
func (c *checker) integration(i *schema.Integration) {
	f := flow.Of(c.t, i)
	c.flowTargets(f.Way, i.Address)
	f.Walk(func(s *flow.Step) {
		if s.Enrich != nil {
			c.flowTarget(s.Enrich.Call, "calls", i.Address)
		}
		for _, b := range s.Route {
			c.flowTargets(flow.Way{To: b.To}, i.Address)
		}
	})
	switch d := i.DeadLetter; {
	case !d.IsSet():
		c.report(diag.LostFlow.At(i.Node.Origin.KeyPlace(), "an event that %s fails on after %d retries is lost", i.Address, i.Retries.V).
			WithFix("add dead_letter = event.NAME"), i.Address)
	case d.V.Kind == schema.KindQueue && !c.onAWS(d.V):
		c.report(diag.NotOnCamel.At(d.Node.Range(), "an integration on Kubernetes sends what fails as an event, and %s is a queue", d.V).
			WithFix("%s", c.elsewhere(i.Address, "name an event")), i.Address)
	}
	if w := c.runs[i.Address]; w != nil {
		c.config(newConfig(ruleFlow, c.camel(f).files), "the expressions of "+i.Address.String(), i.Node.Origin.KeyPlace(), i.Address, "split it into several integrations")
	}
}

func (c *checker) flowTargets(w flow.Way, a schema.Address) {
	for _, to := range w.To {
		c.flowTarget(to, "leads to", a)
	}
}

// flowTarget reports a target that an integration can't post to.
func (c *checker) flowTarget(to schema.Value[schema.Address], verb string, a schema.Address) {
	if c.onAWS(to.V) {
		return // which is reported
	}
	switch to.V.Kind {
	case schema.KindQueue:
		c.report(diag.NotOnCamel.At(to.Node.Range(), "%s %s %s, and queues are not on Kubernetes in this version", a, verb, to.V).
			WithFix("%s", c.elsewhere(a, "lead it to an event")), a)
	case schema.KindServiceEndpoint:
		if s := schema.Find[schema.ServiceEndpoint](c.t, to.V); s != nil {
			c.flowEndpoint(s, to.Node, a)
		}
	case schema.KindMicroservice:
		w := c.runs[to.V]
		switch {
		case w == nil:
		case len(w.models) > 0:
			c.report(diag.NotOnCamel.At(to.Node.Range(), "%s runs models, which take no events", to.V).
				WithFix("lead it to a function that calls the models"), a)
		case !w.main:
			c.report(diag.NotOnCamel.At(to.Node.Range(), "%s has no port of its own to post events to", to.V).
				WithFix("give it a port, or lead it to something else"), a)
		case w.ports[0].protocol != "http":
			c.report(diag.NotOnCamel.At(to.Node.Range(), "events are posted by http, and %s listens for %s", to.V, w.ports[0].protocol).
				WithFix("give it a port of http first, and the other one by port_named; or lead it to something else"), a)
		}
	}
}

// flowEndpoint reports an outside service whose URL or credential Camel would read as something else.
func (c *checker) flowEndpoint(s *schema.ServiceEndpoint, edge *tree.Node, a schema.Address) {
	for _, u := range s.Urls.Items {
		if strings.Contains(u.V, "{{") || strings.Contains(u.V, "?") {
			c.report(diag.NotOnCamel.At(u.Node.Range(), "%s posts to %s, and Camel takes a query and {{ }} in a URL for options of its own", a, s.Address).
				WithRelated(edge.Range(), "the reference").
				WithFix("leave the query out; let a function in between add it"), a)
		}
	}
	if s.Auth == nil {
		return
	}
	if name, _ := c.secretName(s.Auth.Secret.V); name != nil && strings.Contains(name.Text, ".") {
		c.report(diag.NotOnCamel.At(s.Auth.Secret.Node.Range(), "Camel K reads no Secret with a dot in its name, and %s is in %s", s.Auth.Secret.V, name.Text).
			WithRelated(edge.Range(), "the reference").
			WithFix("rename the Secret"), a)
	}
}

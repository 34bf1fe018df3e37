package aws

import (
	"strings"

	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// integration reports what Step Functions and a rule can't do of an integration, at the fields that ask for it.
func (c *checker) integration(i *eventFlow) {
	a := i.own.address
	if q := schema.Find[schema.Queue](c.t, i.Integration.DeadLetter.V); q != nil && q.Fifo.V {
		c.report(diag.NotInFlow.At(i.Integration.DeadLetter.Node.Range(), "a rule puts what it can't deliver into no FIFO queue, and %s is one", q.Address).
			WithFix("name a queue without fifo = true"), a)
	}
	for _, to := range targets(i.Way) {
		c.flowTarget(to, a)
	}
	i.Walk(func(s *flow.Step) {
		if s.Enrich != nil {
			c.flowTarget(s.Enrich.Call, a)
		}
	})
}

// targets are all that a way leads to, those of its routes included.
func targets(w flow.Way) []schema.Value[schema.Address] {
	out := w.To
	for _, s := range w.Steps {
		for _, b := range s.Route {
			out = append(out[:len(out):len(out)], targets(b.Way)...)
		}
	}
	return out
}

// flowTarget reports what a state machine can't reach.
func (c *checker) flowTarget(to schema.Value[schema.Address], a schema.Address) {
	if !to.IsSet() {
		return
	}
	switch to.V.Kind {
	case schema.KindMicroservice:
		if _, ok := c.callee(to.V); !ok && c.here(to.V) {
			c.report(diag.NotInFlow.At(to.Node.Range(), "%s is in a private network, where Step Functions can't reach it", to.V).
				WithFix("lead it to a function that calls %s", to.V), a)
		}
	case schema.KindServiceEndpoint:
		c.flowEndpoint(schema.Find[schema.ServiceEndpoint](c.t, to.V), to, a)
	}
}

// flowEndpoint reports what an HTTP task can't do with a service_endpoint.
func (c *checker) flowEndpoint(s *schema.ServiceEndpoint, to schema.Value[schema.Address], a schema.Address) {
	if s == nil || len(s.Urls.Items) == 0 {
		return
	}
	at := func(d diag.Diagnostic) { c.report(d.WithRelated(to.Node.Range(), "%s leads to it", a), s.Address) }
	if len(s.Urls.Items) > 1 {
		at(diag.NotInFlow.At(s.Urls.Items[1].Node.Range(), "a state machine posts to one URL, not to several in turn").WithFix("name one URL, that of a load balancer"))
	}
	if url := s.Urls.Items[0]; !strings.HasPrefix(strings.ToLower(url.V), "https://") {
		at(diag.NotInFlow.At(url.Node.Range(), "Step Functions posts by https alone").WithFix("write https://, or lead it to a function that calls %s", s.Address))
	}
	if s.Auth != nil && s.Auth.Type.V == "basic" {
		at(diag.NotInFlow.At(s.Auth.Type.Node.Range(), "a connection can't take user and password from one secret").
			WithFix(`write type = "header" with name = "Authorization" and a secret that holds the whole value`))
	}
}

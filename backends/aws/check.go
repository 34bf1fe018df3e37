package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Check reports what AWS can't express, at the fields that ask for it.
func (Backend) Check(req backends.Request) diag.List {
	c := &checker{render: newRender(req)}
	c.ds = append(c.ds, c.sides.Check(Name)...)
	c.resolve()
	for _, f := range c.t.Functions {
		if c.here(f.Address) {
			c.function(f)
		}
	}
	for _, w := range c.workspaces {
		c.workspace(w)
	}
	for _, m := range c.imageServices() {
		c.service(m)
	}
	c.serviceCycles()
	c.network()
	for _, b := range c.t.EventBuses {
		if c.here(b.Address) {
			c.eventBus(b)
		}
	}
	for _, e := range c.t.Events {
		if c.here(e.Bus.V) {
			c.event(e)
		}
	}
	for _, s := range c.t.Schedules {
		if c.here(s.Address) {
			c.schedule(s)
		}
	}
	for _, i := range c.flows() {
		c.integration(i)
	}
	for _, q := range c.t.Queues {
		if c.here(q.Address) {
			c.queue(q)
		}
	}
	for _, t := range c.t.Tables {
		if c.here(t.Address) {
			c.table(t)
		}
	}
	for _, b := range c.t.Buckets {
		if c.here(b.Address) {
			c.bucket(b)
		}
	}
	for _, s := range c.t.Schemas {
		if c.here(s.Address) {
			c.schema(s)
		}
	}
	for _, s := range c.t.Secrets {
		if c.here(s.Address) || c.reads(s.Address) {
			c.secret(s)
		}
	}
	for _, d := range c.doors {
		c.gateway(d)
	}
	c.strangers()
	c.plans()
	c.addresses()
	c.jobs()
	return c.ds
}

// checker collects what the backend can't express.
type checker struct {
	*render
	ds diag.List
}

func (c *checker) report(d diag.Diagnostic, a schema.Address) {
	c.ds = append(c.ds, d.WithAddress(a.String()))
}

// resolve reports text of users that CloudFormation would replace.
func (c *checker) resolve() {
	for _, e := range c.t.Entities() {
		m := e.EntityMeta()
		if m.Address.Kind != schema.KindEnvironment && c.here(m.Address) {
			c.resolveNode(m.Node, m.Address)
		}
	}
	if c.t.Info != nil {
		c.resolveNode(c.t.Info.Node, c.topologyAddress())
	}
}

func (c *checker) resolveNode(n *tree.Node, a schema.Address) {
	if n == nil {
		return
	}
	if n.Kind == tree.String && strings.Contains(n.Text, dynamicReference) {
		c.report(diag.DynamicReference.At(n.Range(), "CloudFormation would replace the reference in this text").
			WithFix("use a secret entity"), a)
	}
	for _, f := range n.Fields {
		if strings.Contains(f.Key, dynamicReference) {
			c.report(diag.DynamicReference.At(f.Value.Origin.KeyPlace(), "CloudFormation would replace the reference in this name").
				WithFix("use another name"), a)
		}
		c.resolveNode(f.Value, a)
	}
	for _, item := range n.Items {
		c.resolveNode(item, a)
	}
}

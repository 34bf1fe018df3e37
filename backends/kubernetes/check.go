package kubernetes

import (
	"fmt"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Check reports what Kubernetes can't express, at the fields that ask for it.
func (Backend) Check(req backends.Request) diag.List {
	c := &checker{render: newRender(req)}
	c.kinds()
	c.ds = append(c.ds, c.sides.Check(Name)...)
	for _, w := range c.list {
		if len(w.models) > 0 {
			c.ds = append(c.ds, loopback.Check(c.t, w.models)...)
			c.runtime(workspaceRuntime, w.models[0].Connector.Node, w.address)
		}
	}
	for _, f := range c.t.Functions {
		if c.here(f.Address) {
			c.function(f)
		}
	}
	for _, m := range c.t.Microservices {
		if c.here(m.Address) {
			c.microservice(m)
		}
	}
	for _, j := range c.t.Jobs {
		if c.here(j.Address) {
			c.job(j)
		}
	}
	for _, s := range c.t.Schemas {
		if c.here(s.Address) {
			c.schema(s)
		}
	}
	for _, s := range c.t.Schedules {
		if c.here(s.Address) {
			c.schedule(s)
		}
	}
	for _, i := range c.t.Integrations {
		if c.here(i.Address) {
			c.integration(i)
		}
	}
	c.eventBuses()
	for _, g := range c.t.Gateways {
		switch {
		case !c.here(g.Address):
		case c.settings.gatewayAPI:
			c.ds = append(c.ds, c.checkEnvoy(g)...)
		default:
			c.runtime(gatewayRuntime, g.Node, g.Address)
			c.ds = append(c.ds, c.checkGateway(g)...)
		}
	}
	c.outside()
	c.secretReferences()
	c.connectors()
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

// kinds reports entities of kinds that this version does not lower.
func (c *checker) kinds() {
	for _, e := range c.t.Entities() {
		m := e.EntityMeta()
		switch m.Address.Kind {
		case schema.KindTable, schema.KindBucket, schema.KindQueue:
			if c.here(m.Address) {
				c.report(diag.NotOnKubernetes.At(m.Node.Origin.KeyPlace(), "this version does not lower %s to Kubernetes", m.Address).
					WithFix("%s", c.elsewhere(m.Address, instead[m.Address.Kind])), m.Address)
			}
		}
	}
}

// instead says what this version can do in place of a kind that it does not lower.
var instead = map[schema.Kind]string{
	schema.KindTable:  "remove it; declare a model with a connector to a database that stands",
	schema.KindBucket: "remove it; hand the address and key of a bucket that stands to env, as a service_endpoint and a secret",
	schema.KindQueue:  "remove it; hand the address of a queue that stands to env, as a service_endpoint or a secret",
}

// elsewhere returns the fix for what Kubernetes does not do: another backend where the environment has one.
func (c *checker) elsewhere(a schema.Address, here string) string {
	if e := c.t.Environment; e != nil && e.Backend != nil && e.Backend.Aws != nil {
		return fmt.Sprintf("place it on aws, by place = { %q = \"aws\" } in %s; or %s", a, e.Address, here)
	}
	return here
}

// workload reports what functions, microservices and jobs have in common.
func (c *checker) workload(w *schema.Workload, a schema.Address) {
	for _, u := range w.Uses {
		if c.onAWS(u.Of.V) {
			continue
		}
		c.resource(u.Node, "use managed resources", "remove it; hand the address of a service that stands to env, as a service_endpoint or a secret", a)
	}
	for _, e := range w.Env.Entries {
		v := e.V.Endpoint
		if v == nil || c.onAWS(v.Of.V) {
			continue
		}
		switch at, ok := c.endpoint(v.Of.V); {
		case ok:
		case at.host != "" && v.Part.V != "host":
			c.report(diag.NothingListens.At(e.Node.Range(), "%s has named ports alone, so it has no %s", v.Of.V, v.Part.V).
				WithFix(`write part = "host" and add the port, or give it a port of its own`), a)
		case v.Of.V.Kind == schema.KindGateway:
			c.report(diag.NoGatewayAddress.At(e.Node.Range(), "%s answers for no host by name, so its address is not known", v.Of.V).
				WithFix("write hosts = [\"…\"] in %s, or a literal address here", v.Of.V), a)
		}
	}
}

// resource reports what takes a managed resource.
func (c *checker) resource(n *tree.Node, what, here string, a schema.Address) {
	c.report(diag.NotOnPlainKubernetes.At(n.Range(), "%s can't %s on Kubernetes in this version", a, what).
		WithFix("%s", c.elsewhere(a, here)), a)
}

// rollout reports a share for a new revision where there are no revisions.
func (c *checker) rollout(r *schema.Rollout, a schema.Address) {
	if w := c.runs[a]; r != nil && r.Canary.V > 0 && (w == nil || !w.serving) {
		c.report(diag.NotOnPlainKubernetes.At(r.Canary.Node.Range(), "a Deployment can't give a new revision %d %% of the requests", r.Canary.V).
			WithFix(`%s; Knative can give a share, by serving = "knative" in the environment's backend`, backends.NoCanary(c.t, a)), a)
	}
}

// seconds reports a duration that Kubernetes can't count.
func (c *checker) seconds(v schema.Value[time.Duration], a schema.Address) {
	if v.IsSet() && (v.V < time.Second || v.V%time.Second != 0) {
		c.report(diag.NotWholeSeconds.At(v.Node.Range(), "%s is not a whole number of seconds, from one on", schema.DurationText(v.V)).
			WithFix("write %q", schema.DurationText((max(v.V, 1)+time.Second-1).Truncate(time.Second))), a)
	}
}

// runtime reports a runtime that has no image.
func (c *checker) runtime(name string, n *tree.Node, a schema.Address) {
	if _, ok := c.req.Runtimes[name]; !ok {
		c.report(diag.NoRuntimeImage.At(n.Range(), "there is no runtime image %q", name).
			WithFix("name another runtime, or build an image"), a)
	}
}

package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// workspace reports what a function of models can't do.
func (c *checker) workspace(w *workspace) {
	c.ds = append(c.ds, loopback.Check(c.t, w.models)...)
	first := w.models[0]
	if c.req.Runtimes[loopback.Runtime] == "" {
		c.report(diag.NoRuntimeImage.At(first.Node.Origin.KeyPlace(), "there is no runtime %q", loopback.Runtime).
			WithFix("place the models on Kubernetes"), w.own.address)
	}
	if b := c.settings.block; b != nil && otherPartition(b.Region.V) {
		c.report(diag.NotOnLambda.At(b.Region.Node.Range(), "models run behind the Lambda Web Adapter, whose layer is not published in %s", b.Region.V).
			WithRelated(first.Node.Origin.KeyPlace(), "a model").WithFix("place the models on Kubernetes, or name a commercial region"), c.t.Environment.Address)
	}
	for _, connector := range loopback.New(c.t, w.models, w.own.node).Connectors {
		c.connector(connector)
	}
	if w.service != nil {
		c.modelService(w.service)
	}
}

// otherPartition reports whether a region is one of those that have accounts and layers of their own.
func otherPartition(region string) bool {
	return strings.HasPrefix(region, "cn-") || strings.HasPrefix(region, "us-gov-") || strings.Contains(region, "-iso")
}

// connector reports data that a function can't keep or reach.
func (c *checker) connector(x *schema.Connector) {
	if loopback.OnDisk(x) {
		c.report(diag.NotOnLambda.At(x.Node.Origin.KeyPlace(), "%s keeps its files on the disk of the process, and Lambda has none that lasts", x.Address).
			WithFix("keep them in a bucket: leave the provider out"), x.Address)
	}
	for _, m := range c.t.Microservices {
		for _, name := range m.Aliases.Items {
			if x.Host.IsSet() && x.Host.V == name.V {
				c.report(diag.AWSOtherBackend.At(x.Host.Node.Range(), "%s is the name of %s inside a cluster, which Lambda can't reach", x.Host.V, m.Address).
					WithFix("name a host that is reached from AWS"), x.Address)
			}
		}
	}
}

// modelService reports what a microservice of models asks for and Lambda does not have.
func (c *checker) modelService(m *schema.Microservice) {
	a := m.Address
	c.workload(&m.Workload, a)
	if m.Memory.Written() {
		c.memory(m.Memory, a)
	}
	for _, e := range m.Env.Entries {
		if runtimeVariables[e.Key] || strings.HasPrefix(e.Key, "AWS_LWA_") {
			c.report(diag.LambdaVariable.At(e.Node.Origin.KeyPlace(), "%s is read by what runs models on Lambda", e.Key).WithFix("use another name"), a)
		}
	}
	refuse := func(n *tree.Node, what, fix string) {
		if n != nil {
			c.report(diag.NotOnLambda.At(n.Origin.KeyPlace(), "%s runs models by espc's own runtime, which %s on Lambda", a, what).WithFix("%s", fix), a)
		}
	}
	refuse(m.Command.Node, "takes no command", "remove command")
	refuse(m.Args.Node, "takes no args", "remove args")
	for _, f := range m.File {
		refuse(f.Node, "reads no other files", "remove the file")
	}
	for _, v := range m.Volume {
		refuse(v.Node, "has no volumes", "keep data in a connector's store")
	}
	for _, s := range m.Scratch {
		refuse(s.Node, "has no scratch space but /tmp", "remove the block")
	}
	for _, on := range m.On {
		refuse(on.Node, "receives no events", "let a function subscribe, and call the model")
	}
	if m.SessionAffinity.V != "none" {
		refuse(m.SessionAffinity.Node, "keeps no client with one instance", `write session_affinity = "none", or leave it out`)
	}
	if m.Rollout != nil && m.Rollout.Canary.V > 0 {
		refuse(m.Rollout.Canary.Node, "gives a new revision all of the calls", backends.NoCanary(c.t, m.Address))
	}
	if m.Port.V == 0 || m.Protocol.V != "http" {
		refuse(placed(m.Protocol.Node, m.Port.Node, m.Node), "serves HTTP alone", "leave port and protocol out")
	}
}

// runtimeVariables are those that start the runtime of models.
var runtimeVariables = map[string]bool{"AWS_LAMBDA_EXEC_WRAPPER": true, "NODE_ENV": true, "PORT": true, "PROJECT_DIR": true}

// addresses reports outputs that show an address which a function does not have.
func (c *checker) addresses() {
	for _, e := range c.t.Edges {
		attribute := strings.TrimPrefix(e.Node.Text, e.To.String()+".")
		if e.Class != schema.EdgeAddresses || e.From.Kind != schema.KindOutput || attribute == "name" || attribute == "arn" {
			continue
		}
		if _, ok := c.callee(e.To); ok {
			c.report(diag.NotOnLambda.At(e.Node.Range(), "%s is a function on Lambda, which has no %s of its own", e.To, attribute).
				WithFix("show the gateway's url, or %s.name", e.To), e.From)
		}
	}
}

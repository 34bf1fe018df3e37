package aws

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// functionNotes says what of a function's size means something else on Lambda.
func (r *render) functionNotes(f *schema.Function) diag.List {
	var ds diag.List
	if f.Scale != nil && f.Scale.Concurrency.Written() && f.Scale.Concurrency.V != 1 {
		ds = append(ds, diag.OneCallAtATime.At(f.Scale.Concurrency.Node.Range(), "Lambda gives each instance of %s one call at a time", f.Address).
			WithAddress(f.Address.String()).WithFix("nothing to do; write concurrency = 1 to say so"))
	}
	if f.CPU.Written() {
		ds = append(ds, diag.CPUByMemory.At(f.CPU.Node.Range(), "Lambda gives %s CPU in proportion to its memory", f.Address).
			WithAddress(f.Address.String()).WithFix("raise memory to get more CPU: 1769Mi is one core"))
	}
	return ds
}

// gatewayNotes says that an API has no size of its own.
func gatewayNotes(d *door) diag.List {
	return append(sizeNotes(d), domainNotes(d)...)
}

// domainNotes says that a stack which asks for a certificate waits for its proof.
func domainNotes(d *door) diag.List {
	if len(d.domains) == 0 || d.g.Tls != nil {
		return nil
	}
	x := d.domains[0]
	return diag.List{diag.CertificateWaits.At(x.node.Range(), "the stack waits until a DNS record proves that %s is yours", x.host).
		WithAddress(d.g.Address.String()).
		WithFix("create the CNAME that Certificate Manager shows while the stack is created, or name a certificate: tls { secret } whose key is its ARN")}
}

func sizeNotes(d *door) diag.List {
	for _, n := range []*tree.Node{written(d.g.Replicas), written(d.g.Memory), written(d.g.CPU), written(d.g.Port)} {
		if n != nil {
			return diag.List{diag.GatewaySize.At(n.Range(), "API Gateway gives %s what it needs", d.g.Address).
				WithAddress(d.g.Address.String()).WithFix("nothing to do; it counts on Kubernetes")}
		}
	}
	return nil
}

// written returns the node of a field that a person gave.
func written[T any](v schema.Value[T]) *tree.Node {
	if v.Written() {
		return v.Node
	}
	return nil
}

// workspaceNotes says what models mean on Lambda that they do not mean elsewhere.
func (r *render) workspaceNotes(w *workspace) diag.List {
	var ds diag.List
	for _, m := range w.models {
		if c := schema.Find[schema.Connector](r.t, m.Connector.V); c != nil && c.Type.V == "memory" {
			ds = append(ds, diag.MemoryOnLambda.At(m.Connector.Node.Range(), "%s is kept in the memory of each instance, and is gone when Lambda ends it", m.Address).
				WithFix("use a connector that keeps records").WithAddress(m.Address.String()))
		}
	}
	for _, c := range w.project.Connectors {
		if c.Migrate.V {
			ds = append(ds, diag.MigrateOnLambda.At(c.Migrate.Node.Range(), "every instance of %s brings the tables of %s up to date when it starts", w.address, c.Address).
				WithFix("nothing to do where that is quick; else write migrate = false, and change the tables by a job").WithAddress(c.Address.String()))
		}
	}
	if w.service != nil {
		ds = append(ds, modelServiceNotes(w.service)...)
	}
	return ds
}

// modelServiceNotes says what of a microservice of models Lambda decides itself.
func modelServiceNotes(m *schema.Microservice) diag.List {
	var ds diag.List
	for _, f := range []field{
		{"replicas", written(m.Replicas)}, {"scale", block(m.Scale != nil, m.Node.Get("scale"))}, {"cpu", written(m.CPU)},
		{"port", written(m.Port)}, {"port_named", block(len(m.PortNamed) > 0, m.Node.Get("port_named"))}, {"health", block(m.Health != nil, m.Node.Get("health"))},
		{"user", m.User.Node}, {"group", m.Group.Node}, {"fs_group", m.FsGroup.Node}, {"aliases", m.Aliases.Node},
	} {
		ds = append(ds, f.decided(m.Address)...)
	}
	return ds
}

// field is a field that somebody wrote, nil where nobody did.
type field struct {
	name string
	node *tree.Node
}

// decided says that Lambda decides a field itself.
func (f field) decided(a schema.Address) diag.List {
	if f.node == nil {
		return nil
	}
	return diag.List{diag.LambdaDecides.At(f.node.Range(), "Lambda decides the %s of %s itself", f.name, a).
		WithFix("nothing to do; it counts on Kubernetes").WithAddress(a.String())}
}

// jobNotes says what of a job means something else on Lambda.
func jobNotes(j *job) diag.List {
	var ds diag.List
	for _, f := range []field{{"cpu", written(j.CPU)}, {"user", j.User.Node}, {"group", j.Group.Node}} {
		ds = append(ds, f.decided(j.Address)...)
	}
	if n := placed(written(j.Retries), written(j.Timeout)); n != nil && time.Duration(j.Retries.V+1)*j.Timeout.V > maxTimeout {
		ds = append(ds, diag.JobTime.At(n.Range(), "%d runs of %s take longer than Lambda's 15 minutes, which all runs share",
			j.Retries.V+1, schema.DurationText(j.Timeout.V)).
			WithFix("nothing to do where a run fails soon; else write a shorter timeout, or fewer retries").WithAddress(j.Address.String()))
	}
	return ds
}

// block returns the node of a block that is there.
func block(there bool, n *tree.Node) *tree.Node {
	if !there {
		return nil
	}
	return n
}

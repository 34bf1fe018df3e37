package aws

import (
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
	for _, f := range []struct {
		name string
		node *tree.Node
	}{
		{"replicas", written(m.Replicas)}, {"scale", block(m.Scale != nil, m.Node.Get("scale"))}, {"cpu", written(m.CPU)},
		{"port", written(m.Port)}, {"port_named", block(len(m.PortNamed) > 0, m.Node.Get("port_named"))}, {"health", block(m.Health != nil, m.Node.Get("health"))},
		{"user", m.User.Node}, {"group", m.Group.Node}, {"fs_group", m.FsGroup.Node}, {"aliases", m.Aliases.Node},
	} {
		if f.node != nil {
			ds = append(ds, diag.ModelServiceSize.At(f.node.Range(), "Lambda decides the %s of %s itself", f.name, m.Address).
				WithFix("nothing to do; it counts on Kubernetes").WithAddress(m.Address.String()))
		}
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

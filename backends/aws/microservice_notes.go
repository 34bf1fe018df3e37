package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// serviceNotes says what of a microservice means something else on ECS Express Mode.
func serviceNotes(m *schema.Microservice) diag.List {
	var ds diag.List
	a := m.Address.String()
	if m.Health == nil || !m.Health.Path.Written() && !m.Health.Type.Written() {
		ds = append(ds, diag.ServiceHealth.At(m.Node.Origin.KeyPlace(), "%s is healthy on AWS when it answers GET / with 200", m.Address).
			WithFix(`write health { type = "http"  path = "…" } with a path that answers so`).WithAddress(a))
	}
	if n := written(m.CPU); fargateSize(m).rounded(m) && (n != nil || m.Memory.Written()) {
		if n == nil {
			n = m.Memory.Node
		}
		size := fargateSize(m)
		ds = append(ds, diag.ServiceSize.At(n.Range(), "Fargate gives %s %d CPU units, 1024 of which are a core, and %d MiB", m.Address, size.cpu, size.memory).
			WithFix("nothing to do; write a pair that Fargate has to say so").WithAddress(a))
	}
	for _, s := range m.Scratch {
		ds = append(ds, diag.ServiceScratch.At(s.Node.Origin.KeyPlace(), "nothing is mounted at %s: it is the image's own", s.Path.V).
			WithFix("make %s in the image, for its user to write", s.Path.V).WithAddress(a))
	}
	return ds
}

// networkNotes says what it means that there are services, for what is no service.
func (r *render) networkNotes() diag.List {
	var ds diag.List
	if r.settings.subnets() == nil {
		return nil
	}
	if n := r.settings.block; len(r.imageServices()) > 0 && n != nil && n.Architecture.Written() && n.Architecture.V != "x86_64" {
		ds = append(ds, diag.ServiceProcessor.At(n.Architecture.Node.Range(), "microservices run on x86_64, whatever functions run on").
			WithFix("build their images for linux/amd64").WithAddress(r.t.Environment.Address.String()))
	}
	joined := func(edge *tree.Node, a schema.Address) {
		if edge != nil {
			ds = append(ds, diag.FunctionInNetwork.At(edge.Range(), "%s joins the environment's subnets, and reaches what is outside of them by a NAT gateway or VPC endpoints alone", a).
				WithFix("see that the subnets have a way to what it calls and uses").WithAddress(a.String()))
		}
	}
	for _, f := range r.t.Functions {
		if r.here(f.Address) {
			joined(r.joins(&f.Workload), f.Address)
		}
	}
	for _, j := range r.jobs {
		joined(r.joins(&j.Workload), j.Address)
	}
	for _, w := range r.workspaces {
		joined(r.workspaceJoins(w), w.address)
	}
	return ds
}

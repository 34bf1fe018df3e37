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

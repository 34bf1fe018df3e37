package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// knativeService reports a Knative Service that Knative's public ingress leads to: one without the label that keeps it inside.
func (p *permissions) knativeService(o *backends.Object) {
	labels := o.Tree.Get("metadata").Get("labels")
	if labels.Get(labelVisibility).Str() == clusterLocal {
		return
	}
	who := p.who(tree.NewMap(tree.F(labelName, podLabels(o).Get(labelName))))
	p.add(o, labels, "anybody outside may call "+who+" through the ingress of Knative, past the gateways")
}

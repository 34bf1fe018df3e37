package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

var (
	headless       = tree.NewString("None")
	clientAffinity = "ClientIP"
)

// headlessSuffix is what the name of a StatefulSet's own Service ends in.
const headlessSuffix = "-headless"

// service returns a workload's Service, nil ports meaning none. more are further fields of its spec.
func (r *render) service(w *workload, name *tree.Node, more ...tree.Field) backends.Object {
	fields := make([]tree.Field, 0, 2+len(more))
	fields = append(fields, more...)
	fields = append(fields, tree.F("selector", w.selector), tree.F("ports", w.servicePorts()))
	return r.object(&w.owner, serviceType, meta{name: name}, spec(fields...))
}

// servicePorts lists a Service's ports. A target port that is the port itself is left out, as the server fills it in.
func (w *workload) servicePorts() *tree.Node {
	items := make([]*tree.Node, len(w.ports))
	for i, p := range w.ports {
		var target *tree.Node
		if p.container.Text != p.service.Text {
			target = p.container
		}
		items[i] = tree.NewMap(
			tree.F("name", p.title()),
			tree.F("port", p.service),
			tree.F("targetPort", target),
			tree.F("protocol", p.transport()),
		)
	}
	return list(items)
}

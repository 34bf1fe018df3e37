package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// serviceAccount returns a workload's account. Nothing is bound to it and no token is mounted for it; it is what a policy
// of the cluster, or a cloud's identity, can tell the workload by.
func (r *render) serviceAccount(w *workload) backends.Object {
	return r.object(&w.owner, serviceAccountType, meta{name: w.title}, tree.F("automountServiceAccountToken", noToken))
}

// deployment returns a workload's Deployment.
func (r *render) deployment(w *workload, s size, p *pod) backends.Object {
	return r.object(&w.owner, deploymentType, meta{name: w.title, annotations: r.annotations(w)}, spec(
		tree.F("replicas", s.replicas),
		tree.F("selector", tree.NewMap(tree.F("matchLabels", w.selector))),
		tree.F("template", r.template(w, p)),
	))
}

// statefulSet returns a workload's StatefulSet with a claim for each volume.
func (r *render) statefulSet(w *workload, s size, p *pod, headlessName *tree.Node, claims []*tree.Node) backends.Object {
	return r.object(&w.owner, statefulSetType, meta{name: w.title, annotations: r.annotations(w)}, spec(
		tree.F("replicas", s.replicas),
		tree.F("serviceName", headlessName),
		tree.F("selector", tree.NewMap(tree.F("matchLabels", w.selector))),
		tree.F("template", r.template(w, p)),
		tree.F("volumeClaimTemplates", list(claims)),
	))
}

// annotations says which jobs are done before the workload starts.
func (r *render) annotations(w *workload) *tree.Node {
	names := r.jobNames(w.after)
	if names == nil {
		return nil
	}
	return tree.NewMap(tree.F(annotationAfter, names))
}

// jobNames lists jobs by their objects' names, nil for none.
func (r *render) jobNames(jobs []link) *tree.Node {
	if len(jobs) == 0 {
		return nil
	}
	var names string
	nodes := make([]*tree.Node, 0, 2*len(jobs))
	for _, l := range merged(jobs) {
		nodes = append(nodes, l.node, l.peer.node)
		if names != "" {
			names += ","
		}
		_, name := r.jobRun(l.peer)
		names += name.Text
	}
	return derivedOf(ruleAfter, names, nodes...)
}

package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// servingFunction lowers a function to Knative Serving. It is probed by connection, as Knative does where nothing is said: a
// probe that takes its time would make a start from zero longer.
func (r *render) servingFunction(w *workload, f *schema.Function) []backends.Object {
	p, c := r.functionPod(f)
	p.probes = probes{}
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w)}
	return append(objects, r.knativeService(w, revision{
		min:         integer(f.Scale.Min.V, f.Scale.Min.Node),
		max:         integer(f.Scale.Max.V, f.Scale.Max.Node),
		concurrency: integer(f.Scale.Concurrency.V, f.Scale.Concurrency.Node),
		timeout:     seconds(f.Timeout),
		rollout:     f.Rollout,
	}, p, c)...)
}

// servingMicroservice lowers a microservice that fits to Knative Serving. It stays as many replicas as it says.
func (r *render) servingMicroservice(w *workload, m *schema.Microservice) []backends.Object {
	p, c := r.servicePod(w, m)
	p.mountScratch(m.Scratch, nil)
	v := revision{rollout: m.Rollout}
	if s := m.Scale; s != nil {
		v.min, v.max = integer(s.Min.V, s.Min.Node), integer(s.Max.V, s.Max.Node)
		v.metrics = []tree.Field{
			tree.F(annotationClass, ruled(ruleServing, tree.NewString(classHPA))),
			tree.F(annotationMetric, ruled(ruleServing, tree.NewString("cpu"))),
			tree.F(annotationTarget, text(integer(s.CPUPercent.V, s.CPUPercent.Node))),
		}
	} else {
		n := m.ReplicaCount()
		v.min = integer(n.V, n.Node)
		v.max = v.min
	}
	if w.longestSeconds() > servingTimeout {
		v.timeout = derivedInt(ruleGrace, w.longest.Node, w.longestSeconds())
	}
	objects := []backends.Object{r.serviceAccount(w), r.networkPolicy(w)}
	if microserviceSize(m).least > 1 {
		objects = append(objects, r.disruptionBudget(w))
	}
	return append(objects, r.knativeService(w, v, p, c)...)
}

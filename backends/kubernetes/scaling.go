package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

var (
	cpuName            = tree.NewString("cpu")
	resourceMetric     = tree.NewString("Resource")
	utilizationTarget  = tree.NewString("Utilization")
	functionCPUPercent = ruled(ruleScaleCPU, tree.NewInt(80))
	oneUnavailable     = ruled(ruleDisruption, tree.NewInt(1))
)

// size is how many replicas a workload has: a number, or bounds where it scales.
type size struct {
	// replicas is nil where an autoscaler decides.
	replicas *tree.Node
	// min and max are the autoscaler's bounds, percent the CPU use that it scales at.
	min, max, percent *tree.Node
	// least is how many replicas there always are.
	least int64
}

func fixedSize(v schema.Value[int64]) size {
	return size{replicas: integer(v.V, v.Node), least: v.V}
}

// scaledSize returns the size of what scales between bounds; bounds that are one number need no autoscaler.
func scaledSize(least, most schema.Value[int64], percent *tree.Node) size {
	if least.V >= most.V {
		return fixedSize(least)
	}
	return size{min: integer(least.V, least.Node), max: integer(most.V, most.Node), percent: percent, least: least.V}
}

// autoscaler returns a HorizontalPodAutoscaler of a workload.
func (r *render) autoscaler(w *workload, target *resource, s size) backends.Object {
	return r.object(&w.owner, autoscalerType, meta{name: w.title}, spec(
		tree.F("scaleTargetRef", tree.NewMap(
			tree.F("apiVersion", target.apiVersion),
			tree.F("kind", target.kind),
			tree.F("name", w.title),
		)),
		tree.F("minReplicas", s.min),
		tree.F("maxReplicas", s.max),
		tree.F("metrics", s.metrics()),
	))
}

// metrics are what an autoscaler goes by: the CPU use.
func (s size) metrics() *tree.Node {
	return tree.NewList(tree.NewMap(
		tree.F("type", resourceMetric),
		tree.F("resource", tree.NewMap(
			tree.F("name", cpuName),
			tree.F("target", tree.NewMap(
				tree.F("type", utilizationTarget),
				tree.F("averageUtilization", s.percent),
			)),
		)),
	))
}

// disruptionBudget returns a PodDisruptionBudget of a workload: one replica at a time may go.
func (r *render) disruptionBudget(w *workload) backends.Object {
	return r.object(&w.owner, disruptionType, meta{name: w.title}, spec(
		tree.F("maxUnavailable", oneUnavailable),
		tree.F("selector", tree.NewMap(tree.F("matchLabels", w.selector))),
	))
}

// most returns how many replicas there may be.
func (s size) most() int64 {
	if s.replicas == nil {
		return max(s.least, 2)
	}
	return s.least
}

package kubernetes

import "espc.dev/backends"

// Elsewhere returns the HorizontalPodAutoscaler that sets the replicas of a workload.
func (Backend) Elsewhere(o backends.Object, path string, objects []backends.Object) (*backends.Object, []string) {
	if path != "spec.replicas" {
		return nil, nil
	}
	for i := range objects {
		a := &objects[i]
		if a.Address.Type != autoscalerType.typ || a.Address.Namespace != o.Address.Namespace {
			continue
		}
		if target := a.Tree.Get("spec").Get("scaleTargetRef"); target.Get("kind").Str() == o.Address.Kind() && target.Get("name").Str() == o.Address.Name {
			return a, []string{"spec.minReplicas", "spec.maxReplicas"}
		}
	}
	return nil, nil
}

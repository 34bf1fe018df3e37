package kubernetes

import "espc.dev/backends"

// podRules decide what is alike in what has pods, and in what stands before pods and scales them.
func podRules() []backends.Rule {
	return []backends.Rule{
		{Name: "one-container", Doc: "A pod has one container of the workload's own, app.", Fields: []string{
			"Deployment|StatefulSet|Job|CronJob|serving.knative.dev/v1/Service **.containers.[].name",
		}},
		{Name: "variable-name", Doc: "A variable has the name under which it is written, or that which belongs to what it says: PORT, ESPC_<KIND>_<NAME>_URL.", Fields: []string{
			"Deployment|StatefulSet|Job|CronJob|serving.knative.dev/v1/Service **.containers.[].env.[].name",
		}},
		{Name: "read-only-files", Doc: "What a pod mounts from a ConfigMap it only reads.", Fields: []string{
			"Deployment|Job|CronJob|serving.knative.dev/v1/Service **.containers.[].volumeMounts.[].readOnly",
		}},
		{Name: "scratch-space", Doc: "Scratch space is an emptyDir: it is gone when the pod is.", Fields: []string{
			"Deployment|StatefulSet|Job|CronJob|serving.knative.dev/v1/Service **.spec.volumes.[].emptyDir",
		}},
		{Name: "one-writer", Doc: "A volume is one replica's, so one node at a time may write to it.", Fields: []string{
			"StatefulSet spec.volumeClaimTemplates.[].spec.accessModes.[]",
		}},
		{Name: "cpu-metric", Doc: "Replicas follow the share of the requested CPU that the pods use, the one measure that every cluster has.", Fields: []string{
			"HorizontalPodAutoscaler spec.metrics.[].type", "HorizontalPodAutoscaler spec.metrics.[].resource.name", "HorizontalPodAutoscaler spec.metrics.[].resource.target.type",
		}},
		{Name: "no-overlap", Doc: "While a run of a schedule goes on no other of it starts.", Fields: []string{
			"CronJob spec.concurrencyPolicy",
		}},
		{Name: "headless-service", Doc: "The Service that a StatefulSet names its pods by has no address of its own.", Fields: []string{
			"v1/Service spec.clusterIP",
		}},
		{Name: "latest-revision", Doc: "The newest revision gets every request, unless a canary leaves some to one that stands.", Fields: []string{
			"serving.knative.dev/v1/Service spec.traffic.[].percent",
		}},
	}
}

package manifests

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// knativeService is the kind of which Knative Serving makes pods.
var knativeService = schema.GroupVersionKind{Group: "serving.knative.dev", Version: "v1", Kind: "Service"}

// ofRevision are the fields that a revision has beside those of a pod.
var ofRevision = []string{"containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds"}

// revisionPods returns the template of the pods of a Knative Service's revision, without the container that Knative puts beside the
// service's own.
func revisionPods(object *unstructured.Unstructured) (corev1.PodTemplateSpec, error) {
	content, _, err := unstructured.NestedMap(object.Object, "spec", "template")
	if err != nil {
		return corev1.PodTemplateSpec{}, err
	}
	for _, field := range ofRevision {
		unstructured.RemoveNestedField(content, "spec", field)
	}
	var template corev1.PodTemplateSpec
	err = runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(content, &template, true)
	return template, err
}

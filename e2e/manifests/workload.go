package manifests

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/admission"
)

// A workload is an object that makes pods.
type workload struct {
	kind, name string
	pod        metav1.ObjectMeta
	spec       corev1.PodSpec
	selector   *metav1.LabelSelector // which pods it takes for its own; nil where the server sets it
	service    string                // of a StatefulSet: the Service that gives its pods names
}

// newWorkload returns ok = false for an object that makes no pods.
func newWorkload(object runtime.Object, content *unstructured.Unstructured) (w workload, ok bool, err error) {
	metadata, spec, err := admission.DefaultPodSpecExtractor{}.ExtractPodSpec(object)
	if err != nil || spec == nil {
		return workload{}, false, nil //nolint:nilerr // the extractor's error says that the kind has no pods
	}
	w = workload{kind: content.GetKind(), name: content.GetName(), pod: *metadata, spec: *spec}
	w.service, _, _ = unstructured.NestedString(content.Object, "spec", "serviceName")
	if raw, found, _ := unstructured.NestedMap(content.Object, "spec", "selector"); found {
		w.selector = &metav1.LabelSelector{}
		err = runtime.DefaultUnstructuredConverter.FromUnstructured(raw, w.selector)
	}
	return w, true, err
}

func (w workload) String() string { return w.kind + " " + w.name }

// containers are all of the pod's, those that run before the others too.
func (w workload) containers() []corev1.Container {
	return append(append([]corev1.Container(nil), w.spec.InitContainers...), w.spec.Containers...)
}

// hasPort reports whether a container declares the port, by name or by number.
func (w workload) hasPort(name string, number int32) bool {
	for _, container := range w.containers() {
		for _, port := range container.Ports {
			if name != "" && port.Name == name || name == "" && port.ContainerPort == number {
				return true
			}
		}
	}
	return false
}

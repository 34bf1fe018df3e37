package netpol

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"espc.dev/e2e/camel"
	"espc.dev/e2e/golden"
)

// A Cluster is what one folder of manifests would make of an empty cluster, as far as traffic goes.
type Cluster struct {
	Workloads []Endpoint // any pod of each workload; no addresses yet
	Policies  []networkingv1.NetworkPolicy
	Services  []corev1.Service
}

// defaultNamespace is where kubectl puts what names no namespace.
const defaultNamespace = "default"

// NewCluster reads a folder's objects. A workload is named after the object that makes its pods.
func NewCluster(documents []golden.Document) (Cluster, error) {
	var cluster Cluster
	for _, document := range documents {
		if err := cluster.add(document.Object); err != nil {
			return Cluster{}, fmt.Errorf("%s: %w", document, err)
		}
	}
	for i := range cluster.Workloads {
		workload := &cluster.Workloads[i]
		workload.NamespaceLabels = namespaceLabels(documents, workload.Namespace)
	}
	return cluster, nil
}

func (c *Cluster) add(object *unstructured.Unstructured) error {
	namespace := object.GetNamespace()
	if namespace == "" {
		namespace = defaultNamespace
	}
	switch object.GetKind() {
	case "NetworkPolicy":
		var policy networkingv1.NetworkPolicy
		if err := convert(object.Object, &policy); err != nil {
			return err
		}
		policy.Namespace = namespace
		c.Policies = append(c.Policies, policy)
	case "Service":
		if object.GetAPIVersion() == knativeServing {
			return c.addWorkload(object, namespace)
		}
		var service corev1.Service
		if err := convert(object.Object, &service); err != nil {
			return err
		}
		service.Namespace = namespace
		c.Services = append(c.Services, service)
	default:
		return c.addWorkload(object, namespace)
	}
	return nil
}

// knativeServing is the version of Knative Services, which make pods and lead to them by Knative's own ways.
const knativeServing = "serving.knative.dev/v1"

// addWorkload adds the pods that an object makes, if it makes any.
func (c *Cluster) addWorkload(object *unstructured.Unstructured, namespace string) error {
	if object.GroupVersionKind() == camel.Integration {
		pods, err := camel.Pods(object)
		c.Workloads = append(c.Workloads, Endpoint{Name: object.GetName(), Namespace: namespace, Labels: pods.Labels, Ports: containerPorts(pods.Spec)})
		return err
	}
	content, found := podTemplate(object)
	if !found {
		return nil
	}
	if object.GetAPIVersion() == knativeServing {
		unstructured.RemoveNestedField(content, "spec", "containerConcurrency")
		unstructured.RemoveNestedField(content, "spec", "timeoutSeconds")
	}
	var template corev1.PodTemplateSpec
	if err := convert(content, &template); err != nil {
		return err
	}
	c.Workloads = append(c.Workloads, Endpoint{
		Name:      object.GetName(),
		Namespace: namespace,
		Labels:    template.Labels,
		Ports:     containerPorts(template.Spec),
	})
	return nil
}

// podTemplate finds the template of the pods that an object makes, or the object itself if it is a pod.
func podTemplate(object *unstructured.Unstructured) (content map[string]any, found bool) {
	switch object.GetKind() {
	case "Pod":
		return object.Object, true
	case "CronJob":
		content, found, _ = unstructured.NestedMap(object.Object, "spec", "jobTemplate", "spec", "template")
	default:
		content, found, _ = unstructured.NestedMap(object.Object, "spec", "template")
	}
	return content, found
}

func containerPorts(spec corev1.PodSpec) []corev1.ContainerPort {
	var ports []corev1.ContainerPort
	for _, container := range append(spec.InitContainers, spec.Containers...) {
		ports = append(ports, container.Ports...)
	}
	return ports
}

// namespaceLabels are those of the folder's Namespace object, and the one that every namespace gets.
func namespaceLabels(documents []golden.Document, namespace string) map[string]string {
	labels := map[string]string{}
	for _, document := range documents {
		if document.Object.GetKind() == "Namespace" && document.Object.GetName() == namespace {
			for key, value := range document.Object.GetLabels() {
				labels[key] = value
			}
		}
	}
	labels[corev1.LabelMetadataName] = namespace
	return labels
}

func convert(content map[string]any, typed any) error {
	return runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(content, typed, true)
}

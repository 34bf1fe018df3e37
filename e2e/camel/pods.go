// Package camel says what Camel K's operator makes of an Integration, as far as tests look at it: the pods, by the traits
// that the Integration has (pkg/trait/{deployment,container,owner,mount,pod}.go of github.com/apache/camel-k/v2@v2.7.0).
package camel

import (
	"encoding/json"
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// Integration is the kind.
var Integration = schema.GroupVersionKind{Group: "camel.apache.org", Version: "v1", Kind: "Integration"}

// spec is what of an Integration decides about its pods.
type spec struct {
	ServiceAccountName string
	Template           struct{ Spec corev1.PodSpec }
	Traits             struct {
		Container struct {
			Port                     int32
			RunAsNonRoot             *bool
			AllowPrivilegeEscalation *bool
			CapabilitiesDrop         []corev1.Capability
			SeccompProfileType       corev1.SeccompProfileType
		}
		Mount struct{ Resources []string }
		Owner struct{ TargetLabels []string }
	}
}

// Pods returns the template of an Integration's pods.
func Pods(object *unstructured.Unstructured) (corev1.PodTemplateSpec, error) {
	var pods corev1.PodTemplateSpec
	content, err := json.Marshal(object.Object["spec"])
	if err != nil {
		return pods, err
	}
	var s spec
	if err := json.Unmarshal(content, &s); err != nil {
		return pods, err
	}
	if s.Traits.Container.Port == 0 || len(s.Traits.Owner.TargetLabels) == 0 {
		return pods, fmt.Errorf("%s has no traits of a container, or hands on no labels", object.GetName())
	}
	pods.Labels = map[string]string{"camel.apache.org/integration": object.GetName()}
	for _, key := range s.Traits.Owner.TargetLabels {
		if value, ok := object.GetLabels()[key]; ok {
			pods.Labels[key] = value
		}
	}
	container := s.Traits.Container
	pods.Spec = s.Template.Spec
	pods.Spec.ServiceAccountName = s.ServiceAccountName
	pods.Spec.Containers = []corev1.Container{{
		Name:  "integration",
		Ports: []corev1.ContainerPort{{ContainerPort: container.Port, Protocol: corev1.ProtocolTCP}},
		SecurityContext: &corev1.SecurityContext{
			RunAsNonRoot:             container.RunAsNonRoot,
			AllowPrivilegeEscalation: container.AllowPrivilegeEscalation,
			Capabilities:             &corev1.Capabilities{Drop: container.CapabilitiesDrop},
			SeccompProfile:           &corev1.SeccompProfile{Type: container.SeccompProfileType},
		},
	}}
	for _, resource := range s.Traits.Mount.Resources {
		name, path, ok := strings.Cut(strings.TrimPrefix(resource, "configmap:"), "@")
		if !ok {
			return pods, fmt.Errorf("%s says no path", resource)
		}
		volume := corev1.Volume{Name: name}
		volume.ConfigMap = &corev1.ConfigMapVolumeSource{LocalObjectReference: corev1.LocalObjectReference{Name: name}}
		pods.Spec.Volumes = append(pods.Spec.Volumes, volume)
		pods.Spec.Containers[0].VolumeMounts = append(pods.Spec.Containers[0].VolumeMounts, corev1.VolumeMount{Name: name, MountPath: path})
	}
	return pods, nil
}

package manifests

import (
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/pod-security-admission/admission"
	psa "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"

	"espc.dev/e2e/camel"
	"espc.dev/e2e/golden"
)

// restricted is the level and version that every pod of every workload must meet.
var restricted = psa.LevelVersion{Level: psa.LevelRestricted, Version: psa.MajorMinorVersion(1, 36)}

// PodSecurity evaluates pod templates by the Pod Security admission plugin's own checks.
type PodSecurity struct {
	evaluator policy.Evaluator
}

// NewPodSecurity returns an evaluator with all checks that Kubernetes turns on by default.
func NewPodSecurity() (*PodSecurity, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	return &PodSecurity{evaluator: evaluator}, err
}

// Check reports whether the document describes pods, and what of them the restricted level forbids. An
// object of an unknown kind that has containers is an error: nobody would look at its pods.
func (p *PodSecurity) Check(document golden.Document) (hasPods bool, err error) {
	gvk := document.Object.GroupVersionKind()
	if gvk == knativeService {
		template, err := revisionPods(document.Object)
		if err != nil {
			return true, err
		}
		return true, p.evaluate(&template.ObjectMeta, &template.Spec)
	}
	if gvk == camel.Integration {
		pods, err := camel.Pods(document.Object)
		if err != nil {
			return true, err
		}
		return true, p.evaluate(&pods.ObjectMeta, &pods.Spec)
	}
	kind, known := builtins[gvk]
	extractor := admission.DefaultPodSpecExtractor{}
	if !known || !extractor.HasPodSpec(schema.GroupResource{Group: gvk.Group, Resource: kind.resource}) {
		if hasContainers(document.Object.Object) {
			return true, fmt.Errorf("%s has containers, but no known pod template", gvk)
		}
		return false, nil
	}
	object, err := decodeBuiltin(document.JSON)
	if err != nil {
		return true, err
	}
	metadata, spec, err := extractor.ExtractPodSpec(object)
	if err != nil {
		return true, err
	}
	return true, p.evaluate(metadata, spec)
}

// evaluate returns what the restricted level forbids of a pod.
func (p *PodSecurity) evaluate(metadata *metav1.ObjectMeta, spec *corev1.PodSpec) error {
	var problems []error
	for _, result := range p.evaluator.EvaluatePod(restricted, metadata, spec) {
		if !result.Allowed {
			problems = append(problems, fmt.Errorf("%s: %s", result.ForbiddenReason, result.ForbiddenDetail))
		}
	}
	return errors.Join(problems...)
}

// hasContainers reports whether a field named containers holds a list, however deep.
func hasContainers(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		if _, ok := value["containers"].([]any); ok {
			return true
		}
		for _, child := range value {
			if hasContainers(child) {
				return true
			}
		}
	case []any:
		for _, child := range value {
			if hasContainers(child) {
				return true
			}
		}
	}
	return false
}

package manifests

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"espc.dev/e2e/camel"
	"espc.dev/e2e/golden"
)

// folder is the objects of one compiled folder, ready to look each other up. Everything in it is in
// one namespace.
type folder struct {
	workloads  []workload
	services   map[string]*corev1.Service
	configMaps map[string]*corev1.ConfigMap
	accounts   map[string]bool
	scalers    []*autoscalingv2.HorizontalPodAutoscaler
	budgets    []*policyv1.PodDisruptionBudget
	policies   []*networkingv1.NetworkPolicy
	ingresses  []*networkingv1.Ingress
}

// CheckReferences reports what an API server does not look at and a cluster then fails on: names and
// selectors that lead to nothing in the folder, and selectors of workloads that claim one another's
// pods. Secrets are left out, as they may stand in the namespace already.
func CheckReferences(documents []golden.Document) error {
	f, err := newFolder(documents)
	if err != nil {
		return err
	}
	return errors.Join(
		f.checkWorkloads(),
		f.checkServices(),
		f.checkIngresses(),
		f.checkSelectors(),
		f.checkScalers(),
		checkObjects(documents),
	)
}

func newFolder(documents []golden.Document) (*folder, error) {
	f := &folder{
		services:   map[string]*corev1.Service{},
		configMaps: map[string]*corev1.ConfigMap{},
		accounts:   map[string]bool{},
	}
	for _, document := range documents {
		if document.Object.GroupVersionKind() == knativeService {
			template, err := revisionPods(document.Object)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", document, err)
			}
			f.workloads = append(f.workloads, workload{kind: "Knative Service", name: document.Object.GetName(), pod: template.ObjectMeta, spec: template.Spec})
			continue
		}
		if document.Object.GroupVersionKind() == camel.Integration {
			pods, err := camel.Pods(document.Object)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", document, err)
			}
			f.workloads = append(f.workloads, workload{kind: "Integration", name: document.Object.GetName(), pod: pods.ObjectMeta, spec: pods.Spec})
			continue
		}
		if _, known := builtins[document.Object.GroupVersionKind()]; !known {
			continue
		}
		object, err := decodeBuiltin(document.JSON)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", document, err)
		}
		name := document.Object.GetName()
		switch object := object.(type) {
		case *corev1.Service:
			f.services[name] = object
		case *corev1.ConfigMap:
			f.configMaps[name] = object
		case *corev1.ServiceAccount:
			f.accounts[name] = true
		case *autoscalingv2.HorizontalPodAutoscaler:
			f.scalers = append(f.scalers, object)
		case *policyv1.PodDisruptionBudget:
			f.budgets = append(f.budgets, object)
		case *networkingv1.NetworkPolicy:
			f.policies = append(f.policies, object)
		case *networkingv1.Ingress:
			f.ingresses = append(f.ingresses, object)
		default:
			w, ok, err := newWorkload(object, document.Object)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", document, err)
			}
			if ok {
				f.workloads = append(f.workloads, w)
			}
		}
	}
	return f, nil
}

// checkServices wants pods behind every Service, with the ports that it leads to.
func (f *folder) checkServices() error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(f.services)) {
		service := f.services[name]
		if len(service.Spec.Selector) == 0 {
			continue
		}
		selector := labels.SelectorFromSet(service.Spec.Selector)
		for _, port := range service.Spec.Ports {
			number := port.TargetPort.IntVal
			if number == 0 {
				number = port.Port
			}
			found := false
			for _, w := range f.workloads {
				found = found || selector.Matches(labels.Set(w.pod.Labels)) && w.hasPort(port.TargetPort.StrVal, number)
			}
			if !found {
				problems = append(problems, fmt.Errorf("no pod behind port %d of Service %s", port.Port, service.Name))
			}
		}
	}
	return errors.Join(problems...)
}

// checkIngresses wants the Service and the port that each path leads to.
func (f *folder) checkIngresses() error {
	var problems []error
	for _, ingress := range f.ingresses {
		backends := []*networkingv1.IngressBackend{ingress.Spec.DefaultBackend}
		for _, rule := range ingress.Spec.Rules {
			if rule.HTTP == nil {
				continue
			}
			for _, path := range rule.HTTP.Paths {
				backends = append(backends, &path.Backend)
			}
		}
		for _, backend := range backends {
			if backend != nil && backend.Service != nil && !f.serves(*backend.Service) {
				problems = append(problems, fmt.Errorf("no Service %s with port %s%d, where Ingress %s leads",
					backend.Service.Name, backend.Service.Port.Name, backend.Service.Port.Number, ingress.Name))
			}
		}
	}
	return errors.Join(problems...)
}

func (f *folder) serves(backend networkingv1.IngressServiceBackend) bool {
	service, ok := f.services[backend.Name]
	if !ok {
		return false
	}
	for _, port := range service.Spec.Ports {
		if backend.Port.Name != "" && port.Name == backend.Port.Name || backend.Port.Name == "" && port.Port == backend.Port.Number {
			return true
		}
	}
	return false
}

// checkSelectors wants pods for every disruption budget and every network policy.
func (f *folder) checkSelectors() error {
	var problems []error
	for _, budget := range f.budgets {
		if n := f.selected(budget.Spec.Selector); n != 1 {
			problems = append(problems, fmt.Errorf("PodDisruptionBudget %s: selects the pods of %d workloads, want 1", budget.Name, n))
		}
	}
	for _, policy := range f.policies {
		if f.selected(&policy.Spec.PodSelector) == 0 {
			problems = append(problems, fmt.Errorf("NetworkPolicy %s: selects no pods", policy.Name))
		}
	}
	return errors.Join(problems...)
}

// selected counts the workloads whose pods a selector matches.
func (f *folder) selected(selector *metav1.LabelSelector) int {
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return 0
	}
	n := 0
	for _, w := range f.workloads {
		if compiled.Matches(labels.Set(w.pod.Labels)) {
			n++
		}
	}
	return n
}

// checkScalers wants the workload that each autoscaler scales.
func (f *folder) checkScalers() error {
	var problems []error
	for _, scaler := range f.scalers {
		target, found := scaler.Spec.ScaleTargetRef, false
		for _, w := range f.workloads {
			found = found || target.APIVersion == appsv1.SchemeGroupVersion.String() && target.Kind == w.kind && target.Name == w.name
		}
		if !found {
			problems = append(problems, fmt.Errorf("HorizontalPodAutoscaler %s: no %s %s", scaler.Name, target.Kind, target.Name))
		}
	}
	return errors.Join(problems...)
}

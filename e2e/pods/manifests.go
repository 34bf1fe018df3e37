package pods

import (
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"espc.dev/e2e/golden"
)

// Manifests are the compiled objects of one folder that say what pods run.
type Manifests struct {
	Deployments map[string]*appsv1.Deployment
	Jobs        []*batchv1.Job
	Configs     map[string]*corev1.ConfigMap
	// Services are what the entities of Services are called by, without the namespace, and on which ports.
	Services map[string]Service
	// Namespace is that of all objects.
	Namespace string
	// Secrets is what the store holds, by name and property.
	Secrets map[string]map[string]string
}

// A Service is one a Service of Kubernetes or of Knative.
type Service struct {
	// Entity is whom its pods are of.
	Entity string
	Ports  []int
	// Knative is set for one of Knative, which is known by its whole name alone.
	Knative bool
}

// EntityLabel names the entity that an object is of.
const EntityLabel = "espc.dev/entity"

// Read reads a compiled folder. Secrets are what the store of secrets holds, by name and property.
func Read(folder golden.Folder, secrets map[string]map[string]string) (*Manifests, error) {
	m := &Manifests{
		Deployments: map[string]*appsv1.Deployment{}, Configs: map[string]*corev1.ConfigMap{}, Services: map[string]Service{}, Secrets: secrets,
	}
	for _, d := range folder.Documents {
		var err error
		switch d.Object.GetKind() {
		case "Deployment":
			m.Deployments[d.Object.GetName()], err = typed[appsv1.Deployment](d)
		case "Job":
			var job *batchv1.Job
			job, err = typed[batchv1.Job](d)
			m.Jobs = append(m.Jobs, job)
		case "ConfigMap":
			m.Configs[d.Object.GetName()], err = typed[corev1.ConfigMap](d)
		case "Service":
			m.Services[d.Object.GetName()], err = readService(d)
			m.Namespace = d.Object.GetNamespace()
		}
		if err != nil {
			return nil, err
		}
	}
	return m, nil
}

func typed[T any](d golden.Document) (*T, error) {
	out := new(T)
	err := runtime.DefaultUnstructuredConverter.FromUnstructured(d.Object.Object, out)
	return out, err
}

func readService(d golden.Document) (Service, error) {
	out := Service{Entity: d.Object.GetLabels()[EntityLabel]}
	if d.Object.GroupVersionKind().Group != "" {
		out.Ports, out.Knative = []int{80}, true
		return out, nil
	}
	s, err := typed[corev1.Service](d)
	if err != nil {
		return out, err
	}
	for _, p := range s.Spec.Ports {
		out.Ports = append(out.Ports, int(p.Port))
	}
	return out, nil
}

// Entity returns who a Service's pods are of, by the name, and the port if it is not HTTP's, that it was asked by.
func (m *Manifests) Entity(host string) string {
	name, port, written := strings.Cut(host, ":")
	name, whole := strings.CutSuffix(name, "."+m.Namespace+clusterDomain)
	s, known := m.Services[name]
	if !known || s.Knative && !whole {
		return host
	}
	if number, err := strconv.Atoi(port); written && (err != nil || !slices.Contains(s.Ports, number)) {
		return host
	}
	return s.Entity
}

// clusterDomain ends the whole names of Services.
const clusterDomain = ".svc.cluster.local"

// Names are those that a Service is known by.
func (m *Manifests) Names(name string) []string {
	whole := name + "." + m.Namespace + clusterDomain
	if m.Services[name].Knative {
		return []string{whole}
	}
	return []string{name, whole}
}

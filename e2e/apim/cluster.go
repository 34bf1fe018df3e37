package apim

import (
	"fmt"
	"maps"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"espc.dev/e2e/golden"
)

// manifests are the compiled objects that concern gateways.
type manifests struct {
	deployments map[string]*appsv1.Deployment
	jobs        []*batchv1.Job
	configs     map[string]*corev1.ConfigMap
	// services are what the entities of Services are called by, without the namespace, and on which ports.
	services map[string]service
	// namespace is that of all objects.
	namespace string
	// secrets is what the store holds, by name and property.
	secrets map[string]map[string]string
}

// service is a Service of Kubernetes or of Knative.
type service struct {
	entity string
	ports  []int
	// knative is set for one of Knative, which is known by its whole name alone.
	knative bool
}

// entityLabel names the entity that an object is of.
const entityLabel = "espc.dev/entity"

func readManifests(folder golden.Folder, secrets map[string]map[string]string) (*manifests, error) {
	m := &manifests{
		deployments: map[string]*appsv1.Deployment{}, configs: map[string]*corev1.ConfigMap{}, services: map[string]service{}, secrets: secrets,
	}
	for _, d := range folder.Documents {
		var err error
		switch d.Object.GetKind() {
		case "Deployment":
			m.deployments[d.Object.GetName()], err = typed[appsv1.Deployment](d)
		case "Job":
			var job *batchv1.Job
			job, err = typed[batchv1.Job](d)
			m.jobs = append(m.jobs, job)
		case "ConfigMap":
			m.configs[d.Object.GetName()], err = typed[corev1.ConfigMap](d)
		case "Service":
			m.services[d.Object.GetName()], err = readService(d)
			m.namespace = d.Object.GetNamespace()
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

func readService(d golden.Document) (service, error) {
	out := service{entity: d.Object.GetLabels()[entityLabel]}
	if d.Object.GroupVersionKind().Group != "" {
		out.ports, out.knative = []int{80}, true
		return out, nil
	}
	s, err := typed[corev1.Service](d)
	if err != nil {
		return out, err
	}
	for _, p := range s.Spec.Ports {
		out.ports = append(out.ports, int(p.Port))
	}
	return out, nil
}

// entity returns who a Service's pods are of, by the name that it was asked by.
func (m *manifests) entity(host string) string {
	name, whole := strings.CutSuffix(host, "."+m.namespace+clusterDomain)
	if s, known := m.services[name]; known && (whole || !s.knative) {
		return s.entity
	}
	return host
}

// clusterDomain ends the whole names of Services.
const clusterDomain = ".svc.cluster.local"

// names are those that a Service is known by.
func (m *manifests) names(name string) []string {
	whole := name + "." + m.namespace + clusterDomain
	if m.services[name].knative {
		return []string{whole}
	}
	return []string{name, whole}
}

// containerOf is what a pod's one container runs with.
type containerOf struct {
	command []string
	env     map[string]string
	files   map[string]string // by absolute path
}

// container reads what a container gets from objects and from the store of secrets.
func (m *manifests) container(pod corev1.PodSpec) (containerOf, error) {
	c := pod.Containers[0]
	out := containerOf{command: append(c.Command, c.Args...), env: map[string]string{}, files: map[string]string{}}
	for _, v := range c.Env {
		value := v.Value
		if from := v.ValueFrom; from != nil {
			if from.SecretKeyRef == nil {
				return out, fmt.Errorf("the variable %s comes from no secret", v.Name)
			}
			var err error
			if value, err = m.secret(from.SecretKeyRef.Name, from.SecretKeyRef.Key); err != nil {
				return out, err
			}
		}
		out.env[v.Name] = value
	}
	for _, mount := range c.VolumeMounts {
		files, err := m.volume(pod, mount.Name)
		if err != nil {
			return out, err
		}
		for name, content := range files {
			out.files[strings.TrimSuffix(mount.MountPath, "/")+"/"+name] = content
		}
	}
	return out, nil
}

func (m *manifests) volume(pod corev1.PodSpec, name string) (map[string]string, error) {
	for _, v := range pod.Volumes {
		switch {
		case v.Name != name:
		case v.ConfigMap != nil:
			c := m.configs[v.ConfigMap.Name]
			if c == nil {
				return nil, fmt.Errorf("there is no ConfigMap %s", v.ConfigMap.Name)
			}
			return maps.Clone(c.Data), nil
		case v.Secret != nil:
			out := map[string]string{}
			for _, item := range v.Secret.Items {
				content, err := m.secret(v.Secret.SecretName, item.Key)
				if err != nil {
					return nil, err
				}
				out[item.Path] = content
			}
			return out, nil
		default:
			return map[string]string{}, nil
		}
	}
	return nil, fmt.Errorf("there is no volume %s", name)
}

func (m *manifests) secret(name, key string) (string, error) {
	value, known := m.secrets[name][key]
	if !known {
		return "", fmt.Errorf("the table has no secret %s with %s", name, key)
	}
	return value, nil
}

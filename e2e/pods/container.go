package pods

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// A Container is what a pod's one container runs with.
type Container struct {
	Command []string
	Env     map[string]string
	Files   map[string]string // by absolute path
}

// Container reads what a container gets from objects and from the store of secrets.
func (m *Manifests) Container(pod corev1.PodSpec) (Container, error) {
	c := pod.Containers[0]
	out := Container{Command: append(c.Command, c.Args...), Env: map[string]string{}, Files: map[string]string{}}
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
		out.Env[v.Name] = value
	}
	for _, mount := range c.VolumeMounts {
		files, err := m.volume(pod, mount.Name)
		if err != nil {
			return out, err
		}
		for name, content := range files {
			out.Files[strings.TrimSuffix(mount.MountPath, "/")+"/"+name] = content
		}
	}
	return out, nil
}

func (m *Manifests) volume(pod corev1.PodSpec, name string) (map[string]string, error) {
	for _, v := range pod.Volumes {
		switch {
		case v.Name != name:
		case v.ConfigMap != nil:
			c := m.Configs[v.ConfigMap.Name]
			if c == nil {
				return nil, fmt.Errorf("there is no ConfigMap %s", v.ConfigMap.Name)
			}
			return selected(c.Data, v.ConfigMap.Items), nil
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

func (m *Manifests) secret(name, key string) (string, error) {
	value, known := m.Secrets[name][key]
	if !known {
		return "", fmt.Errorf("the table has no secret %s with %s", name, key)
	}
	return value, nil
}

// selected are the files of a ConfigMap: all by their keys, or those that items names at their paths.
func selected(data map[string]string, items []corev1.KeyToPath) map[string]string {
	if len(items) == 0 {
		return maps.Clone(data)
	}
	out := map[string]string{}
	for _, item := range items {
		out[item.Path] = data[item.Key]
	}
	return out
}

// Lay writes a container's files below a folder that stands for its root, with a change to their texts.
func (c Container) Lay(root string, change *strings.Replacer) error {
	for path, content := range c.Files {
		target := filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(target, []byte(change.Replace(content)), 0o600); err != nil {
			return err
		}
	}
	return nil
}

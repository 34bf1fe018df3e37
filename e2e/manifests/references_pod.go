package manifests

import (
	"errors"
	"fmt"

	corev1 "k8s.io/api/core/v1"
)

// checkWorkloads wants everything that pods name, and a selector that matches no other workload's pods.
func (f *folder) checkWorkloads() error {
	var problems []error
	for _, w := range f.workloads {
		if account := w.spec.ServiceAccountName; account != "" && !f.accounts[account] {
			problems = append(problems, fmt.Errorf("%s: no ServiceAccount %s", w, account))
		}
		if w.service != "" && f.services[w.service] == nil {
			problems = append(problems, fmt.Errorf("%s: no Service %s", w, w.service))
		}
		if w.selector != nil {
			if n := f.selected(w.selector); n != 1 {
				problems = append(problems, fmt.Errorf("%s: selects the pods of %d workloads, want its own alone", w, n))
			}
		}
		for _, container := range w.containers() {
			problems = append(problems, f.checkContainer(w, container))
		}
		for _, volume := range w.spec.Volumes {
			problems = append(problems, f.checkVolume(w, volume))
		}
	}
	return errors.Join(problems...)
}

// checkContainer wants the ConfigMaps of its environment and the ports of its probes.
func (f *folder) checkContainer(w workload, container corev1.Container) error {
	var problems []error
	for _, source := range container.EnvFrom {
		if source.ConfigMapRef != nil {
			problems = append(problems, f.checkConfigMap(w, source.ConfigMapRef.Name, nil))
		}
	}
	for _, variable := range container.Env {
		if source := variable.ValueFrom; source != nil && source.ConfigMapKeyRef != nil {
			problems = append(problems, f.checkConfigMap(w, source.ConfigMapKeyRef.Name, []string{source.ConfigMapKeyRef.Key}))
		}
	}
	for _, probe := range []*corev1.Probe{container.StartupProbe, container.ReadinessProbe, container.LivenessProbe} {
		if name, number, ok := probedPort(probe); ok && !w.hasPort(name, number) {
			problems = append(problems, fmt.Errorf("%s: container %s has no port %s%d to probe", w, container.Name, name, number))
		}
	}
	return errors.Join(problems...)
}

// probedPort returns either the name or the number of the port that a probe connects to.
func probedPort(probe *corev1.Probe) (name string, number int32, ok bool) {
	switch {
	case probe == nil:
		return "", 0, false
	case probe.HTTPGet != nil:
		return probe.HTTPGet.Port.StrVal, probe.HTTPGet.Port.IntVal, true
	case probe.TCPSocket != nil:
		return probe.TCPSocket.Port.StrVal, probe.TCPSocket.Port.IntVal, true
	case probe.GRPC != nil:
		return "", probe.GRPC.Port, true
	default:
		return "", 0, false
	}
}

// checkVolume wants the ConfigMaps of a volume with the keys that are taken out of them.
func (f *folder) checkVolume(w workload, volume corev1.Volume) error {
	var problems []error
	if source := volume.ConfigMap; source != nil {
		problems = append(problems, f.checkConfigMap(w, source.Name, keys(source.Items)))
	}
	if volume.Projected != nil {
		for _, source := range volume.Projected.Sources {
			if source.ConfigMap != nil {
				problems = append(problems, f.checkConfigMap(w, source.ConfigMap.Name, keys(source.ConfigMap.Items)))
			}
		}
	}
	return errors.Join(append(problems, f.checkSubPaths(w, volume))...)
}

// checkSubPaths wants the file of a ConfigMap that a single mount takes out of it: the kubelet makes an
// empty folder of one that is missing.
func (f *folder) checkSubPaths(w workload, volume corev1.Volume) error {
	if volume.ConfigMap == nil {
		return nil
	}
	files := map[string]bool{}
	for _, item := range volume.ConfigMap.Items {
		files[item.Path] = true
	}
	if configMap := f.configMaps[volume.ConfigMap.Name]; configMap != nil && len(files) == 0 {
		for key := range configMap.Data {
			files[key] = true
		}
		for key := range configMap.BinaryData {
			files[key] = true
		}
	}
	var problems []error
	for _, container := range w.containers() {
		for _, mount := range container.VolumeMounts {
			if mount.Name == volume.Name && mount.SubPath != "" && !files[mount.SubPath] {
				problems = append(problems, fmt.Errorf("%s: volume %s holds no file %s", w, volume.Name, mount.SubPath))
			}
		}
	}
	return errors.Join(problems...)
}

func (f *folder) checkConfigMap(w workload, name string, keys []string) error {
	configMap, ok := f.configMaps[name]
	if !ok {
		return fmt.Errorf("%s: no ConfigMap %s", w, name)
	}
	var problems []error
	for _, key := range keys {
		_, text := configMap.Data[key]
		_, binary := configMap.BinaryData[key]
		if !text && !binary {
			problems = append(problems, fmt.Errorf("%s: ConfigMap %s has no key %s", w, name, key))
		}
	}
	return errors.Join(problems...)
}

func keys(items []corev1.KeyToPath) []string {
	var keys []string
	for _, item := range items {
		keys = append(keys, item.Key)
	}
	return keys
}

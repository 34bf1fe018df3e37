package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

var readWriteOnce = words("ReadWriteOnce")

// mountVolumes mounts the persistent volumes of a microservice and returns the templates of their claims. Claims have the
// labels that never change: a StatefulSet's templates can't be changed.
func (r *render) mountVolumes(w *workload, p *pod, m *schema.Microservice) []*tree.Node {
	if len(m.Volume) == 0 {
		return nil
	}
	labels := r.labels(w.address, w.component, w.name, w.node, false)
	claims := make([]*tree.Node, len(m.Volume))
	for i, v := range m.Volume {
		name := derived(ruleVolume, v.Node, v.Label)
		claim := tree.NewMap(
			tree.F("metadata", tree.NewMap(tree.F("name", name), tree.F("labels", labels))),
			tree.F("spec", tree.NewMap(
				tree.F("accessModes", readWriteOnce),
				tree.F("resources", tree.NewMap(tree.F("requests", tree.NewMap(tree.F("storage", memory(v.Size)))))),
			)),
		)
		claim.Origin = v.Node.Origin
		claims[i] = claim
		p.mounts = append(p.mounts, tree.NewMap(tree.F("name", name), tree.F("mountPath", v.Path.Node)))
	}
	if p.fsGroup == nil {
		p.fsGroup = volumeGroup(m)
	}
	return claims
}

// volumeGroup returns the group that volumes are given to where no fs_group is written. Without one they belong to root,
// and the pod could not write there. A pod is a member of the group whatever user its image has.
func volumeGroup(m *schema.Microservice) *tree.Node {
	for _, id := range []schema.Value[int64]{m.Group, m.User} {
		if id.IsSet() {
			return derivedInt(ruleVolumeGroup, id.Node, id.V)
		}
	}
	return derivedInt(ruleVolumeGroup, m.Volume[0].Node, runtimeUserID)
}

// mountScratch mounts scratch space: an emptyDir each, of at most its size where it has one. claims are volumes whose
// names are taken.
func (p *pod) mountScratch(scratch []*schema.Scratch, claims []*schema.Volume) {
	for _, s := range scratch {
		name := s.Label
		if slices.ContainsFunc(claims, func(v *schema.Volume) bool { return v.Label == name }) {
			name = "scratch-" + name
		}
		title := derived(ruleVolume, s.Node, name)
		var empty []tree.Field
		if s.Size.IsSet() {
			empty = append(empty, tree.F("sizeLimit", memory(s.Size)))
		}
		volume := tree.NewMap(tree.F("name", title), tree.F("emptyDir", tree.NewMap(empty...)))
		volume.Origin = s.Node.Origin
		p.volumes = append(p.volumes, volume)
		p.mounts = append(p.mounts, tree.NewMap(tree.F("name", title), tree.F("mountPath", s.Path.Node)))
	}
}

// mountsAt reports whether a pod mounts anything at a path.
func (p *pod) mountsAt(path string) bool {
	return slices.ContainsFunc(p.mounts, func(m *tree.Node) bool { return m.Get("mountPath").Str() == path })
}

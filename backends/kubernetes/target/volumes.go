package target

import (
	"regexp"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// volume is a volume claim in the set's namespace.
type volume struct {
	name string
	live
}

// volumes lists the claims in the set's namespace: those that the topology's StatefulSets made, or that it brings itself, and those
// of others. A claim that a StatefulSet made has the labels of its template, which never change, and is named by it: a copied label
// makes none ours.
func (r *run) volumes(objects []backends.Object) (own, others []volume, err error) {
	made := claimNames(objects)
	named := regexp.MustCompile("^.+-" + regexp.QuoteMeta(r.Topology) + "-.+-[0-9]+$") // template, StatefulSet of the topology, ordinal
	err = r.api.List(r.calls, claims, r.Namespace, "", true, func(item []byte) error {
		m := metaOf(item)
		v := volume{m.Name, live{uid: m.UID, version: m.ResourceVersion, ours: true}}
		labelled := m.Labels[set.LabelManagedBy] == set.Tool && m.Labels[set.LabelTopology] == r.Topology && named.MatchString(m.Name)
		member := m.Labels[partOf] == r.set && r.now.live(backends.ObjectAddress{Type: claimType, Namespace: m.Namespace, Name: m.Name}).uid == m.UID
		if labelled || member || slices.ContainsFunc(made, func(x *regexp.Regexp) bool { return x.MatchString(m.Name) }) {
			own = append(own, v)
		} else {
			others = append(others, v)
		}
		return nil
	})
	return own, others, err
}

// claimNames match the names of the claims that StatefulSets make: template, set, ordinal.
func claimNames(objects []backends.Object) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, o := range objects {
		templates := o.Tree.Get("spec").Get("volumeClaimTemplates")
		if o.Address.Type != statefulType || templates == nil {
			continue
		}
		for _, c := range templates.Items {
			name := c.Get("metadata").Get("name").Str()
			out = append(out, regexp.MustCompile("^"+regexp.QuoteMeta(name+"-"+o.Address.Name)+"-[0-9]+$"))
		}
	}
	return out
}

// volumeTasks are the deletions of claims.
func (r *run) volumeTasks(list []volume) []*task {
	var out []*task
	for _, v := range list {
		a := backends.ObjectAddress{Type: claimType, Namespace: r.Namespace, Name: v.name}
		if _, known := r.now.objects[a]; !known {
			r.now.objects[a] = v.live
		}
		out = append(out, newTask(&backends.Change{Action: backends.Delete, Address: a}))
	}
	return out
}

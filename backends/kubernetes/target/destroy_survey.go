package target

import (
	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// survey finds what a destroy deletes and what it keeps, nil for nothing.
func (r *run) survey(report *backends.Report) (*doomed, error) {
	space, err := r.api.Get(r.calls, namespaceServed, client.Key{Name: r.Namespace})
	if err != nil && !is(err, 404) {
		return nil, r.explain(r.calls, r.verb, "reading the namespace", err)
	}
	absent := is(err, 404)
	now, err := r.readWith(r.ctx, r.verb, nil, r.comparison())
	if err != nil {
		return nil, err
	}
	r.now, r.parent, r.types = now, now.parent, now.types
	report.Diagnostics = append(report.Diagnostics, now.Diagnostics...)
	if r.parent == nil && !absent && !r.o.DeleteNamespace { // with the namespace they go all the same
		lost, err := r.strays(r.calls, r.types)
		if err != nil {
			return nil, r.explain(r.calls, r.verb, "looking for objects of the set", err)
		}
		if len(lost) > 0 {
			return nil, r.fault(diag.SetUnreadable, "the record of the set, ConfigMap %s in the namespace %s, is gone; %s found by their labels", r.name, r.Namespace, were(len(lost))).
				withFix("run %s, which writes the record anew, then %s", r.command("apply"), r.command(r.verb))
		}
	}
	d := &doomed{unlocked: absent || metaOf(space).DeletionTimestamp != ""}
	var changes []backends.Change
	for _, o := range now.Objects {
		switch o.Address.Type {
		case namespaceType, definitionType, claimType: // below
		default:
			changes = append(changes, backends.Change{Action: backends.Delete, Address: o.Address, Before: o.Tree})
		}
	}
	_, d.steps = arrange(changes, r.Backend)
	if err := r.surveyDefinitions(d, report); err != nil {
		return nil, err
	}
	if !absent {
		if err := r.surveyVolumes(d, report); err != nil {
			return nil, err
		}
		if err := r.surveyNamespace(d, report, metaOf(space)); err != nil {
			return nil, err
		}
	}
	if r.parent == nil && len(d.tasks()) == 0 && d.namespace == nil {
		l, err := r.readLease(r.calls) // a run that was killed before it wrote the record left it
		if err != nil || l == nil {
			return nil, r.explain(r.calls, r.verb, "reading the lock", err)
		}
	}
	return d, nil
}

func (r *run) surveyVolumes(d *doomed, report *backends.Report) error {
	own, _, err := r.volumes(r.now.Objects)
	switch {
	case is(err, 403) && !r.o.DeleteVolumes:
		return nil // who may not list them deletes none
	case err != nil:
		return r.explain(r.calls, r.verb, "listing volume claims", err)
	case r.o.DeleteVolumes:
		d.volumes = r.volumeTasks(own)
	default:
		for _, v := range own {
			report.Kept = append(report.Kept, backends.Kept{
				ObjectAddress: backends.ObjectAddress{Type: claimType, Namespace: r.Namespace, Name: v.name},
				Why:           "it holds data; --delete-volumes deletes it",
			})
		}
	}
	return nil
}

// surveyDefinitions finds the definitions that the topology brought. An earlier destroy may have kept them, so the set's record
// may be gone.
func (r *run) surveyDefinitions(d *doomed, report *backends.Report) error {
	err := r.api.List(r.calls, definitions, "", partOf+"="+r.set, true, func(item []byte) error {
		m := metaOf(item)
		if !r.ours(m) {
			return nil
		}
		a := backends.ObjectAddress{Type: definitionType, Name: m.Name}
		if r.o.DeleteDefinitions {
			r.now.objects[a] = live{uid: m.UID, version: m.ResourceVersion, ours: true}
			d.definitions = append(d.definitions, newTask(&backends.Change{Action: backends.Delete, Address: a}))
			return nil
		}
		report.Kept = append(report.Kept, backends.Kept{ObjectAddress: a, Why: "with it goes every object of its kind in the cluster; --dangerous-delete-crds deletes it"})
		return nil
	})
	if is(err, 403) && !r.o.DeleteDefinitions || is(err, 404) {
		return nil
	}
	return r.explain(r.calls, r.verb, "listing definitions of custom resources", err)
}

// surveyNamespace decides about the namespace: only one that espc created or took over goes, only where the flag says so, and not
// while it holds what others run or keep in it.
func (r *run) surveyNamespace(d *doomed, report *backends.Report, m meta) error {
	a := backends.ObjectAddress{Type: namespaceType, Name: r.Namespace}
	switch {
	case !r.ours(m):
		if r.o.DeleteNamespace {
			report.Kept = append(report.Kept, backends.Kept{ObjectAddress: a, Why: "espc did not create it, nor was it taken over"})
		}
	case !r.o.DeleteNamespace:
		report.Kept = append(report.Kept, backends.Kept{ObjectAddress: a, Why: "--delete-namespace deletes it, with all that is in it"})
	default:
		names, volumes, err := r.strangers()
		if err != nil {
			return r.explain(r.calls, r.verb, "looking what else is in the namespace", err)
		}
		if len(names) > 0 && !d.unlocked {
			fix := "delete or move them first, or leave out --delete-namespace"
			if volumes && !r.o.DeleteVolumes {
				fix = "add --delete-volumes if their data may go, or leave out --delete-namespace"
			}
			return r.fault(diag.NamespaceShared, "the namespace %s holds what would be lost with it: %s", r.Namespace, listed(names)).withFix("%s", fix)
		}
		if !d.unlocked {
			ds, err := r.goesAlong()
			if err != nil {
				return r.explain(r.calls, r.verb, "looking what else is in the namespace", err)
			}
			report.Diagnostics = append(report.Diagnostics, ds...)
		}
		r.now.objects[a] = live{uid: m.UID, ours: true}
		d.namespace = newTask(&backends.Change{Action: backends.Delete, Address: a})
	}
	return nil
}

// strangers names what is in the namespace and would be lost with it: volumes that are not to go, and what runs that no owner
// brought and is not the set's. Secrets and ConfigMaps that somebody made by hand are part of what a topology runs with: they are no
// reason to refuse, and goesAlong names them.
func (r *run) strangers() (names []string, volumes bool, err error) {
	own, others, err := r.volumes(r.now.Objects)
	if err != nil {
		return nil, false, err
	}
	if r.o.DeleteVolumes {
		own = nil
	}
	for _, v := range append(own, others...) {
		names, volumes = append(names, "PersistentVolumeClaim/"+v.name), volumes || len(own) > 0
	}
	for _, name := range []string{deploymentType, statefulType, "apps/v1/DaemonSet", jobType, "batch/v1/CronJob", "v1/Service", "v1/Pod"} {
		typ, ok := r.types.Find(name)
		if !ok {
			continue
		}
		err := r.api.List(r.calls, typ, r.Namespace, partOf+"!="+r.set, true, func(item []byte) error {
			if m := metaOf(item); len(m.OwnerReferences) == 0 && m.DeletionTimestamp == "" {
				names = append(names, typ.Kind+"/"+m.Name)
			}
			return nil
		})
		if err != nil { // denied as well: what can't be seen is not deleted
			return nil, false, err
		}
	}
	return names, volumes, nil
}

package target

import (
	"slices"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/tree"
)

// booking is a run over objects of one type: those that were there are members with the uid "was-NAME".
func booking(desired backends.Desired, members ...string) *run {
	r := &run{Target: &Target{}, parent: &set.Parent{}, now: &reading{objects: map[backends.ObjectAddress]live{}, mine: map[place]bool{}, looked: map[place]bool{{kind: "Service", namespace: "n"}: true}}}
	for _, name := range members {
		a := backends.ObjectAddress{Type: "v1/Service", Namespace: "n", Name: name}
		r.parent.Members = append(r.parent.Members, memberOf(a, "was-"+name))
		r.now.objects[a] = live{uid: "was-" + name, ours: true}
		r.now.mine[placeOf(a.Type, a.Namespace, a.Name)] = true
	}
	return r
}

func uidsOf(members []set.Member) map[string]string {
	out := map[string]string{}
	for _, m := range members {
		out[m.Name] = m.UID
	}
	return out
}

func desiredOf(changes []backends.Change, unchanged ...string) backends.Desired {
	d := backends.Desired{Changes: changes}
	add := func(a backends.ObjectAddress) {
		d.Objects = append(d.Objects, backends.Object{Address: a, Tree: tree.NewMap()})
	}
	for _, c := range changes {
		if c.Action != backends.Delete {
			add(c.Address)
		}
	}
	for _, name := range unchanged {
		add(backends.ObjectAddress{Type: "v1/Service", Namespace: "n", Name: name})
	}
	return d
}

func wants(t *testing.T, what string, got []set.Member, want map[string]string) {
	t.Helper()
	have := uidsOf(got)
	if len(got) != len(want) {
		t.Errorf("%s: %v, not %v", what, have, want)
		return
	}
	for name, uid := range want {
		if have[name] != uid {
			t.Errorf("%s: %s has the uid %q, not %q", what, name, have[name], uid)
		}
	}
}

func TestTheRecordIsWideWhileARunIsOnItsWayAndNarrowAfterIt(t *testing.T) {
	d := desiredOf([]backends.Change{
		change(backends.Create, "v1/Service", "new"), change(backends.Update, "v1/Service", "changed"),
		change(backends.Replace, "v1/Service", "replaced"), change(backends.Delete, "v1/Service", "unwanted"),
	}, "same")
	r := booking(d, "changed", "replaced", "unwanted", "same", "vanished")
	r.now.mine[placeOf("v1/Service", "n", "vanished")] = false
	r.parent.Members = r.widened(d)
	wide := map[string]string{"new": "", "changed": "was-changed", "replaced": "", "unwanted": "was-unwanted", "same": "was-same", "vanished": "was-vanished"}
	wants(t, "widened", r.parent.Members, wide)

	writes, deletes := arrange(d.Changes, kubernetes.Backend{})
	wants(t, "nothing done", r.booked(d, writes, deletes, false), wide)

	for _, x := range slices.Concat(slices.Concat(writes...), slices.Concat(deletes...)) {
		if x.Address.Name != "replaced" {
			x.state, x.uid = done, "is-"+x.Address.Name
		}
	}
	wants(t, "a failure at the replacement", r.booked(d, writes, deletes, false),
		map[string]string{"new": "is-new", "changed": "is-changed", "replaced": "", "same": "was-same", "vanished": "was-vanished"})

	for _, x := range slices.Concat(writes...) {
		x.state, x.uid = done, "is-"+x.Address.Name
	}
	wants(t, "all done", r.booked(d, writes, deletes, true),
		map[string]string{"new": "is-new", "changed": "is-changed", "replaced": "is-replaced", "same": "was-same"})
}

func TestANamespaceThatIsUsedAsItIsBecomesNoMember(t *testing.T) {
	d := desiredOf(nil, "theirs")
	r := booking(d)
	r.now.objects[d.Objects[0].Address] = live{uid: "u"}
	wants(t, "widened", r.widened(d), map[string]string{})
}

package target

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/schema/tree"
)

func change(action backends.Action, typ, name string, fields ...tree.Field) backends.Change {
	c := backends.Change{Action: action, Address: backends.ObjectAddress{Type: typ, Namespace: "n", Name: name}}
	if action != backends.Delete {
		c.After = tree.NewMap(fields...)
	}
	return c
}

// order is the steps as text: names with commas between, steps with bars.
func order(steps [][]*task) string {
	var out []string
	for _, list := range steps {
		var names []string
		for _, t := range list {
			names = append(names, t.Address.Name)
		}
		out = append(out, strings.Join(names, ","))
	}
	return strings.Join(out, "|")
}

func TestWhatOthersStandOnIsWrittenFirstAndDeletedLast(t *testing.T) {
	var changes []backends.Change
	for _, action := range []backends.Action{backends.Create, backends.Delete} {
		for _, x := range [][2]string{
			{"gateway.networking.k8s.io/v1/HTTPRoute", "route"}, {"gateway.envoyproxy.io/v1alpha1/SecurityPolicy", "guard"},
			{"networking.k8s.io/v1/Ingress", "door"}, {deploymentType, "pods"}, {"autoscaling/v2/HorizontalPodAutoscaler", "scale"}, {"v1/Service", "service"},
			{"networking.k8s.io/v1/NetworkPolicy", "policy"}, {"v1/Secret", "secret"}, {"v1/ServiceAccount", "account"},
			{"example.com/v1/Custom", "custom"}, {definitionType, "definition"}, {namespaceType, "space"},
		} {
			changes = append(changes, change(action, x[0], x[1]))
		}
	}
	writes, deletes := arrange(changes, kubernetes.Backend{})
	if got, want := order(writes), "space,definition|account,secret,policy|service,pods,scale,custom|door,guard|route"; got != want {
		t.Errorf("written %s, not %s", got, want)
	}
	if got, want := order(deletes), "route|guard,door|custom,scale,pods,service|policy,secret,account|definition,space"; got != want {
		t.Errorf("deleted %s, not %s", got, want)
	}
}

func TestABindingWaitsForItsRoleAlone(t *testing.T) {
	ref := func(kind, name string) tree.Field {
		return tree.F("roleRef", tree.NewMap(tree.F("kind", tree.NewString(kind)), tree.F("name", tree.NewString(name))))
	}
	writes, _ := arrange([]backends.Change{
		change(backends.Create, roleType, "reader"), change(backends.Create, roleType, "writer"),
		change(backends.Create, bindingType, "reads", ref("Role", "reader")),
		change(backends.Create, bindingType, "views", ref("ClusterRole", "reader")),
	}, kubernetes.Backend{})
	for _, x := range writes[1] {
		var needs []string
		for _, n := range x.needs {
			needs = append(needs, n.Address.Name)
		}
		want := map[string][]string{"reads": {"reader"}}[x.Address.Name]
		if !slices.Equal(needs, want) {
			t.Errorf("%s waits for %v, not %v", x.Address.Name, needs, want)
		}
	}
}

func TestWhatWaitsForJobsHoldsUpNothing(t *testing.T) {
	jobs := tree.F("metadata", tree.NewMap(tree.F("annotations", tree.NewMap(tree.F(after, tree.NewString("load,migrate"))))))
	writes, _ := arrange([]backends.Change{
		change(backends.Create, statefulType, "waits", jobs), change(backends.Create, deploymentType, "other"), change(backends.Create, jobType, "migrate"),
	}, kubernetes.Backend{})
	if got := order(writes); got != "||migrate,other,waits||" {
		t.Errorf("the order is %s", got)
	}
	first, waiting := split(writes[2])
	if len(first) != 2 || len(waiting) != 1 || !slices.Equal(waiting[0].jobs, []string{"load", "migrate"}) {
		t.Errorf("%d at once, %d waiting for %v", len(first), len(waiting), waiting[0].jobs)
	}
}

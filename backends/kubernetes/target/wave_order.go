package target

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// steps are the ranks at which a barrier stands: nothing of a step begins before all of the one before is accepted. What has
// pods comes after what its pods are allowed, run as and read; what sends requests to it comes last, and routes after the policies
// that guard them. Within a step the order is that of ranks, and nobody waits for anybody, because the cluster itself waits where
// it has to (a Deployment for its Service's name, an autoscaler for its Deployment).
var steps = []int{10, 30, 60, 70}

// stepOf returns the step of a rank, counted from 0.
func stepOf(rank int) int {
	n := 0
	for n < len(steps) && rank >= steps[n] {
		n++
	}
	return n
}

// Types that have rules of their own here.
const (
	namespaceType  = "v1/Namespace"
	definitionType = "apiextensions.k8s.io/v1/CustomResourceDefinition"
	claimType      = "v1/PersistentVolumeClaim"
	jobType        = "batch/v1/Job"
	deploymentType = "apps/v1/Deployment"
	statefulType   = "apps/v1/StatefulSet"
	roleType       = "rbac.authorization.k8s.io/v1/Role"
	clusterRole    = "rbac.authorization.k8s.io/v1/ClusterRole"
	bindingType    = "rbac.authorization.k8s.io/v1/RoleBinding"
	clusterBinding = "rbac.authorization.k8s.io/v1/ClusterRoleBinding"
)

// after is the annotation that lists the Jobs which are done before an object is applied.
const after = "espc.dev/after"

// task is a change on its way.
type task struct {
	*backends.Change
	// needs are tasks of the same step that come before; jobs are Jobs that are done before.
	needs []*task
	jobs  []string
	ended chan struct{} // closed when it was done, failed or left
	state outcome
	uid   string // of what is there now
	kept  string // why it was not deleted after all
	text  string // what was last told of it
	// vacated is set once the object that a replacement replaces was deleted.
	vacated bool
}

// outcome is what came of a task.
type outcome uint8

const (
	left outcome = iota
	done
	failed
	skipped // an object that was to go and is not espc's any more, or holds data
	going   // deleted, and not gone yet
)

// arrange returns the writes and the deletions of a plan, each as steps in their order.
func arrange(changes []backends.Change, d backends.Dialect) (writes, deletes [][]*task) {
	writes, deletes = make([][]*task, len(steps)+1), make([][]*task, len(steps)+1)
	for i := range changes {
		c := &changes[i]
		t := newTask(c)
		switch n := stepOf(d.Rank(c.Address.Type)); c.Action {
		case backends.Delete:
			deletes[len(steps)-n] = append(deletes[len(steps)-n], t)
		case backends.None:
		default:
			t.jobs = jobsBefore(c.After)
			writes[n] = append(writes[n], t)
		}
	}
	for _, list := range writes {
		sortTasks(list, d, 1)
		bind(list)
	}
	for _, list := range deletes {
		sortTasks(list, d, -1)
	}
	return writes, deletes
}

// sortTasks orders a step by rank, and by name within one. What waits for Jobs comes last, so that it holds up nothing.
func sortTasks(list []*task, d backends.Dialect, direction int) {
	slices.SortStableFunc(list, func(a, b *task) int {
		return cmp.Or(
			cmp.Compare(min(len(a.jobs), 1), min(len(b.jobs), 1)),
			direction*cmp.Compare(d.Rank(a.Address.Type), d.Rank(b.Address.Type)),
			cmp.Compare(a.Address.Type, b.Address.Type),
			cmp.Compare(a.Address.Namespace, b.Address.Namespace),
			cmp.Compare(a.Address.Name, b.Address.Name),
		)
	})
}

// bind makes bindings wait for the roles that they name: the server looks at a role before it lets somebody bind it.
func bind(list []*task) {
	roles := map[[3]string]*task{}
	for _, t := range list {
		if t.Address.Type == roleType || t.Address.Type == clusterRole {
			roles[[3]string{t.Address.Kind(), t.Address.Namespace, t.Address.Name}] = t
		}
	}
	for _, t := range list {
		if t.Address.Type != bindingType && t.Address.Type != clusterBinding {
			continue
		}
		ref := t.After.Get("roleRef")
		namespace := t.Address.Namespace
		if ref.Get("kind").Str() == "ClusterRole" {
			namespace = ""
		}
		if role := roles[[3]string{ref.Get("kind").Str(), namespace, ref.Get("name").Str()}]; role != nil {
			t.needs = append(t.needs, role)
		}
	}
}

// jobsBefore returns the Jobs that are done before an object is applied.
func jobsBefore(o *tree.Node) []string {
	return strings.FieldsFunc(o.Get("metadata").Get("annotations").Get(after).Str(), func(r rune) bool { return r == ',' || r == ' ' })
}

// holdsData reports whether no apply deletes objects of a type: what they hold goes with them and can't be applied again.
func holdsData(typ string) bool {
	return typ == namespaceType || typ == claimType || typ == definitionType
}

// runsPods reports whether what an object stands for goes on for a while after the object was deleted, unless one waits for it.
func runsPods(typ string) bool {
	group, _, _ := strings.Cut(typ, "/")
	switch group {
	case "v1":
		return typ == "v1/Pod" || typ == "v1/ReplicationController"
	case "rbac.authorization.k8s.io", "networking.k8s.io", "policy", "autoscaling", "gateway.networking.k8s.io", "apiextensions.k8s.io":
		return false
	}
	return true
}

package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Permissions lists what objects allow, sorted by key: connections that NetworkPolicies open, pods that no policy closes,
// ways in from outside, public routes, and rights on the Kubernetes API. It reads the objects alone, so that what an
// overlay opens counts as well.
func (Backend) Permissions(objects []backends.Object) []backends.Permission {
	p := &permissions{entities: entitiesByName(objects)}
	var policies []policySpec
	for i := range objects {
		o := &objects[i]
		switch o.Address.Type {
		case networkPolicyType.typ:
			policies = append(policies, newPolicySpec(o))
		case serviceType.typ:
			p.service(o)
		case servingType.typ:
			p.knativeService(o)
		case ingressType.typ:
			p.ingress(o)
		case configMapType.typ:
			p.routes(o)
		case httpRouteType.typ:
			p.httpRoute(o)
		case envoyProxyType.typ:
			p.proxy(o)
		case "rbac.authorization.k8s.io/v1/Role", "rbac.authorization.k8s.io/v1/ClusterRole":
			p.role(o)
		case "rbac.authorization.k8s.io/v1/RoleBinding", "rbac.authorization.k8s.io/v1/ClusterRoleBinding":
			p.binding(o)
		}
	}
	for _, policy := range policies {
		p.policy(policy)
	}
	index := indexPolicies(policies)
	for i := range objects {
		p.open(&objects[i], index)
	}
	slices.SortStableFunc(p.all, func(a, b backends.Permission) int { return cmp.Compare(a.Key, b.Key) })
	return slices.CompactFunc(p.all, func(a, b backends.Permission) bool { return a.Key == b.Key })
}

// permissions collects permissions. Their texts are their keys, because two that read the same are the same.
type permissions struct {
	entities map[string]string // by the app.kubernetes.io/name of their pods
	all      []backends.Permission
}

func (p *permissions) add(o *backends.Object, n *tree.Node, text string) {
	p.all = append(p.all, backends.Permission{Key: text, Text: text, Address: o.Address, Origin: rangeOf(o, n)})
}

// rangeOf returns the place of a node, or that of the object it is in.
func rangeOf(o *backends.Object, n *tree.Node) diag.Range {
	if r := n.Range(); !r.IsZero() {
		return r
	}
	return o.Tree.Range()
}

// entitiesByName says which entity the pods of each app.kubernetes.io/name belong to. What an entity brings besides its own
// pods (a gateway's Redis) keeps its name.
func entitiesByName(objects []backends.Object) map[string]string {
	out := map[string]string{}
	for i := range objects {
		labels := podLabels(&objects[i])
		name, entity := labels.Get(labelName).Str(), labels.Get(labelEntity).Str()
		a, ok := schema.ParseAddress(entity)
		if name == "" || !ok {
			continue
		}
		own := workloadName(labels.Get(labelPartOf).Str(), string(a.Kind), a.Name)
		if a.Kind == componentWorkspace || a.Kind == componentRegistry {
			own = shorten(a.Name + "-" + string(a.Kind))
		}
		if name == own {
			out[name] = entity
		} else {
			out[name] = name
		}
	}
	return out
}

// podLabels returns the labels of an object's pods, or nil where it has none.
func podLabels(o *backends.Object) *tree.Node {
	if o.Address.Type == integrationType.typ {
		return o.Tree.Get("metadata").Get("labels") // Camel K hands them on to the pods that it makes
	}
	path, ok := podPaths[o.Address.Type]
	if !ok {
		return nil
	}
	n := o.Tree
	for _, key := range path[:len(path)-1] {
		n = n.Get(key)
	}
	return n.Get("metadata").Get("labels")
}

// who names the pods that labels select: by their entity where they are one workload's.
func (p *permissions) who(labels *tree.Node) string {
	name := labels.Get(labelName).Str()
	if entity := p.entities[name]; entity != "" && len(labels.Fields) == 1 {
		return entity
	}
	return "pods with " + selectorText(labels)
}

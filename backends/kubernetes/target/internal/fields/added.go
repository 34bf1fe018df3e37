package fields

import (
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Added returns the fields of a live object that others than the manager and Kubernetes' own components added to what is
// wanted, with who did: After is what is there. Fields that are wanted with another value are Project's.
func (c *Comparison) Added(typ string, live *Live, want *tree.Node) []backends.FieldChange {
	a := adding{projection: c.projection(typ, live)}
	for i := range live.owners {
		o := &live.owners[i]
		if o.manager == c.Manager || o.subresource == "status" || Component(o.manager) {
			continue
		}
		a.by = strings.Clone(o.manager)
		a.value(want, live.Root, live.fields(o), "")
	}
	return a.out
}

// restarted is the annotation by which kubectl rollout restart replaces pods. It says when, and nothing of what runs is another.
const restarted = "kubectl.kubernetes.io/restartedAt"

type adding struct {
	*projection
	by  string
	out []backends.FieldChange
}

// value looks for what of a live value is owned and not wanted at all. shown is its path for people.
func (a *adding) value(want, live, own *tree.Node, shown string) {
	if want == nil || live == nil || leaf(own) || want.Kind != live.Kind {
		return // what is wanted as a whole is compared as a whole
	}
	switch live.Kind {
	case tree.Map:
		in := a.name()
		for _, f := range own.Fields {
			key, ok := strings.CutPrefix(f.Key, "f:")
			if !ok || len(a.path) == 0 && key == "status" || key == restarted {
				continue
			}
			if part := live.Get(key); part != nil && want.Get(key) == nil && isDefault(in, key, part) {
				continue
			}
			a.path = append(a.path, step{key: strings.Clone(key)})
			a.part(want.Get(key), live.Get(key), f.Value, join(shown, key))
			a.path = a.path[:len(a.path)-1]
		}
	case tree.List:
		a.elements(want, live, own, shown)
	}
}

func (a *adding) elements(want, live, own *tree.Node, shown string) {
	names, set := elements(own)
	key := a.Keys.ListKey(a.typ, a.place())
	for i, item := range live.Items {
		part := element(own, item)
		if part == nil {
			continue
		}
		var wanted *tree.Node
		for _, w := range want.Items {
			if set && tree.Equal(w, item) || !set && (sameKey(w, item, names) || key != "" && key != "=" && w.Get(key) != nil && sameScalar(w.Get(key), item.Get(key))) {
				wanted = w
				break
			}
		}
		name := item.Get(key).Str()
		if name == "" {
			name = strconv.Itoa(i)
		}
		a.path = append(a.path, step{item: item})
		a.part(wanted, item, part, shown+"["+name+"]")
		a.path = a.path[:len(a.path)-1]
	}
}

// part looks at one field or element. What is not wanted is one finding as a whole, but each label and annotation is one.
func (a *adding) part(want, live, own *tree.Node, shown string) {
	switch {
	case live == nil:
	case want != nil:
		a.value(want, live, own, shown)
	case strings.HasSuffix(shown, "metadata.annotations"), strings.HasSuffix(shown, "metadata.labels"): // a template's as well
		a.value(&tree.Node{Kind: tree.Map}, live, own, shown)
	default:
		a.out = append(a.out, backends.FieldChange{Path: strings.Clone(shown), After: owning(live, own), By: a.by})
	}
}

// owning returns what of a live value is owned.
func owning(live, own *tree.Node) *tree.Node {
	if leaf(own) {
		return clone(live, nil)
	}
	out := &tree.Node{Kind: live.Kind, Text: strings.Clone(live.Text)}
	for _, f := range live.Fields {
		if part := child(own, f.Key); part != nil {
			out.Fields = append(out.Fields, tree.Field{Key: strings.Clone(f.Key), Value: owning(f.Value, part)})
		}
	}
	for _, item := range live.Items {
		if part := element(own, item); part != nil {
			out.Items = append(out.Items, owning(item, part))
		}
	}
	return out
}

// join appends a key to a path for people, as plans show it.
func join(shown, key string) string {
	if strings.ContainsAny(key, "./[] ") {
		return shown + "[" + key + "]"
	}
	if shown == "" {
		return key
	}
	return shown + "." + key
}

package kubernetes

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Limits of the API server, in bytes.
const (
	maxObject      = 3 << 19   // of a request to etcd: 1.5 MiB
	maxAnnotations = 256 << 10 // of an object's annotations together
	maxData        = 1 << 20   // of a ConfigMap
)

// Lint reports what only finished objects can tell, overlays included: names and labels that Kubernetes refuses, two
// objects of one name, sizes over its limits, and pods that are not restricted.
func (Backend) Lint(objects []backends.Object) diag.List {
	var ds diag.List
	seen := make(map[backends.ObjectAddress]*backends.Object, len(objects))
	labels := map[[2]string]bool{}
	for i := range objects {
		o := &objects[i]
		if first := seen[o.Address]; first != nil {
			ds = append(ds, collision(first, o))
			continue
		}
		seen[o.Address] = o
		ds = append(ds, lintName(o)...)
		ds = append(ds, lintLabels(o, labels)...)
		ds = append(ds, lintSize(o)...)
		ds = append(ds, lintPod(o)...)
	}
	return ds
}

func kindOf(typ string) string { return typ[strings.LastIndexByte(typ, '/')+1:] }

// source is the entity that brings an object, for a diagnostic's address.
func source(o *backends.Object) string {
	if len(o.Source) == 0 {
		return ""
	}
	return o.Source[0].String()
}

// place returns the place of a node, or of the object it is in.
func place(o *backends.Object, n *tree.Node) diag.Range {
	if r := n.Range(); !r.IsZero() {
		return r
	}
	return o.Tree.Range()
}

func collision(first, second *backends.Object) diag.Diagnostic {
	return diag.NameCollision.At(second.Tree.Origin.KeyPlace(), "%s and %s would both bring %s", source(first), source(second), second.Address).
		WithRelated(first.Tree.Origin.KeyPlace(), "the first one").
		WithFix("rename one of them").WithAddress(source(second))
}

func lintName(o *backends.Object) diag.List {
	name := o.Address.Name
	ok := false
	switch o.Address.Type {
	case serviceType.typ:
		ok = serviceName(name)
	case namespaceType.typ:
		ok = dnsLabel(name)
	case jobType.typ:
		ok = len(name) <= 63 && dnsSubdomain(name)
	case cronJobType.typ:
		ok = len(name) <= maxName && dnsSubdomain(name)
	default:
		ok = dnsSubdomain(name) || strings.HasPrefix(o.Address.Type, "rbac.authorization.k8s.io/")
	}
	if ok {
		return nil
	}
	return diag.List{diag.BadObjectName.At(place(o, o.Tree.Get("metadata").Get("name")), "%q can't be the name of a %s", name, o.Address.Kind()).
		WithFix("shorten or change the name it is made of").WithAddress(source(o))}
}

// lintLabels checks the labels of an object. known holds those that were found right: most objects have the same.
func lintLabels(o *backends.Object, known map[[2]string]bool) diag.List {
	var ds diag.List
	labels := o.Tree.Get("metadata").Get("labels")
	if labels == nil {
		return nil
	}
	for _, f := range labels.Fields {
		label := [2]string{f.Key, f.Value.Str()}
		if known[label] {
			continue
		}
		known[label] = true
		if !labelKey(f.Key) {
			ds = append(ds, diag.BadObjectLabel.At(place(o, f.Value), "%q can't be a label's key", f.Key).
				WithFix("use a name of at most 63 letters, digits, '-', '_' and '.', after a DNS name and a slash if it has one").WithAddress(source(o)))
		}
		if !labelValue(f.Value.Str()) {
			ds = append(ds, diag.BadObjectLabel.At(place(o, f.Value), "the label %s can't have this value", f.Key).
				WithFix("use at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends").WithAddress(source(o)))
		}
	}
	return ds
}

func lintSize(o *backends.Object) diag.List {
	report := func(n int, what string, limit int) diag.List {
		return diag.List{diag.ObjectTooLarge.At(o.Tree.Origin.KeyPlace(), "%s of %s takes %d KiB, and Kubernetes keeps %d", what, o.Address, n>>10, limit>>10).
			WithFix("make it smaller, or build an image with the data in it").WithAddress(source(o))}
	}
	if a := o.Tree.Get("metadata").Get("annotations"); a != nil {
		if n := bytesOf(a); n > maxAnnotations {
			return report(n, "the annotations", maxAnnotations)
		}
	}
	switch n := bytesOf(o.Tree); {
	case o.Address.Type == configMapType.typ && n > maxData:
		return report(n, "the data", maxData)
	case n > maxObject:
		return report(n, "the whole", maxObject)
	}
	return nil
}

// bytesOf returns about how many bytes a tree takes as JSON: its keys and texts, and a little for each.
func bytesOf(n *tree.Node) int {
	size := len(n.Text)
	for _, item := range n.Items {
		size += bytesOf(item) + 1
	}
	for i := range n.Fields {
		size += len(n.Fields[i].Key) + 4
		if v := n.Fields[i].Value; v != nil {
			size += bytesOf(v)
		}
	}
	return size
}

package kubernetes

import (
	"cmp"
	"slices"
	"strconv"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Carry gives revisions the names of their content, and lets what stands go on beside what is new: the revision that a canary leaves
// the most of the requests, and the files of the revision before, which may still be called while the new one starts.
func (Backend) Carry(desired, current []backends.Object) []backends.Object {
	out := seal(desired)
	for _, k := range knatives(out) {
		at := slices.IndexFunc(current, func(o backends.Object) bool { return o.Address == k.object.Address })
		if at < 0 {
			continue
		}
		standing := &current[at]
		service := *k.object
		stable := stableRevision(standing)
		percent, _ := strconv.ParseInt(annotationOf(&service, annotationCanary), 10, 64)
		if percent > 0 && percent < whole && stable != "" && stable != k.revision {
			service.Tree = withTraffic(service.Tree, percent, k.revision, stable)
		}
		previous := stable
		if k.revision == templateName(standing) {
			previous = annotationOf(standing, annotationPrevious)
		}
		if previous == "" || previous == k.revision {
			continue
		}
		service.Tree = withAnnotation(service.Tree, annotationPrevious, derived(ruleRevision, nil, previous))
		out = replaceObject(out, service)
		files := backends.ObjectAddress{Type: configMapType.typ, Namespace: service.Address.Namespace, Name: previous}
		if at := slices.IndexFunc(current, func(o backends.Object) bool { return o.Address == files }); at >= 0 {
			out = carryObject(out, current[at], k.object)
		}
	}
	return out
}

func annotationOf(o *backends.Object, key string) string {
	return o.Tree.Get("metadata").Get("annotations").Get(key).Str()
}

// templateName returns the name of the revision that a Knative Service's template makes.
func templateName(o *backends.Object) string { return templateOf(o).Get("metadata").Get("name").Str() }

// stableRevision returns the revision that a Knative Service's requests went to before its newest: that of the largest share beside
// the template's, or the template's where it has all of them.
func stableRevision(o *backends.Object) string {
	newest := templateName(o)
	stable, most := newest, int64(0)
	for revision, percent := range sharesOf(o.Tree) {
		if revision != newest && (percent > most || percent == most && percent > 0 && revision < stable) {
			stable, most = revision, percent
		}
	}
	return stable
}

// sharesOf returns the percent of the requests that each revision gets. Without traffic the template's gets all.
func sharesOf(service *tree.Node) map[string]int64 {
	newest := service.Get("spec").Get("template").Get("metadata").Get("name").Str()
	shares := map[string]int64{}
	for _, entry := range itemsOf(service.Get("spec").Get("traffic")) {
		revision := entry.Get("revisionName").Str()
		if revision == "" {
			revision = newest
		}
		percent, _ := strconv.ParseInt(entry.Get("percent").Str(), 10, 64)
		shares[revision] += percent
	}
	if len(shares) == 0 {
		shares[newest] = whole
	}
	return shares
}

// withTraffic returns a Knative Service that gives a new revision some percent of the requests, and a stable one the rest.
func withTraffic(service *tree.Node, percent int64, fresh, stable string) *tree.Node {
	spec := service.Get("spec")
	traffic := tree.NewList(share(tree.NewString(fresh), percent), share(tree.NewString(stable), whole-percent))
	if was := spec.Get("traffic"); was != nil {
		traffic.Origin = was.Origin
	}
	return withField(service, "spec", withField(spec, "traffic", traffic))
}

// withAnnotation returns an object with an annotation.
func withAnnotation(object *tree.Node, key string, value *tree.Node) *tree.Node {
	meta := object.Get("metadata")
	return withField(object, "metadata", withField(meta, "annotations", withField(meta.Get("annotations"), key, value)))
}

// withField returns a map with a field, in its place or at the end; of no map a new one.
func withField(m *tree.Node, key string, value *tree.Node) *tree.Node {
	if m == nil {
		return tree.NewMap(tree.F(key, value))
	}
	out := *m
	out.Fields = slices.Clone(m.Fields)
	if i := slices.IndexFunc(out.Fields, func(f tree.Field) bool { return f.Key == key }); i >= 0 {
		out.Fields[i].Value = value
	} else {
		out.Fields = append(out.Fields, tree.F(key, value))
	}
	return &out
}

// replaceObject returns objects with another in the place of that with its address.
func replaceObject(objects []backends.Object, with backends.Object) []backends.Object {
	out := slices.Clone(objects)
	for i := range out {
		if out[i].Address == with.Address {
			out[i] = with
		}
	}
	return out
}

// carryObject returns objects with one more of what a service brings, in its place in the service's file.
func carryObject(objects []backends.Object, o backends.Object, service *backends.Object) []backends.Object {
	if slices.ContainsFunc(objects, func(other backends.Object) bool { return other.Address == o.Address }) {
		return objects
	}
	o.Source, o.File = service.Source, service.File
	order := func(a, b backends.Object) int {
		return cmp.Or(cmp.Compare(Backend{}.Rank(a.Address.Type), Backend{}.Rank(b.Address.Type)), cmp.Compare(a.Address.Name, b.Address.Name))
	}
	at := slices.IndexFunc(objects, func(other backends.Object) bool { return other.File == o.File && order(o, other) < 0 })
	return slices.Insert(slices.Clone(objects), at, o) // the service itself comes after its files
}

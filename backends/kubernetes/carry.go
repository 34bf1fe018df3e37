package kubernetes

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Carry gives revisions the names of their content, and lets what stands go on beside what is new: the revision that a canary leaves
// the most of the requests, and the files of the revisions before, which are still called while the new one starts.
func (Backend) Carry(desired, current []backends.Object) []backends.Object {
	out := seal(desired)
	services := knatives(out)
	if len(services) == 0 || len(current) == 0 {
		return out
	}
	standing := byAddress(current)
	c := carrying{objects: out}
	for _, k := range services {
		if now, ok := standing[out[k.at].Address]; ok {
			c.service(k, &current[now], func(a backends.ObjectAddress) *backends.Object {
				if i, ok := standing[a]; ok {
					return &current[i]
				}
				return nil
			})
		}
	}
	return c.done()
}

// carrying is one Carry under way.
type carrying struct {
	objects []backends.Object
	copied  bool
	more    []backends.Object // to be put in their places
}

// service carries on what stands of a Knative Service. find returns what stands at an address, or nil.
func (c *carrying) service(k knative, standing *backends.Object, find func(backends.ObjectAddress) *backends.Object) {
	o := c.objects[k.at]
	stable := stableRevision(standing)
	percent, _ := strconv.ParseInt(annotationOf(&o, annotationCanary), 10, 64)
	if percent > 0 && percent < whole && stable != "" && stable != k.revision {
		o.Tree = withTraffic(o.Tree, percent, k.revision, stable)
	}
	previous := previousRevisions(k.revision, standing)
	if len(previous) == 0 {
		return
	}
	o.Tree = withAnnotation(o.Tree, annotationPrevious, derived(ruleRevision, nil, strings.Join(previous, ",")))
	if !c.copied {
		c.objects, c.copied = slices.Clone(c.objects), true
	}
	c.objects[k.at] = o
	for _, name := range slices.Sorted(slices.Values(previous)) {
		if files := find(backends.ObjectAddress{Type: configMapType.typ, Namespace: o.Address.Namespace, Name: name}); files != nil {
			more := *files
			more.Source, more.File = o.Source, o.File
			c.more = append(c.more, more)
		}
	}
}

// previousRevisions returns the revisions whose files a new state of a Knative Service keeps, the one with the most requests first. Those
// are all that get requests as it stands, because Knative sends them there until the newest is ready; and as long as the newest stays
// the same, those that were kept for it before, because it may not be ready yet.
func previousRevisions(newest string, standing *backends.Object) []string {
	shares := sharesOf(standing.Tree)
	out := slices.DeleteFunc(sortedRevisions(shares), func(name string) bool { return name == newest || shares[name] == 0 })
	slices.SortStableFunc(out, func(a, b string) int { return cmp.Compare(shares[b], shares[a]) })
	if newest == templateName(standing) {
		for _, name := range keptRevisions(standing) {
			if name != newest && !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// keptRevisions returns the revisions that a Knative Service says it keeps the files of.
func keptRevisions(o *backends.Object) []string {
	return strings.FieldsFunc(annotationOf(o, annotationPrevious), func(r rune) bool { return r == ',' })
}

// done returns all objects, what was carried in its place in its file: before the first that comes after it. The service itself does.
func (c *carrying) done() []backends.Object {
	if len(c.more) == 0 {
		return c.objects
	}
	byFile := map[string][]backends.Object{}
	for _, o := range c.more {
		byFile[o.File] = append(byFile[o.File], o)
	}
	out := make([]backends.Object, 0, len(c.objects)+len(c.more))
	for _, o := range c.objects {
		waiting := byFile[o.File]
		for len(waiting) > 0 && compareInFile(waiting[0], o) < 0 {
			out = append(out, waiting[0])
			waiting = waiting[1:]
		}
		byFile[o.File] = waiting
		out = append(out, o)
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
	var origin *tree.Origin
	if was := spec.Get("traffic"); was != nil {
		origin = was.Origin
	}
	part := func(revision string, percent int64) *tree.Node {
		return tree.NewMap(tree.F("revisionName", tree.NewString(revision)), tree.F("percent", tree.NewInt(percent).With(origin)))
	}
	traffic := tree.NewList(part(fresh, percent), part(stable, whole-percent)).With(origin)
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

// byAddress returns where in a list each object is.
func byAddress(objects []backends.Object) map[backends.ObjectAddress]int {
	out := make(map[backends.ObjectAddress]int, len(objects))
	for i := range objects {
		out[objects[i].Address] = i
	}
	return out
}

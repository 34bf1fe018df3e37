// Package backendtest is the conformance suite that every backend passes, on any topology it can lower.
package backendtest

import (
	"bytes"
	"context"
	"path"
	"runtime"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Conform checks a backend on a request: that the same request gives the same bytes on any number of processors, that
// what it writes reads back as the same objects, that every object is accounted for, and that every field can say where
// it comes from. rules are the names of the derivations that the backend documents.
func Conform(t *testing.T, b backends.Backend, r backends.Request, rules func(name string) bool) {
	t.Helper()
	if ds := b.Check(r); ds.HasErrors() {
		t.Fatalf("the request is not one the backend takes: %v", ds)
	}
	response := b.Render(context.Background(), r)
	if len(response.Objects) == 0 {
		t.Fatal("no objects")
	}
	if ds := b.Lint(response.Objects); ds.HasErrors() {
		t.Errorf("its own objects fail its lint: %v", ds)
	}
	sameBytes(t, b, r)
	readBack(t, b, response.Objects)
	accounted(t, b, response.Objects)
	for _, o := range response.Objects {
		origins(t, o, rules)
	}
	permissions(t, b, response.Objects)
}

func sameBytes(t *testing.T, b backends.Backend, r backends.Request) {
	t.Helper()
	render := func() []byte {
		var out []byte
		for _, a := range b.Artifacts(b.Render(context.Background(), r).Objects) {
			out = append(append(out, a.Path...), '\n')
			out = append(out, a.Bytes()...)
		}
		return out
	}
	first := render()
	for _, procs := range []int{1, 2} {
		old := runtime.GOMAXPROCS(procs)
		again := render()
		runtime.GOMAXPROCS(old)
		if !bytes.Equal(first, again) {
			t.Errorf("not the same bytes with %d processors", procs)
		}
	}
}

func readBack(t *testing.T, b backends.Backend, objects []backends.Object) {
	t.Helper()
	got := map[backends.ObjectAddress]backends.Object{}
	for _, a := range b.Artifacts(objects) {
		if path.IsAbs(a.Path) || strings.Contains(a.Path, "..") {
			t.Errorf("artifact %q leaves the folder", a.Path)
		}
		for _, o := range b.Objects(a.Path, a.Docs) {
			if _, twice := got[o.Address]; twice {
				t.Errorf("%s is in two places", o.Address)
			}
			got[o.Address] = o
		}
	}
	if len(got) != len(objects) {
		t.Errorf("%d objects read back of %d", len(got), len(objects))
	}
	for _, o := range objects {
		back, ok := got[o.Address]
		switch {
		case !ok:
			t.Errorf("%s is in no artifact", o.Address)
		case !tree.Equal(back.Tree, o.Tree):
			t.Errorf("%s reads back differently", o.Address)
		case back.File != o.File:
			t.Errorf("%s is in %s and says %s", o.Address, back.File, o.File)
		}
	}
}

func accounted(t *testing.T, b backends.Backend, objects []backends.Object) {
	t.Helper()
	for _, o := range objects {
		if len(o.Source) == 0 {
			t.Errorf("%s comes from no entity", o.Address)
		}
		if o.File == "" || o.Address.Type == "" || o.Address.Name == "" {
			t.Errorf("%v has an incomplete address", o)
		}
		if b.Rank(o.Address.Type) < 0 {
			t.Errorf("type %s has no rank", o.Address.Type)
		}
	}
	sorted := slices.IsSortedFunc(objects, func(x, y backends.Object) int { return strings.Compare(x.File, y.File) })
	if !sorted {
		t.Error("objects are not sorted by file")
	}
}

// origins checks that every scalar's chain ends at a place in a file, a default of the schema, or a documented rule.
func origins(t *testing.T, o backends.Object, rules func(string) bool) {
	t.Helper()
	var walk func(n *tree.Node, at string, inherited *tree.Origin)
	walk = func(n *tree.Node, at string, inherited *tree.Origin) {
		origin := inherited
		if n.Origin != nil {
			origin = n.Origin
		}
		switch n.Kind {
		case tree.Map:
			for _, f := range n.Fields {
				walk(f.Value, at+"."+f.Key, origin)
			}
		case tree.List:
			for _, item := range n.Items {
				walk(item, at+"[]", origin)
			}
		default:
			if why := unexplained(origin, rules); why != "" {
				t.Errorf("%s%s: %s", o.Address, at, why)
			}
		}
	}
	walk(o.Tree, "", nil)
}

func unexplained(o *tree.Origin, rules func(string) bool) string {
	if o == nil {
		return "no origin"
	}
	for ; o != nil; o = o.From {
		switch {
		case o.How == tree.Derived && !rules(o.Rule):
			return "the rule " + o.Rule + " is not documented"
		case o.How == tree.Derived && o.From == nil, o.How == tree.Default && o.Rule != "", !o.Range.IsZero():
			return ""
		}
	}
	return "the chain ends nowhere"
}

func permissions(t *testing.T, b backends.Backend, objects []backends.Object) {
	t.Helper()
	list := b.Permissions(objects)
	if !slices.IsSortedFunc(list, func(x, y backends.Permission) int { return strings.Compare(x.Key, y.Key) }) {
		t.Error("permissions are not sorted by key")
	}
	for _, p := range list {
		if p.Key == "" || p.Text == "" || p.Address.Name == "" {
			t.Errorf("incomplete permission %+v", p)
		}
	}
}

package compiler

import (
	"context"
	"io/fs"
	"testing"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/examples"
	"espc.dev/schema"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

// The examples in languages that compute are the same topologies, to the place and origin of each value, when what computes is
// evaluated elsewhere.
func TestTheExamplesAreTheSameEvaluatedApart(t *testing.T) {
	for _, dir := range []string{"polyglot/cue", "polyglot/jsonnet", "polyglot/mixed"} {
		t.Run(dir, func(t *testing.T) {
			folder, err := fs.Sub(examples.Files, dir)
			if err != nil {
				t.Fatal(err)
			}
			evaluator := frontendtest.NewEvaluator(t, Languages()...)
			var compiled []*schema.Topology
			for _, options := range []Options{{}, {Evaluator: evaluator}} {
				p, ds := OpenWith(source.New(folder).WithLibrary(stdlib.Modules()), options)
				names, more := p.Environments(context.Background(), nil)
				topology, evenMore := p.Compile(context.Background(), names[0], nil)
				if ds.HasErrors() || more.HasErrors() || evenMore.HasErrors() {
					t.Fatal(ds, more, evenMore)
				}
				compiled = append(compiled, topology)
			}
			if evaluator.Asked == 0 {
				t.Error("nothing was evaluated apart")
			}
			here, apart := compiled[0].Entities(), compiled[1].Entities()
			if len(here) != len(apart) {
				t.Fatalf("%d entities, not %d", len(apart), len(here))
			}
			for i, e := range here {
				sameNodes(t, e.EntityMeta().Address.String(), e.EntityMeta().Node, apart[i].EntityMeta().Node)
			}
		})
	}
}

func sameNodes(t *testing.T, at string, a, b *tree.Node) {
	t.Helper()
	if a.Kind != b.Kind || a.Text != b.Text || a.Ref != b.Ref || len(a.Items) != len(b.Items) || len(a.Fields) != len(b.Fields) || !sameOrigin(a.Origin, b.Origin) {
		t.Errorf("%s is %s (%+v), evaluated apart %s (%+v)", at, tree.AppendJSON(nil, a, ""), a.Origin, tree.AppendJSON(nil, b, ""), b.Origin)
		return
	}
	for i := range a.Items {
		sameNodes(t, at+"[]", a.Items[i], b.Items[i])
	}
	for i, f := range a.Fields {
		if f.Key != b.Fields[i].Key {
			t.Errorf("%s.%s is in another place", at, f.Key)
		}
		sameNodes(t, at+"."+f.Key, f.Value, b.Fields[i].Value)
	}
}

func sameOrigin(a, b *tree.Origin) bool {
	for ; a != nil && b != nil; a, b = a.From, b.From {
		if a.How != b.How || a.Rule != b.Rule || len(a.Also) != len(b.Also) {
			return false
		}
		for _, r := range [][2]int32{{a.Range.Start, b.Range.Start}, {a.Range.End, b.Range.End}, {a.Name.Start, b.Name.Start}, {a.Name.End, b.Name.End}} {
			if r[0] != r[1] {
				return false
			}
		}
		if (a.Range.File == nil) != (b.Range.File == nil) || a.Range.File != nil && a.Range.File.Name != b.Range.File.Name {
			return false
		}
	}
	return a == nil && b == nil
}

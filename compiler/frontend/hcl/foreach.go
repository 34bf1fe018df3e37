package hcl

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// instance is one entity of a block with for_each: what each.key and each.value are in it.
type instance struct {
	key            string
	keyNode, value *tree.Node
	attr           *hclsyntax.Attribute
}

// expansion is what a for_each was evaluated to.
type expansion struct {
	instances []instance
	failed    bool
}

// instances evaluates a for_each once; they come sorted by key. A for_each that fails has none.
func (ev *evaluator) instances(f *file, b *hclsyntax.Block, each *hclsyntax.Attribute) expansion {
	if known, ok := ev.expansions[each]; ok {
		return known
	}
	out := expansion{failed: true}
	ev.keep(func() {
		ev.enter("for_each of "+b.Type+"."+b.Labels[0], f.at(each.NameRange), func() {
			s := ev.scope(f)
			if value := s.eval(each.Expr); value != nil {
				out.instances, out.failed = s.eachOf(value, each)
			}
		})
	})
	ev.expansions[each] = out
	return out
}

// enter computes a value that others may need; a value that needs itself is an error that shows the path.
func (ev *evaluator) enter(name string, at diag.Range, compute func()) {
	if i := slices.Index(ev.path, name); i >= 0 {
		path := append(slices.Clone(ev.path[i:]), name)
		ev.report(diag.EvaluationCycle.At(at, "%s needs itself: %s", name, strings.Join(path, " → ")).WithFix("take one step out of the path"))
		return
	}
	if len(ev.path) >= maxChain {
		ev.stop(at, "local values need each other more than 500 deep here")
		return
	}
	ev.path = append(ev.path, name)
	compute()
	ev.path = ev.path[:len(ev.path)-1]
}

// eachOf makes an instance for each entry of a map or each string of a list.
func (s *scope) eachOf(value *tree.Node, each *hclsyntax.Attribute) (out []instance, failed bool) {
	at := s.file.at(each.Expr.Range())
	fail := func(at diag.Range, format string, args ...any) ([]instance, bool) {
		s.report(diag.ForEachValue.At(at, format, args...).WithFix("write a map, or a list of different strings"))
		return nil, true
	}
	if name := s.secretName(value); name != "" {
		return fail(at, "for_each can't go over the sensitive variable %q: names would tell its value", name)
	}
	if s.instanced += len(value.Fields) + len(value.Items); s.instanced > frontend.MaxBlocks {
		s.keep(func() {
			s.report(diag.TooLarge.At(at, "with this for_each, there are more than 20,000 entities").WithFix("split the topology into several"))
		})
		s.stopped = true
		return nil, true
	}
	switch value.Kind {
	case tree.Map:
		for i := range value.Fields {
			f := &value.Fields[i]
			key := s.node(tree.String, at)
			key.Text = f.Key
			if f.Value.Origin != nil {
				key.Origin.Range = f.Value.Origin.KeyPlace()
			}
			out = append(out, instance{key: f.Key, keyNode: s.keyed(key, value), value: f.Value, attr: each})
		}
	case tree.List:
		for _, item := range value.Items {
			switch {
			case s.secretName(item) != "":
				return fail(at, "for_each can't go over a sensitive value: names would tell it")
			case item.Kind != tree.String:
				return fail(at, "for_each takes a list of strings; this one holds %s", item.Kind)
			}
			out = append(out, instance{key: item.Text, keyNode: item, value: item, attr: each})
		}
	default:
		return fail(at, "for_each takes a map or a list of strings, not %s", value.Kind)
	}
	slices.SortStableFunc(out, func(a, b instance) int { return cmp.Compare(a.key, b.key) })
	for i := 1; i < len(out); i++ {
		if out[i].key == out[i-1].key {
			return fail(at, "for_each has the key %q twice", out[i].key)
		}
	}
	return out, false
}

package fields

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// atomic compares what is replaced as a whole: all that the live value has counts, but what the server fills in. in is the name of the
// field that holds it.
func atomic(want, live *tree.Node, in string, origin *tree.Origin) *tree.Node {
	switch {
	case want == nil:
		return atomicAlone(live, in, origin)
	case want.Kind == tree.Map && live.Kind == tree.Map:
		return atomicMap(want, live, in, origin)
	case want.Kind == tree.List && live.Kind == tree.List:
		return atomicList(want, live, in, origin)
	case want.Kind == live.Kind && want.Text == live.Text && want.Kind != tree.Map && want.Kind != tree.List:
		return want
	}
	return clone(live, origin)
}

func atomicMap(want, live *tree.Node, in string, origin *tree.Origin) *tree.Node {
	same, seen := true, 0
	fields := make([]tree.Field, 0, len(want.Fields))
	for _, f := range want.Fields {
		l := live.Get(f.Key)
		if l == nil {
			if emptied(f.Value, nil) || f.Value.Kind == tree.Null {
				fields = append(fields, f)
				continue
			}
			same = false
			continue
		}
		seen++
		value := atomic(f.Value, l, f.Key, origin)
		same = same && value == f.Value
		fields = append(fields, tree.Field{Key: f.Key, Value: value})
	}
	if seen < len(live.Fields) {
		for _, f := range live.Fields {
			if want.Get(f.Key) == nil && !isDefault(in, f.Key, f.Value) {
				fields = append(fields, tree.Field{Key: strings.Clone(f.Key), Value: atomic(nil, f.Value, f.Key, origin)})
				same = false
			}
		}
	}
	if same {
		return want
	}
	return &tree.Node{Kind: tree.Map, Fields: fields, Origin: origin}
}

// atomicList compares lists: elements that are wanted somewhere are the wanted ones, the rest is compared with what is wanted at its
// place.
func atomicList(want, live *tree.Node, in string, origin *tree.Origin) *tree.Node {
	out := make([]*tree.Node, len(live.Items))
	same := len(want.Items) == len(live.Items)
	for i := range min(len(want.Items), len(live.Items)) {
		out[i] = atomic(want.Items[i], live.Items[i], in, origin)
		same = same && out[i] == want.Items[i]
	}
	if same {
		return want
	}
	var free []*tree.Node // wanted elements that are not where they should be
	for i, w := range want.Items {
		if i >= len(out) || out[i] != w {
			free = append(free, w)
		}
	}
	for i, l := range live.Items {
		if i < len(want.Items) && out[i] == want.Items[i] {
			continue
		}
		if at := slices.IndexFunc(free, func(w *tree.Node) bool { return atomic(w, l, in, origin) == w }); at >= 0 {
			out[i] = free[at]
			free = slices.Delete(free, at, at+1)
		} else if out[i] == nil || len(want.Items) != len(live.Items) {
			out[i] = atomic(nil, l, in, origin)
		}
	}
	return &tree.Node{Kind: tree.List, Items: out, Origin: origin}
}

// atomicAlone copies what is not wanted, without what the server fills in.
func atomicAlone(live *tree.Node, in string, origin *tree.Origin) *tree.Node {
	out := &tree.Node{Kind: live.Kind, Text: strings.Clone(live.Text), Origin: origin}
	for _, item := range live.Items {
		out.Items = append(out.Items, atomicAlone(item, in, origin))
	}
	for _, f := range live.Fields {
		if !isDefault(in, f.Key, f.Value) {
			out.Fields = append(out.Fields, tree.Field{Key: strings.Clone(f.Key), Value: atomicAlone(f.Value, f.Key, origin)})
		}
	}
	return out
}

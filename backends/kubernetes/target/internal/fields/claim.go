package fields

import (
	"slices"

	"espc.dev/schema/tree"
)

// Claim returns a JSON merge patch that gives what squats in an object, as it is in the cluster, to espc's manager, so that the next
// apply takes it away: an apply removes what its manager owns and does not want, and nothing else. A Service's port that somebody
// changed from 80 to 81 is such a thing: port 80 would come beside it, under the same name, which the server refuses. The patch
// changes metadata.managedFields alone, and of no other version of the object. Claim reports false where there is nothing to claim,
// or where another tool applies it.
func (c *Comparison) Claim(typ string, object []byte, want *tree.Node) ([]byte, bool) {
	var d Decoder
	live, err := d.Decode(object)
	if err != nil {
		return nil, false
	}
	c.projection(typ, live).root(want)
	list := &tree.Node{}
	was := live.Root.Get("metadata").Get("managedFields").Str()
	if len(live.squatters) == 0 || list.UnmarshalJSON([]byte(was)) != nil {
		return nil, false
	}
	var own *tree.Node
	for _, e := range list.Items {
		if e.Get("manager").Str() == c.Manager && e.Get("operation").Str() == "Apply" && e.Get("subresource").Str() == "" {
			own = e.Get("fieldsV1")
		}
	}
	if own == nil {
		return nil, false
	}
	for _, e := range list.Items {
		set := e.Get("fieldsV1")
		if set == nil || set == own {
			continue
		}
		for _, path := range live.squatters {
			keys := keysOf(set, path)
			switch {
			case keys == nil:
			case e.Get("operation").Str() == "Apply":
				return nil, false
			default:
				graft(own, keys, cut(set, keys))
			}
		}
	}
	list.Items = slices.DeleteFunc(list.Items, func(e *tree.Node) bool { return len(e.Get("fieldsV1").Fields) == 0 })
	return tree.AppendJSON(nil, tree.NewMap(tree.F("metadata", tree.NewMap(
		tree.F("resourceVersion", tree.NewString(live.ResourceVersion())), tree.F("managedFields", list),
	))), ""), true
}

// keysOf follows a path in what somebody owns, and returns the keys; nil where nothing of it is owned.
func keysOf(set *tree.Node, path []step) []string {
	var keys []string
	for _, s := range path {
		i := slices.IndexFunc(set.Fields, func(f tree.Field) bool {
			if s.item != nil {
				return is(f.Key, s.item)
			}
			return f.Key == "f:"+s.key
		})
		if i < 0 {
			return nil
		}
		keys = append(keys, set.Fields[i].Key)
		set = set.Fields[i].Value
	}
	return keys
}

// cut takes the value at keys out of a set, and what has nothing in it then.
func cut(set *tree.Node, keys []string) *tree.Node {
	i := slices.IndexFunc(set.Fields, func(f tree.Field) bool { return f.Key == keys[0] })
	value := set.Fields[i].Value
	if len(keys) > 1 {
		value = cut(value, keys[1:])
	}
	if len(keys) == 1 || len(set.Fields[i].Value.Fields) == 0 {
		set.Fields = slices.Delete(set.Fields, i, i+1)
	}
	return value
}

// graft puts a value into a set at keys.
func graft(set *tree.Node, keys []string, value *tree.Node) {
	for _, key := range keys[:len(keys)-1] {
		next := set.Get(key)
		if next == nil {
			next = &tree.Node{Kind: tree.Map}
			set.Fields = append(set.Fields, tree.Field{Key: key, Value: next})
		}
		set = next
	}
	if last := keys[len(keys)-1]; set.Get(last) == nil {
		set.Fields = append(set.Fields, tree.Field{Key: last, Value: value})
	}
}

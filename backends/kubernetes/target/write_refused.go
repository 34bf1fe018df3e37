package target

import (
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// refused is what the cluster has against an object: a diagnostic for each field that it names, at the line of the field.
func (r *run) refused(c *backends.Change, e *client.Error) diag.List {
	var ds diag.List
	for _, cause := range e.Causes {
		if cause.Field == "" || cause.Field == "<nil>" {
			continue
		}
		d := r.at(diag.ObjectRefused, c, "%s: %s: %s", c.Address, cause.Field, cause.Message)
		if place := fieldPlace(c.After, cause.Field); !place.IsZero() {
			d.Subject = place
		}
		ds = append(ds, d.WithFix("mend the field, then run %s", r.command(r.verb)))
	}
	if len(ds) == 0 {
		ds = append(ds, r.at(diag.ObjectRefused, c, "%s: %s", c.Address, e.Message).WithFix("mend what the cluster names, then run %s", r.command(r.verb)))
	}
	return ds
}

// fieldPlace returns where a field of an object comes from, by the server's path: spec.template.spec.containers[0].image. It is the
// place of the nearest field above that has one.
func fieldPlace(n *tree.Node, path string) diag.Range {
	place := n.Range()
	for path != "" && n != nil {
		var key string
		if key, path = nextKey(path); key == "" {
			break
		}
		if i, err := strconv.Atoi(key); err == nil && n.Kind == tree.List {
			if i < 0 || i >= len(n.Items) {
				break
			}
			n = n.Items[i]
		} else {
			n = n.Get(key)
		}
		if at := n.Range(); !at.IsZero() {
			place = at
		}
	}
	return place
}

// nextKey cuts the first key off a path: a name, or what is in brackets.
func nextKey(path string) (key, rest string) {
	path = strings.TrimPrefix(path, ".")
	if inner, ok := strings.CutPrefix(path, "["); ok {
		key, rest, _ = strings.Cut(inner, "]")
		return strings.Trim(key, `"`), rest
	}
	end := strings.IndexAny(path, ".[")
	if end < 0 {
		return path, ""
	}
	return path[:end], path[end:]
}

package jsonschema

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// reference checks a $ref: it stays inside the schema, leads somewhere, and does not come back to itself through nothing
// but references.
func (c *checker) reference(n *tree.Node, pointer string) {
	var seen []string
	for ref := n.Text; ; {
		if slices.Contains(seen, ref) {
			c.failReference(n, pointer, "the references go round in a circle: "+strings.Join(append(seen, ref), " → "))
			return
		}
		seen = append(seen, ref)
		target, why := c.follow(ref)
		if why != "" {
			if len(seen) == 1 { // a later one is told where it stands
				c.failReference(n, pointer, why)
			}
			return
		}
		next := target.Get("$ref")
		if next == nil || next.Kind != tree.String {
			return
		}
		ref = next.Text
	}
}

func (c *checker) failReference(n *tree.Node, pointer, why string) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Node: n, Pointer: pointer, Reason: why, Reference: true})
	}
}

// follow returns what a reference leads to.
func (c *checker) follow(ref string) (target *tree.Node, why string) {
	fragment, local := strings.CutPrefix(ref, "#")
	if !local {
		return nil, "the reference " + strconv.Quote(ref) + " leads out of the schema"
	}
	if fragment == "" {
		return c.root, ""
	}
	if !strings.HasPrefix(fragment, "/") {
		if n := anchor(c.root, fragment, 0); n != nil {
			return n, ""
		}
		return nil, "there is no $anchor " + strconv.Quote(fragment)
	}
	target = c.root
	for part := range strings.SplitSeq(fragment[1:], "/") {
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
		if target = child(target, part); target == nil {
			return nil, "the reference " + strconv.Quote(ref) + " leads nowhere"
		}
	}
	return target, ""
}

func child(n *tree.Node, key string) *tree.Node {
	if n.Kind == tree.List {
		if i, err := strconv.Atoi(key); err == nil && i >= 0 && i < len(n.Items) {
			return n.Items[i]
		}
		return nil
	}
	return n.Get(key)
}

// anchor finds the schema with an $anchor.
func anchor(n *tree.Node, name string, depth int) *tree.Node {
	if depth > 100 {
		return nil
	}
	if a := n.Get("$anchor"); a != nil && a.Kind == tree.String && a.Text == name {
		return n
	}
	for _, item := range n.Items {
		if found := anchor(item, name, depth+1); found != nil {
			return found
		}
	}
	for _, f := range n.Fields {
		if found := anchor(f.Value, name, depth+1); found != nil {
			return found
		}
	}
	return nil
}

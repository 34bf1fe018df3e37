package jsonschema

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// reference checks that a $ref stays inside the schema and leads somewhere.
func (c *checker) reference(n *tree.Node, pointer string) {
	c.pointers[n] = pointer
	if _, why := c.follow(n.Text); why != "" {
		c.failReference(n, pointer, why)
	}
}

// circles reports references that come back to where they started without going down into the data: a validator would follow
// them for ever. It follows what applies to the same value: references, allOf and its like.
func (c *checker) circles() {
	w := walk{checker: c, seen: map[*tree.Node]int{}}
	for _, n := range c.all {
		w.schema(n)
	}
}

// walk is a way through schemas. seen has done for those that lead to no circle, else how many references were on the way when it
// came to one, plus one.
type walk struct {
	*checker
	seen map[*tree.Node]int
	refs []string
}

const done = -1

func (w *walk) schema(n *tree.Node) {
	if n == nil || n.Kind != tree.Map || w.seen[n] != 0 {
		return
	}
	w.seen[n] = len(w.refs) + 1
	for _, f := range n.Fields {
		switch f.Key {
		case "$ref", "$dynamicRef":
			w.reference(f.Value)
		case "allOf", "anyOf", "oneOf":
			for _, item := range f.Value.Items {
				w.schema(item)
			}
		case "not", "if", "then", "else":
			w.schema(f.Value)
		case "dependentSchemas":
			for _, inner := range f.Value.Fields {
				w.schema(inner.Value)
			}
		}
	}
	w.seen[n] = done
}

func (w *walk) reference(n *tree.Node) {
	if n.Kind != tree.String {
		return
	}
	target, _ := w.follow(n.Text)
	if target == nil {
		return
	}
	if i := w.seen[target]; i > 0 {
		circle := slices.Concat([]string{n.Text}, w.refs[i-1:], []string{n.Text})
		w.failReference(n, w.pointers[n], "the references go round in a circle: "+strings.Join(circle[:min(len(circle), 8)], " → "))
		return
	}
	w.refs = append(w.refs, n.Text)
	w.schema(target)
	w.refs = w.refs[:len(w.refs)-1]
}

func (c *checker) failReference(n *tree.Node, pointer, why string) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Node: n, Pointer: pointer, Reason: why, Reference: true})
	}
}

// follow returns what a reference leads to, or why it leads nowhere.
func (c *checker) follow(ref string) (target *tree.Node, why string) {
	known, ok := c.targets[ref]
	if !ok {
		known.node, known.why = c.find(ref)
		c.targets[ref] = known
	}
	return known.node, known.why
}

type target struct {
	node *tree.Node
	why  string
}

func (c *checker) find(ref string) (target *tree.Node, why string) {
	fragment, local := strings.CutPrefix(ref, "#")
	if !local {
		return nil, "the reference " + strconv.Quote(ref) + " leads out of the schema"
	}
	if fragment == "" {
		return c.root, ""
	}
	if !strings.HasPrefix(fragment, "/") {
		if c.anchors == nil {
			c.anchors = map[string]*tree.Node{}
			c.findAnchors(c.root, 0)
		}
		if n := c.anchors[fragment]; n != nil {
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

// findAnchors finds the schemas with an $anchor; the first of a name counts.
func (c *checker) findAnchors(n *tree.Node, depth int) {
	if depth > 100 {
		return
	}
	if a := n.Get("$anchor"); a != nil && a.Kind == tree.String && c.anchors[a.Text] == nil {
		c.anchors[a.Text] = n
	}
	for _, item := range n.Items {
		c.findAnchors(item, depth+1)
	}
	for _, f := range n.Fields {
		c.findAnchors(f.Value, depth+1)
	}
}

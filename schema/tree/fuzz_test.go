package tree_test

import (
	"strconv"
	"testing"

	"espc.dev/schema/tree"
)

// FuzzYAML puts two strings into every position and reads what is emitted back with every reader.
func FuzzYAML(f *testing.F) {
	for i, s := range hard {
		f.Add(s, hard[(i+1)%len(hard)])
	}
	f.Fuzz(func(t *testing.T, key, value string) {
		check(t, tree.NewString(value))
		check(t, everywhere(key, value))
	})
}

// FuzzYAMLOfAnyShape grows a tree of any shape from bytes and reads what is emitted back with every reader.
func FuzzYAMLOfAnyShape(f *testing.F) {
	for i, s := range hard {
		next := hard[(i+1)%len(hard)]
		for _, shape := range []string{"m\x02", "l\x02", "m\x01l\x02m\x02", "l\x01l\x01m\x01"} {
			f.Add([]byte(shape + string(rune(len(s)%128)) + s + "s" + string(rune(len(next)%128)) + next + "n\x00\x07bz"))
		}
	}
	f.Fuzz(func(t *testing.T, shape []byte) {
		g := grower{rest: shape, most: 2000}
		check(t, g.node(0))
	})
}

// grower makes trees of bytes: a byte for a node's kind, one for its size, then what is in it.
type grower struct {
	rest []byte
	most int // how many nodes may be made yet
}

func (g *grower) next() byte {
	if len(g.rest) == 0 {
		return 0
	}
	b := g.rest[0]
	g.rest = g.rest[1:]
	return b
}

func (g *grower) text() string {
	n := min(int(g.next()), len(g.rest))
	s := string(g.rest[:n])
	g.rest = g.rest[n:]
	return s
}

func (g *grower) node(depth int) *tree.Node {
	const deepest = 40
	kind := g.next()
	g.most--
	switch {
	case kind == 'm' && depth < deepest:
		n := &tree.Node{Kind: tree.Map}
		known := map[string]bool{}
		for range g.next() % 16 {
			key := g.text()
			if known[eachInvalid(key)] || g.most < 0 {
				continue
			}
			known[eachInvalid(key)] = true
			n.Fields = append(n.Fields, tree.F(key, g.node(depth+1)))
		}
		return n
	case kind == 'l' && depth < deepest:
		n := &tree.Node{Kind: tree.List}
		for range g.next() % 16 {
			if g.most >= 0 {
				n.Items = append(n.Items, g.node(depth+1))
			}
		}
		return n
	case kind == 'n':
		return g.number()
	case kind == 'b':
		return tree.NewBool(g.next()%2 == 0)
	case kind == 'z':
		return &tree.Node{}
	}
	return tree.NewString(g.text())
}

// number is one in JSON's syntax: an integer, one with a fraction, one with an exponent.
func (g *grower) number() *tree.Node {
	form, a, b := g.next(), int64(g.next())-100, int64(g.next())
	text := strconv.FormatInt(a*a*a*b, 10)
	if form&1 != 0 {
		text += "." + strconv.FormatInt(b, 10)
	}
	if form&2 != 0 {
		text += []string{"e", "E", "e+", "E-"}[form>>2&3] + strconv.FormatInt(b, 10)
	}
	return &tree.Node{Kind: tree.Number, Text: text}
}

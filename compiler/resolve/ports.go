package resolve

import (
	"fmt"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// ports reports two ports of one service that are alike: the same number, and both over TCP or both over UDP.
func (c *checker) ports() {
	for _, m := range c.t.Microservices {
		taken := map[string]*tree.Node{}
		if m.Port.V > 0 {
			taken[fmt.Sprint("tcp ", m.Port.V)] = m.Port.Node
		}
		for _, p := range m.PortNamed {
			transport := "tcp"
			if p.Protocol.V == "udp" {
				transport = "udp"
			}
			if p.Port.V == 0 {
				continue // missing or malformed, as decode says
			}
			id := fmt.Sprint(transport, " ", p.Port.V)
			if other := taken[id]; other != nil {
				c.report(m.Address, diag.NameCollision.At(p.Port.Node.Range(), "%s has the port %d over %s twice", m.Address, p.Port.V, transport).
					WithRelated(at(other, m.Node), "the other one").WithFix("choose another number; target can stay what the container listens on"))
				continue
			}
			taken[id] = p.Port.Node
		}
	}
}

// mounts reports two mounts of one path, and volumes and scratch space of one name.
func (c *checker) mounts() {
	for _, m := range c.t.Microservices {
		paths, names := c.distinct(m.Address, "mount path"), c.distinct(m.Address, "volume name")
		for _, v := range m.Volume {
			paths(v.Path.V, v.Path.Node, v.Node)
			names(v.Label, nil, v.Node)
		}
		for _, s := range m.Scratch {
			paths(s.Path.V, s.Path.Node, s.Node)
			names(s.Label, nil, s.Node)
		}
		for _, f := range m.File {
			paths(f.Label, nil, f.Node)
			c.exactlyOne(m.Address, f.Node, "file "+f.Label, choice{"inline", f.Inline.Node}, choice{"source", f.Source.Node})
		}
	}
	for _, j := range c.t.Jobs {
		paths := c.distinct(j.Address, "mount path")
		for _, s := range j.Scratch {
			paths(s.Path.V, s.Path.Node, s.Node)
		}
	}
}

// distinct returns a function that reports a text which it was given before.
func (c *checker) distinct(of schema.Address, what string) func(text string, n, around *tree.Node) {
	taken := map[string]*tree.Node{}
	return func(text string, n, around *tree.Node) {
		if text == "" {
			return
		}
		if n == nil {
			n = &tree.Node{Origin: tree.At(key(around))}
		}
		if other := taken[text]; other != nil {
			c.report(of, diag.NameCollision.At(n.Range(), "%s has the %s %s twice", of, what, text).
				WithRelated(other.Range(), "the other one").WithFix("choose another one"))
			return
		}
		taken[text] = n
	}
}

package jsonata

// slot is what a % still looks for: how many steps further out its parent is.
type slot struct{ level int }

// push hands the parents that a part still looks for to what contains it.
func (n *Node) push(part *Node) {
	if part == nil {
		return
	}
	n.seeking = append(n.seeking, part.seeking...)
	if part.Kind == Parent && part.slot != nil {
		n.seeking = append(n.seeking, part.slot)
	}
}

// resolveAncestry finds the parents that a path's last step looks for among the steps before it.
func (r *resolver) resolveAncestry(path *Node) {
	if r.err != nil {
		return
	}
	last := path.lastStep()
	slots := last.seeking
	if last.Kind == Parent {
		slots = append(slots[:len(slots):len(slots)], last.slot)
	}
	for _, s := range slots {
		index := len(path.Items) - 2
		for s.level > 0 && r.err == nil {
			if index < 0 {
				path.seeking = append(path.seeking, s)
				break
			}
			step := path.Items[index]
			index--
			// steps in a row that bind the focus count as one
			for index >= 0 && step.Focus != "" && path.Items[index].Focus != "" {
				step = path.Items[index]
				index--
			}
			r.seekParent(step, s)
		}
	}
}

// seekParent goes one step out.
func (r *resolver) seekParent(n *Node, s *slot) {
	switch n.Kind {
	case Name, Wildcard:
		s.level--
	case Parent:
		s.level++
	case Block:
		if len(n.Items) > 0 {
			r.seekParent(n.Items[len(n.Items)-1], s)
		}
	case Path:
		index := len(n.Items) - 1
		r.seekParent(n.Items[index], s)
		for index--; s.level > 0 && index >= 0 && r.err == nil; index-- {
			r.seekParent(n.Items[index], s)
		}
	default:
		r.fail("S0217", n, "% has no parent here: it stands for what contains a step of a path")
	}
}

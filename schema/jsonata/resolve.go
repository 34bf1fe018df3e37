package jsonata

// resolver is the second pass: it makes paths of dots, and hangs predicates, groups and bindings on their steps.
type resolver struct{ err *Error }

func (r *resolver) fail(code string, at *Node, summary string) {
	if r.err == nil {
		r.err = fail(code, at.From, at.To, "%s", summary)
	}
}

// node resolves a node. It never returns nil for one.
func (r *resolver) node(n *Node) *Node {
	if r.err != nil || n == nil {
		return n
	}
	out := r.resolved(n)
	if n.KeepArray {
		out.KeepArray = true
	}
	return out
}

func (r *resolver) resolved(n *Node) *Node {
	switch n.Kind {
	case Name:
		return &Node{Kind: Path, From: n.From, To: n.To, at: n.at, Items: []*Node{n}}
	case Parent:
		n.slot = &slot{level: 1}
		return n
	case Binary:
		return r.binary(n)
	case Negation:
		n.Left = r.node(n.Left)
		if n.Left.Kind == Number {
			n.Left.Number = -n.Left.Number
			n.Left.From = n.From
			return n.Left
		}
		n.push(n.Left)
	case Array, Block:
		r.items(n, true)
	case Object:
		for i, p := range n.Pairs {
			key, value := r.node(p.Key), r.node(p.Value)
			n.push(key)
			n.push(value)
			n.Pairs[i] = Pair{key, value}
		}
	case Function, Partial:
		r.items(n, true)
		n.Left = r.node(n.Left)
	case Lambda:
		n.Right = r.node(n.Right)
	case Condition:
		n.Left, n.Right, n.Else = r.node(n.Left), r.node(n.Right), r.node(n.Else)
		n.push(n.Left)
		n.push(n.Right)
		n.push(n.Else)
	case Transform:
		n.Left, n.Right, n.Else = r.node(n.Left), r.node(n.Right), r.node(n.Else)
	}
	return n
}

func (r *resolver) items(n *Node, push bool) {
	for i, item := range n.Items {
		n.Items[i] = r.node(item)
		if push {
			n.push(n.Items[i])
		}
	}
}

// binary resolves what an operator between two operands makes.
func (r *resolver) binary(n *Node) *Node {
	switch n.Text {
	case ".":
		return r.dot(n)
	case "[":
		return r.predicate(n)
	case "{":
		out := r.node(n.Left)
		if out.Group != nil {
			r.fail("S0210", n, "what is grouped is not grouped again")
		}
		group := &Node{Kind: Object, From: n.at, To: n.To, at: n.at}
		for _, p := range n.Pairs {
			group.Pairs = append(group.Pairs, Pair{r.node(p.Key), r.node(p.Value)})
		}
		out.Group, out.To = group, n.To
		return out
	case "^":
		out := r.path(r.node(n.Left))
		sort := &Node{Kind: Sort, From: n.at, To: n.To, at: n.at}
		for _, t := range n.Terms {
			term := Term{t.Descending, r.node(t.Expr)}
			sort.push(term.Expr)
			sort.Terms = append(sort.Terms, term)
		}
		out.Items, out.To = append(out.Items, sort), n.To
		r.resolveAncestry(out)
		return out
	case ":=":
		n.Kind, n.Text = Bind, ""
		n.Left, n.Right = r.node(n.Left), r.node(n.Right)
		n.push(n.Right)
		return n
	case "@":
		return r.focus(n)
	case "#":
		out := r.node(n.Left)
		step := out
		if out.Kind == Path {
			step = out.lastStep()
		}
		out = r.path(out)
		if step.Stages == nil {
			step.Index = n.Right.Text
		} else {
			step.Stages = append(step.Stages, Stage{Index: n.Right.Text})
		}
		out.To = n.To
		return out
	case "~>":
		n.Kind, n.Text = Apply, ""
		n.Left, n.Right = r.node(n.Left), r.node(n.Right)
		n.KeepArray = n.Left.KeepArray || n.Right.KeepArray
		return n
	}
	n.Left, n.Right = r.node(n.Left), r.node(n.Right)
	n.push(n.Left)
	n.push(n.Right)
	return n
}

// path returns a path, or one whose only step is what is given.
func (r *resolver) path(n *Node) *Node {
	if n.Kind == Path {
		return n
	}
	return &Node{Kind: Path, From: n.From, To: n.To, at: n.at, Items: []*Node{n}}
}

func (n *Node) lastStep() *Node { return n.Items[len(n.Items)-1] }

// dot joins two paths.
func (r *resolver) dot(n *Node) *Node {
	left := r.node(n.Left)
	out := r.path(left)
	from := 0 // the steps before were looked at when theirs were joined
	if left.Kind == Path && n.Left.Kind == Binary && n.Left.Text == "." {
		from = len(left.Items)
	}
	if left.Kind == Parent {
		out.seeking = []*slot{left.slot}
	}
	right := r.node(n.Right)
	if right.Kind == Path {
		out.Items = append(out.Items, right.Items...)
	} else {
		out.Items = append(out.Items, right)
	}
	if r.err != nil {
		return out
	}
	for _, step := range out.Items[from:] {
		switch step.Kind {
		case Number, Literal:
			r.fail("S0213", step, "a number, true, false or null is no step of a path")
		case String:
			step.Kind = Name
		}
	}
	out.To = n.To
	r.resolveAncestry(out)
	return out
}

// predicate hangs what stands in brackets on the step before it.
func (r *resolver) predicate(n *Node) *Node {
	out := r.node(n.Left)
	step := out
	if out.Kind == Path {
		step = out.lastStep()
	}
	if step.Group != nil {
		r.fail("S0209", n, "a predicate does not follow what is grouped")
	}
	predicate := r.node(n.Right)
	if r.err != nil {
		return out
	}
	if predicate.seeking != nil {
		for _, s := range predicate.seeking {
			if s.level == 1 {
				r.seekParent(step, s)
			} else {
				s.level--
			}
		}
		step.push(predicate)
	}
	step.Stages = append(step.Stages, Stage{Predicate: predicate})
	out.To = n.To
	return out
}

// focus hangs the variable of @ on the step before it.
func (r *resolver) focus(n *Node) *Node {
	out := r.node(n.Left)
	step := out
	if out.Kind == Path {
		step = out.lastStep()
	}
	switch {
	case step.Stages != nil:
		r.fail("S0215", n, "@ stands before a predicate, not after it")
	case step.Kind == Sort:
		r.fail("S0216", n, "@ stands before an order-by, not after it")
	}
	if n.KeepArray {
		step.KeepArray = true
	}
	step.Focus, out.To = n.Right.Text, n.To
	return out
}

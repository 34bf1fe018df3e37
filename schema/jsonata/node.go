package jsonata

// Kind is what a node of the tree is.
type Kind string

// The kinds of nodes.
const (
	Path       Kind = "path"       // Items: the steps
	Name       Kind = "name"       // a step: Text is the field
	String     Kind = "string"     // Text
	Number     Kind = "number"     // Number
	Literal    Kind = "value"      // Text: true, false or null
	Wildcard   Kind = "wildcard"   // *
	Descendant Kind = "descendant" // **
	Parent     Kind = "parent"     // %
	Variable   Kind = "variable"   // Text without the $, "" for $ itself
	Regex      Kind = "regex"      // Text as written, with its slashes and flags
	Negation   Kind = "negation"   // Left
	Array      Kind = "array"      // Items
	Object     Kind = "object"     // Pairs
	Binary     Kind = "binary"     // Text is the operator; Left and Right
	Condition  Kind = "condition"  // Left ? Right : Else, which may be nil; x ?: y and x ?? y too
	Bind       Kind = "bind"       // Left is the variable, Right its value
	Function   Kind = "function"   // Left is what is called, Items its arguments
	Partial    Kind = "partial"    // a call with places left open
	Place      Kind = "place"      // the ? of a partial call
	Lambda     Kind = "lambda"     // Items: the parameters; Text: the signature; Right: the body
	Block      Kind = "block"      // Items
	Transform  Kind = "transform"  // |Left|Right, Else|
	Apply      Kind = "apply"      // Left ~> Right
	Sort       Kind = "sort"       // a step: Terms
)

// Node is a node of the tree.
type Node struct {
	Kind Kind
	// From and To are what the node spans of the source, in bytes.
	From, To int

	Text              string
	Number            float64
	Left, Right, Else *Node
	Items             []*Node
	Pairs             []Pair
	Terms             []Term

	// Stages are what follows in brackets, in order.
	Stages []Stage
	// Group is an Object that groups the results, or nil.
	Group *Node
	// Focus and Index are the variables that @ and # bind, "" for none.
	Focus, Index string
	// KeepArray is set where [] asks for an array even of one.
	KeepArray bool

	at      int     // where the token stands that makes the node
	word    bool    // and, or, in: may be a name as well
	slot    *slot   // a Parent's
	seeking []*slot // parents that are still to be found further out
}

// Pair is a key and its value in an Object.
type Pair struct{ Key, Value *Node }

// Term is one criterion of a Sort.
type Term struct {
	Descending bool
	Expr       *Node
}

// Stage is a predicate, or the index variable that # binds after one.
type Stage struct {
	Predicate *Node
	Index     string
}

// Walk calls f for a node and everything below it, outer first, in the order of the source as far as the tree keeps it. Where f
// returns false, what is below is left out.
func (n *Node) Walk(f func(*Node) bool) {
	if n == nil || !f(n) {
		return
	}
	n.Left.Walk(f)
	for _, item := range n.Items {
		item.Walk(f)
	}
	for _, p := range n.Pairs {
		p.Key.Walk(f)
		p.Value.Walk(f)
	}
	for _, t := range n.Terms {
		t.Expr.Walk(f)
	}
	n.Right.Walk(f)
	n.Else.Walk(f)
	for _, s := range n.Stages {
		s.Predicate.Walk(f)
	}
	n.Group.Walk(f)
}

// clone copies a node and everything below it.
func (n *Node) clone() *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Left, c.Right, c.Else, c.Group = n.Left.clone(), n.Right.clone(), n.Else.clone(), n.Group.clone()
	c.Items = nil
	for _, item := range n.Items {
		c.Items = append(c.Items, item.clone())
	}
	c.Pairs = nil
	for _, p := range n.Pairs {
		c.Pairs = append(c.Pairs, Pair{p.Key.clone(), p.Value.clone()})
	}
	c.Terms = nil
	for _, t := range n.Terms {
		c.Terms = append(c.Terms, Term{t.Descending, t.Expr.clone()})
	}
	return &c
}

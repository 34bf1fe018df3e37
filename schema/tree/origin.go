package tree

import "espc.dev/schema/diag"

// How says in which way a value came to be.
type How uint8

// Ways a value comes to be.
const (
	Written  How = iota // in a file, at Range
	Default             // the schema's default of the field that Rule names: "function.memory"
	Override            // an environment's override, at Range; From is what it replaced, if anything
	Variable            // the variable that Rule names; Range is where it is used, From where its value came from
	Derived             // computed by the rule that Rule names, from From
	Overlay             // a kustomize overlay or patch changed it; Range is the overlay's file
	Held                // a live target holds it, set by the manager that Rule names
)

// String returns the word that `why` shows.
func (h How) String() string {
	return [...]string{"written", "default", "override", "variable", "derived", "overlay", "held"}[h]
}

// Origin is one link in the chain of where a value came from.
type Origin struct {
	How How
	// Range is the value's place in a file, zero for what no file says.
	Range diag.Range
	// Name is the place of the field's key or the block's label, for messages about the key itself.
	Name diag.Range
	// Rule names a default's field, a variable, or a derivation's rule.
	Rule string
	// From is the link before: what was overridden, where a variable got its value, what a value was derived from.
	From *Origin
	// Also are further inputs of a derived value, where one is not enough.
	Also []*Origin
	// Via is the same chain told whole, where this one is cut short so that messages name the place that a person can
	// correct: the argument of a module, not the variable that hands it on. It leads on to where this one does.
	Via *Origin
}

// Place returns the first place in a file along the chain, or the zero Range.
func (o *Origin) Place() diag.Range {
	for ; o != nil; o = o.From {
		if !o.Range.IsZero() {
			return o.Range
		}
	}
	return diag.Range{}
}

// KeyPlace returns the place of the key or label, or else Place.
func (o *Origin) KeyPlace() diag.Range {
	if o != nil && !o.Name.IsZero() {
		return o.Name
	}
	return o.Place()
}

// Through returns a part of a value with the link that the value came by: an element of a list that a variable holds. The
// part's place stays that of the part.
func (n *Node) Through(link *Origin) *Node {
	if link == nil || n.Origin == nil || link == n.Origin || link.How != Variable && link.How != Derived {
		return n
	}
	o := *n.Origin
	o.Via = &Origin{How: link.How, Range: link.Range, Rule: link.Rule, From: n.Origin}
	return n.With(&o)
}

// At returns the origin of something written at a place.
func At(r diag.Range) *Origin { return &Origin{Range: r} }

// Derive returns the origin of what a rule computes from a node; from may be nil for what the rule alone decides.
func Derive(rule string, from *Node) *Origin {
	o := &Origin{How: Derived, Rule: rule}
	if from != nil {
		o.From = from.Origin
	}
	return o
}

// DeriveText returns the origin of a text that a rule makes of a whole tree: what asks for it, then every place that the tree has
// something from, each once.
func DeriveText(rule string, from, tree *Node) *Origin {
	o := Derive(rule, from)
	seen := map[diag.Range]bool{o.Place(): true, {}: true}
	var walk func(n *Node)
	link := func(of *Origin) {
		if r := of.Place(); !seen[r] {
			seen[r] = true
			o.Also = append(o.Also, of)
		}
	}
	walk = func(n *Node) {
		if n.Origin != nil {
			link(n.Origin)
			for _, also := range n.Origin.Also {
				link(also)
			}
		}
		for _, item := range n.Items {
			walk(item)
		}
		for _, f := range n.Fields {
			walk(f.Value)
		}
	}
	if tree != nil {
		walk(tree)
	}
	return o
}

// DeriveFrom returns the origin of what a rule makes of several nodes: the first is the one to look at.
func DeriveFrom(rule string, nodes ...*Node) *Origin {
	var o *Origin
	for _, n := range nodes {
		switch {
		case n == nil:
		case o == nil:
			o = Derive(rule, n)
		case n.Origin != nil:
			o.Also = append(o.Also, n.Origin)
		}
	}
	if o == nil {
		return Derive(rule, nil)
	}
	return o
}

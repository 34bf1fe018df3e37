package hcl

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// conditional evaluates the side that is chosen. The other one must only use names that are declared.
func (s *scope) conditional(e *hclsyntax.ConditionalExpr) *tree.Node {
	condition := s.eval(e.Condition)
	if condition == nil {
		return nil
	}
	yes, ok := s.truth(condition, e.Condition.Range())
	if !ok {
		return nil
	}
	taken, other := e.TrueResult, e.FalseResult
	if !yes {
		taken, other = other, taken
	}
	if !s.checkNames(other) {
		return nil
	}
	return s.tainted(s.eval(taken), condition)
}

// truth is a condition's value.
func (s *scope) truth(n *tree.Node, r hcl.Range) (yes, ok bool) {
	if n.Kind == tree.Bool || n.Kind == tree.String && !n.Ref && (n.Text == "true" || n.Text == "false") {
		return n.Text == "true", true
	}
	s.fail(r, "a condition is true or false, not "+n.Kind.String(), "compare it with something: … != null")
	return false, false
}

// checkNames checks that what is not evaluated only uses variables and local values that are declared.
func (s *scope) checkNames(e hclsyntax.Expression) bool {
	if _, literal := e.(*hclsyntax.LiteralValueExpr); literal {
		return true
	}
	before := len(s.ds)
	for _, t := range hclsyntax.Variables(e) {
		root := t.RootName()
		if len(t) < 2 || s.lookup(root) != nil || root != "var" && root != "local" {
			continue
		}
		attr, ok := t[1].(hcl.TraverseAttr)
		switch {
		case !ok:
		case root == "var" && s.variables[attr.Name] == nil:
			s.isDeclared(root, attr, s.variableNames())
		case root == "local" && s.locals[attr.Name] == nil:
			s.isDeclared(root, attr, s.localNames())
		}
	}
	return len(s.ds) == before
}

func (s *scope) unary(e *hclsyntax.UnaryOpExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	value := s.eval(e.Val)
	if value == nil {
		return nil
	}
	if e.Op == hclsyntax.OpLogicalNot {
		yes, ok := s.truth(value, e.Val.Range())
		if !ok {
			return nil
		}
		return s.derived(s.boolean(!yes, at), value)
	}
	if value.Kind != tree.Number {
		return s.fail(e.Val.Range(), "- takes a number, not "+value.Kind.String(), "write a number")
	}
	n := s.node(tree.Number, at)
	switch {
	case value.Text == "0":
		n.Text = "0"
	case value.Text[0] == '-':
		n.Text = value.Text[1:]
	default:
		n.Text = "-" + value.Text
	}
	return s.derived(n, value)
}

func (s *scope) boolean(b bool, at diag.Range) *tree.Node {
	n := s.node(tree.Bool, at)
	n.Text = "false"
	if b {
		n.Text = "true"
	}
	return n
}

func (s *scope) binary(e *hclsyntax.BinaryOpExpr) *tree.Node {
	left := s.eval(e.LHS)
	if left == nil {
		return nil
	}
	if e.Op == hclsyntax.OpLogicalAnd || e.Op == hclsyntax.OpLogicalOr {
		return s.logical(e, left)
	}
	right := s.eval(e.RHS)
	if right == nil {
		return nil
	}
	at := s.file.at(e.SrcRange)
	if e.Op == hclsyntax.OpEqual || e.Op == hclsyntax.OpNotEqual {
		if !s.step(size(left)+size(right), at) {
			return nil
		}
		return s.derived(s.boolean(tree.Equal(left, right) == (e.Op == hclsyntax.OpEqual), at), left, right)
	}
	return s.arithmetic(e, left, right)
}

// logical evaluates && and ||; the right side only where the left one does not decide.
func (s *scope) logical(e *hclsyntax.BinaryOpExpr, left *tree.Node) *tree.Node {
	at := s.file.at(e.SrcRange)
	yes, ok := s.truth(left, e.LHS.Range())
	if !ok {
		return nil
	}
	if yes == (e.Op == hclsyntax.OpLogicalOr) {
		if !s.checkNames(e.RHS) {
			return nil
		}
		return s.derived(s.boolean(yes, at), left)
	}
	right := s.eval(e.RHS)
	if right == nil {
		return nil
	}
	if yes, ok = s.truth(right, e.RHS.Range()); !ok {
		return nil
	}
	return s.derived(s.boolean(yes, at), left, right)
}

// arithmetic computes + - * / % and compares by size.
func (s *scope) arithmetic(e *hclsyntax.BinaryOpExpr, left, right *tree.Node) *tree.Node {
	a, ok := s.operand(left, e.LHS.Range())
	if !ok {
		return nil
	}
	b, ok := s.operand(right, e.RHS.Range())
	if !ok {
		return nil
	}
	if (e.Op == hclsyntax.OpDivide || e.Op == hclsyntax.OpModulo) && b.RawEquals(cty.Zero) {
		return s.fail(e.RHS.Range(), "the divisor is 0", "divide by something else")
	}
	result, err := e.Op.Impl.Call([]cty.Value{a, b})
	if err != nil {
		return s.fail(e.SrcRange, "this can't be computed", "check both sides")
	}
	at := s.file.at(e.SrcRange)
	if result.Type() == cty.Bool {
		return s.derived(s.boolean(result.True(), at), left, right)
	}
	n := s.node(tree.Number, at)
	if n.Text, ok = computed(result.AsBigFloat()); !ok {
		return s.fail(e.SrcRange, "the result is no number that can be written", "check both sides")
	}
	return s.derived(n, left, right)
}

// operand is a number to compute with; text that is a number counts as one, as everywhere in HCL.
func (s *scope) operand(n *tree.Node, r hcl.Range) (cty.Value, bool) {
	if n.Kind == tree.Number || n.Kind == tree.String && !n.Ref {
		if f, ok := parseNumber(n.Text); ok {
			return cty.NumberVal(f), true
		}
		if n.Kind == tree.Number {
			s.fail(r, "the number "+n.Text+" is too large to compute with", "use a smaller one")
			return cty.NilVal, false
		}
	}
	s.fail(r, "a number is needed here, not "+n.Kind.String(), "write a number, or convert text with tonumber")
	return cty.NilVal, false
}

// size is how many values a value holds, parts that stand in several places counted in each up to a bound.
func size(n *tree.Node) int {
	left := maxSteps + 1
	fits(n, &left, maxNested)
	return maxSteps + 1 - left
}

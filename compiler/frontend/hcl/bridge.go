package hcl

import (
	"errors"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	ctyfunction "github.com/zclconf/go-cty/cty/function"
)

// refMark stands before the address of a reference while a function of cty has it, so that a reference that comes back whole
// is one again and one that became part of other text is noticed. It is a noncharacter: no file has a use for it.
const refMark = "\ufdd0"

// bridge calls a function of cty. plain functions take text apart and get the address of a reference as text.
func bridge(f ctyfunction.Function, plain bool) func(c *call) *tree.Node {
	return func(c *call) *tree.Node {
		args, ok := c.ctyArgs(f, plain)
		if !ok {
			return nil
		}
		result, err := f.Call(args)
		if err != nil {
			return c.ctyError(err)
		}
		back := &converterBack{call: c, refs: map[string]bool{}}
		for _, arg := range c.args {
			back.collect(arg)
		}
		n := back.node(result)
		if n == nil {
			return nil
		}
		return c.derived(n, c.args...)
	}
}

func general(f ctyfunction.Function) func(c *call) *tree.Node { return bridge(f, false) }

func plain(f ctyfunction.Function) func(c *call) *tree.Node { return bridge(f, true) }

func (c *call) ctyArgs(f ctyfunction.Function, plain bool) ([]cty.Value, bool) {
	params, variadic := f.Params(), f.VarParam()
	out := make([]cty.Value, len(c.args))
	for i, arg := range c.args {
		param := variadic
		if i < len(params) {
			param = &params[i]
		}
		if !c.step(size(arg), c.at) {
			return nil, false
		}
		value, ok := c.toCty(arg, plain)
		if !ok {
			c.failArg(i, "a number is too large to compute with")
			return nil, false
		}
		converted, err := convert.Convert(value, param.Type)
		switch {
		case err != nil:
			c.failArg(i, "%s takes %s here, not %s", c.e.Name, typeName(param.Type), arg.Kind)
			return nil, false
		case converted.IsNull() && !param.AllowNull:
			c.failArg(i, "%s does not take null here", c.e.Name)
			return nil, false
		}
		out[i] = converted
	}
	return out, true
}

func typeName(t cty.Type) string {
	name := t.FriendlyName()
	switch {
	case strings.HasPrefix(name, "a"), strings.HasPrefix(name, "o"):
		return "an " + name
	}
	return "a " + name
}

// ctyError reports what cty says is wrong, unless that might quote a sensitive value.
func (c *call) ctyError(err error) *tree.Node {
	text, _, _ := strings.Cut(strings.ReplaceAll(err.Error(), refMark, ""), "\n")
	text = strings.TrimSuffix(text, ".")
	for _, arg := range c.args {
		if name := c.holdsSecret(arg); name != "" {
			text = "it fails (why is not shown, because of the sensitive variable " + name + ")"
		}
	}
	var arg ctyfunction.ArgError
	if errors.As(err, &arg) {
		return c.failArg(arg.Index, "%s: %s", c.e.Name, text)
	}
	return c.fail("%s: %s", c.e.Name, text)
}

// toCty turns a value into one of cty; ok is false for numbers beyond what is computed with.
func (s *scope) toCty(n *tree.Node, plain bool) (cty.Value, bool) {
	switch n.Kind {
	case tree.String:
		if n.Ref && !plain {
			return cty.StringVal(refMark + n.Text), true
		}
		return cty.StringVal(n.Text), true
	case tree.Number:
		f, ok := parseNumber(n.Text)
		if !ok {
			return cty.NilVal, false
		}
		return cty.NumberVal(f), true
	case tree.Bool:
		return cty.BoolVal(n.Text == "true"), true
	case tree.List:
		items := make([]cty.Value, len(n.Items))
		for i, item := range n.Items {
			var ok bool
			if items[i], ok = s.toCty(item, plain); !ok {
				return cty.NilVal, false
			}
		}
		return cty.TupleVal(items), true
	case tree.Map:
		fields := make(map[string]cty.Value, len(n.Fields))
		for _, f := range n.Fields {
			value, ok := s.toCty(f.Value, plain)
			if !ok {
				return cty.NilVal, false
			}
			fields[f.Key] = value
		}
		return cty.ObjectVal(fields), true
	}
	return cty.NullVal(cty.DynamicPseudoType), true
}

// converterBack turns what a function of cty returns into values at the call.
type converterBack struct {
	*call
	refs map[string]bool // the references among the arguments
	nul  bool            // whether an argument has a NUL, which only the compiler can have put there
}

func (b *converterBack) collect(n *tree.Node) {
	b.nul = b.nul || strings.IndexByte(n.Text, 0) >= 0
	if n.Ref {
		b.refs[n.Text] = true
	}
	for _, item := range n.Items {
		b.collect(item)
	}
	for _, f := range n.Fields {
		b.collect(f.Value)
	}
}

func (b *converterBack) node(v cty.Value) *tree.Node {
	t := v.Type()
	switch {
	case v.IsNull():
		return b.call.node(tree.Null)
	case t == cty.String:
		return b.text(v.AsString())
	case t == cty.Number:
		text, ok := computed(v.AsBigFloat())
		if !ok {
			return b.fail("%s: the result is no number that can be written", b.e.Name)
		}
		n := b.call.node(tree.Number)
		n.Text = text
		return n
	case t == cty.Bool:
		return b.boolean(v.True(), b.at)
	case t.IsObjectType() || t.IsMapType():
		return b.mapping(v)
	}
	n := b.call.node(tree.List)
	for it := v.ElementIterator(); it.Next(); {
		_, element := it.Element()
		item := b.node(element)
		if item == nil {
			return nil
		}
		n.Items = append(n.Items, item)
	}
	return n
}

func (b *converterBack) mapping(v cty.Value) *tree.Node {
	n := b.call.node(tree.Map)
	for it := v.ElementIterator(); it.Next(); {
		key, element := it.Element()
		item := b.node(element)
		if item == nil {
			return nil
		}
		n.Fields = append(n.Fields, tree.Field{Key: strings.TrimPrefix(key.AsString(), refMark), Value: item})
	}
	return n
}

func (b *converterBack) text(text string) *tree.Node {
	n := b.call.node(tree.String)
	n.Text = text
	if !strings.Contains(text, refMark) {
		if strings.IndexByte(text, 0) >= 0 && !b.nul {
			b.report(diag.NULByte.At(b.at, "the text has a NUL in it, which no target takes").WithFix("remove it"))
			return nil
		}
		return n
	}
	address := strings.TrimPrefix(text, refMark)
	if b.refs[address] {
		n.Ref, n.Text = true, address
		return n
	}
	for ref := range b.refs {
		if address == "" || strings.Contains(text, refMark+ref) && (!n.Ref || ref < n.Text) {
			n.Ref, n.Text = true, ref // the first in the alphabet, so that the message is always the same
		}
	}
	b.report(b.referenceInText(n.Text, b.at))
	return nil
}

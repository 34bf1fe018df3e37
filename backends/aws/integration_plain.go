package aws

import (
	"regexp"
	"strconv"
	"strings"

	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/jsonata"
	"espc.dev/schema/tree"
)

// plainFlow is what a rule does of an integration: a pattern, and an input transformer.
type plainFlow struct {
	// conditions are what the pattern has besides type and source: maps to be merged into it.
	conditions []*tree.Node
	transform  *flow.Expression
	// paths are the variables of the transformer's template, by name, and template is its text.
	paths    []tree.Field
	template string
}

// Limits of a rule: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html and
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html.
const (
	maxTargets     = 5
	maxVariables   = 100
	maxTransformer = 8192
)

// plainFlow returns what a rule does of a flow, nil where it can't do all of it or would do it otherwise. A rule takes filters and then
// one transform, to queues. What they read has to be known as single values by the schema of the event: JSONata compares a list
// with a value, and a pattern the list's members; and a transformer makes no JSON of what is not there.
func (r *render) plainFlow(f *flow.Flow) *plainFlow {
	last := len(f.Steps) - 1
	if f.From == nil || len(f.Schedules) > 0 || last < 0 || f.Steps[last].Transform == nil || len(f.To) == 0 || len(f.To) > maxTargets {
		return nil
	}
	for _, to := range f.To {
		if to.V.Kind != schema.KindQueue {
			return nil
		}
	}
	p := &plainFlow{transform: f.Steps[last].Transform}
	known := r.shape(f.From)
	for _, s := range f.Steps[:last] {
		if s.Filter == nil {
			return nil
		}
		comparisons, ok := s.Filter.Comparisons()
		if !ok {
			return nil
		}
		for _, c := range comparisons {
			condition := known.condition(c)
			if condition == nil || overlaps(p.conditions, condition) {
				return nil
			}
			p.conditions = append(p.conditions, ruled(rulePattern, s.Filter.Node, condition))
		}
	}
	t := &transformer{shape: known, names: map[string]string{}}
	if p.transform.Root.Kind != jsonata.Object || !t.value(p.transform.Root) {
		return nil
	}
	if p.template, p.paths = t.b.String(), t.paths; len(p.template) > maxTransformer || len(p.paths) > maxVariables {
		return nil
	}
	return p
}

// condition returns a comparison as a part of a pattern; nil where a pattern would decide otherwise.
func (s shape) condition(c flow.Comparison) *tree.Node {
	typ, _ := s.typeOf(c.Field)
	path := patternPath(c.Field)
	if typ == "" || path == nil {
		return nil
	}
	var matchers []*tree.Node
	switch c.Operator {
	case "=", "in":
		for _, v := range c.Values {
			m := matcher(typ, "=", v)
			if m == nil {
				return nil
			}
			matchers = append(matchers, m)
		}
	case "!=":
		text, ok := c.Values[0].(string)
		if !ok || typ != "string" { // what is not there is unlike nothing: JSONata and a pattern agree
			return nil
		}
		matchers = append(matchers, tree.NewMap(tree.F("anything-but", tree.NewList(str(text)))))
	case "<", "<=", ">", ">=":
		m := matcher(typ, c.Operator, c.Values[0])
		if m == nil || !s.comparable(c.Field, c.Operator) { // of what is not there JSONata has no answer, which is no
			return nil
		}
		matchers = append(matchers, m)
	default:
		return nil
	}
	if len(matchers) == 0 {
		return nil
	}
	return insert(&tree.Node{Kind: tree.Map}, path, tree.NewList(matchers...))
}

// matcher returns what a pattern compares a value of a type with, nil for what has no meaning or another one.
func matcher(typ, operator string, v any) *tree.Node {
	switch v := v.(type) {
	case string:
		if typ == "string" && operator == "=" {
			return str(v)
		}
	case bool:
		if typ == "boolean" && operator == "=" {
			return tree.NewBool(v)
		}
	case float64:
		n := exactly(v)
		if (typ == "number" || typ == "integer") && inNumericRange(n) && number(v).Text == n.Text {
			return tree.NewMap(tree.F("numeric", tree.NewList(str(operator), n)))
		}
	}
	return nil
}

// patternPath returns where a pattern finds a field of the CloudEvent; nil where it is in one of several places, or in none.
func patternPath(field []string) []string {
	switch {
	case len(field) == 1 && field[0] == "type":
		return []string{"detail-type"}
	case len(field) == 1 && field[0] == "source":
		return []string{"source"}
	case len(field) > 1 && field[0] == "data":
		return append([]string{"detail"}, field[1:]...)
	}
	return nil
}

// overlaps reports whether a condition is about a field that another one is about, or one that the rule has anyway: a pattern has one
// list for a field.
func overlaps(conditions []*tree.Node, c *tree.Node) bool {
	for _, n := range conditions {
		if meets(n, c) {
			return true
		}
	}
	return c.Get("detail") == nil
}

func meets(a, b *tree.Node) bool {
	if a.Kind != tree.Map || b.Kind != tree.Map {
		return true
	}
	for _, f := range a.Fields {
		if other := b.Get(f.Key); other != nil && meets(f.Value, other) {
			return true
		}
	}
	return false
}

// transformer makes an input transformer's template of an expression.
type transformer struct {
	shape shape
	b     strings.Builder
	paths []tree.Field
	names map[string]string // variables by path
}

var plainName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// value writes a node of an expression, and reports whether a template can say it.
func (t *transformer) value(n *jsonata.Node) bool {
	if n.Kind == jsonata.Object && n.Stages == nil && n.Group == nil {
		t.b.WriteByte('{')
		for i, p := range n.Pairs {
			key, ok := p.Key.Constant()
			name, isText := key.(string)
			if !ok || !isText || !t.literal(i > 0, name) {
				return false
			}
			t.b.WriteByte(':')
			if !t.value(p.Value) {
				return false
			}
		}
		t.b.WriteByte('}')
		return true
	}
	if field, ok := n.Field(); ok {
		return t.path(field)
	}
	switch v, ok := n.Constant(); v := v.(type) {
	case string:
		return ok && t.literal(false, v)
	case bool:
		t.b.Write(tree.AppendJSON(nil, tree.NewBool(v), ""))
		return ok
	case float64:
		t.b.WriteString(exactly(v).Text)
		return ok
	}
	return false
}

// literal writes a text, in which nothing may look like a variable.
func (t *transformer) literal(comma bool, s string) bool {
	if comma {
		t.b.WriteByte(',')
	}
	t.b.Write(tree.AppendJSON(nil, str(s), ""))
	return !strings.ContainsAny(s, "<>")
}

// path writes a variable that stands for a field.
func (t *transformer) path(field []string) bool {
	typ, required := t.shape.typeOf(field)
	path := patternPath(field)
	if typ == "" || !required || path == nil {
		return false
	}
	for _, name := range path[1:] {
		if !plainName.MatchString(name) {
			return false
		}
	}
	at := "$." + strings.Join(path, ".")
	if t.names[at] == "" {
		t.names[at] = "v" + strconv.Itoa(len(t.names)+1)
		t.paths = append(t.paths, tree.F(t.names[at], str(at)))
	}
	t.b.WriteString("<" + t.names[at] + ">")
	return true
}

// plainTarget delivers to a queue what the transformer makes.
func (r *render) plainTarget(i *eventFlow, to schema.Value[schema.Address]) *tree.Node {
	from := i.plain.transform.Node
	fields := []tree.Field{
		tree.F("Id", str(to.V.Name)),
		tree.F("Arn", att(logicalID(to.V, "", ""), "Arn")),
		tree.F("InputTransformer", ruled(ruleTransformer, from, tree.NewMap(
			tree.F("InputPathsMap", mapOf(i.plain.paths)),
			tree.F("InputTemplate", str(i.plain.template)),
		))),
	}
	if q := schema.Find[schema.Queue](r.t, to.V); q != nil && q.Fifo.V {
		fields = append(fields, tree.F("SqsParameters", tree.NewMap(tree.F("MessageGroupId", str(i.own.address.Name)))))
	}
	return tree.NewMap(append(fields, r.ruleDelivery(i)...)...)
}

// mapOf returns a map, or nil for no fields.
func mapOf(fields []tree.Field) *tree.Node {
	if len(fields) == 0 {
		return nil
	}
	return tree.NewMap(fields...)
}

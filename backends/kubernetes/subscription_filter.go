package kubernetes

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// dataPrefix starts an attribute that is in an event's data, which no Trigger sees.
const dataPrefix = "data."

// dataFilters returns the conditions of a subscription that are on data.
func dataFilters(s *schema.Subscription) []*schema.Filter {
	var out []*schema.Filter
	for _, f := range s.Filter {
		if strings.HasPrefix(f.Attribute, dataPrefix) {
			out = append(out, f)
		}
	}
	return out
}

// triggerFilters returns what a Trigger lets pass: the event's type and source, and the subscription's conditions on other
// attributes. Conditions on type and source are decided when the topology is compiled.
func (r *render) triggerFilters(s *schema.Subscription, e *schema.Event) *tree.Node {
	items := []*tree.Node{
		condition("exact", "type", r.t.EventType(e).Node),
		condition("exact", "source", r.t.EventSource(e).Node),
	}
	for _, f := range s.Filter {
		if f.Attribute != "type" && f.Attribute != "source" && !strings.HasPrefix(f.Attribute, dataPrefix) {
			items = append(items, attributeFilters(f)...)
		}
	}
	return tree.NewList(items...).With(tree.Derive(ruleFilter, s.Event.Node))
}

// condition returns one condition: that an attribute is, starts or ends with a text.
func condition(name, attribute string, value *tree.Node) *tree.Node {
	return tree.NewMap(tree.F(name, tree.NewMap(tree.F(attribute, value))))
}

// attributeFilters returns a condition as Triggers have it; see https://knative.dev/docs/eventing/triggers/. They compare texts;
// numbers, and whether there is an attribute at all, are CESQL's to say.
func attributeFilters(f *schema.Filter) []*tree.Node {
	var items []*tree.Node
	add := func(n *tree.Node) { items = append(items, n.With(tree.Derive(ruleFilter, f.Node))) }
	cesql := func(expression string) { add(tree.NewMap(tree.F("cesql", derived(ruleFilter, f.Node, expression)))) }
	var any []*tree.Node
	for _, v := range f.Any {
		if text := attributeText(v); text.Text != "" { // no attribute is empty
			any = append(any, condition("exact", f.Attribute, text))
		}
	}
	switch {
	case len(any) == 1:
		add(any[0])
	case len(any) > 1:
		add(tree.NewMap(tree.F("any", tree.NewList(any...))))
	}
	for _, end := range []struct {
		name string
		text schema.Value[string]
	}{{"prefix", f.Prefix}, {"suffix", f.Suffix}} {
		if end.text.V != "" {
			add(condition(end.name, f.Attribute, end.text.Node))
		}
	}
	if f.Gt.IsSet() {
		cesql(f.Attribute + " > " + wholeBound(f.Gt.V, math.Floor))
	}
	if f.Lt.IsSet() {
		cesql(f.Attribute + " < " + wholeBound(f.Lt.V, math.Ceil))
	}
	for _, v := range f.Not {
		if text := attributeText(v); text.Text != "" {
			add(tree.NewMap(tree.F("not", condition("exact", f.Attribute, text))))
		}
	}
	switch {
	case f.Exists.IsSet() && !f.Exists.V:
		cesql("NOT EXISTS " + f.Attribute)
	case len(any) == 0 && f.Prefix.V == "" && f.Suffix.V == "" && !f.Gt.IsSet() && !f.Lt.IsSet():
		cesql("EXISTS " + f.Attribute) // what is absent has no value that could be another one
	}
	return items
}

// attributeText returns a value as the attribute of an event has it: numbers and booleans are texts there. A whole number is
// written as one, be it 1e3 or 1000.0.
func attributeText(n *tree.Node) *tree.Node {
	if n.Kind == tree.String {
		return n
	}
	text := n.Text
	if v, err := strconv.ParseFloat(text, 64); err == nil && n.Kind == tree.Number && v == math.Trunc(v) && math.Abs(v) < 1<<53 {
		text = strconv.FormatInt(int64(v), 10)
	}
	return derived(ruleFilter, n, text)
}

// wholeBound returns a bound as CESQL compares with it: a CloudEvent's numbers are whole ones of 32 bits. Above 2.5 is above 2,
// and below 2.5 is below 3.
func wholeBound(n *tree.Node, round func(float64) float64) string {
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil {
		return n.Text
	}
	return strconv.FormatInt(int64(round(v)), 10)
}

// runtimeFilters returns the conditions on data of a function's subscriptions as its runtime reads them, a JSON object by
// label: {"paid":{"data.amount":{"gt":100}}}. It is "" where no subscription has one.
func runtimeFilters(on []*schema.Subscription) string {
	all := map[string]map[string]json.RawMessage{}
	for _, s := range on {
		conditions := map[string]json.RawMessage{}
		for _, f := range dataFilters(s) {
			conditions[f.Attribute] = tree.AppendJSON(nil, f.Node, "")
		}
		if len(conditions) > 0 {
			all[s.Label] = conditions
		}
	}
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all) // keys are sorted
	if err != nil {
		return "" // they are values of the document
	}
	return string(text)
}

package iam

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
)

// A Condition compares one key of a request's context with values.
type Condition struct {
	// Operator is one such as StringEquals, with its qualifier and IfExists if there are any.
	Operator string
	Key      string
	Values   []string
}

// String returns the condition in one line.
func (c Condition) String() string {
	return c.Operator + " " + c.Key + " " + strings.Join(c.Values, "|")
}

// A Context is what a service tells of a request, by key. Keys are in lower case; one that is not there is not told.
type Context map[string][]string

// operators are those that are modelled, without their negations.
var operators = map[string]func(value, of string) bool{
	"StringEquals":           func(value, of string) bool { return value == of },
	"StringEqualsIgnoreCase": strings.EqualFold,
	"StringLike":             func(value, of string) bool { return Match(of, value) },
	// The two operators for ARNs do the same: both take wildcards.
	"ArnEquals": func(value, of string) bool { return MatchARN(of, value) },
	"ArnLike":   func(value, of string) bool { return MatchARN(of, value) },
	"Bool":      strings.EqualFold,
	"IpAddress": inNetwork,
}

// inNetwork reports whether an address is in a network, which may be written as one address.
func inNetwork(value, of string) bool {
	address, err := netip.ParseAddr(value)
	if err != nil {
		return false
	}
	if network, err := netip.ParsePrefix(of); err == nil {
		return network.Contains(address)
	}
	one, err := netip.ParseAddr(of)
	return err == nil && one == address
}

// test is an operator taken apart.
type test struct {
	compare              func(value, of string) bool
	negated, ifExists    bool
	forAllValues, forAny bool
	absent               bool // the operator Null
}

func parseOperator(operator string) (test, error) {
	var t test
	name := operator
	if name, t.forAllValues = strings.CutPrefix(name, "ForAllValues:"); !t.forAllValues {
		name, t.forAny = strings.CutPrefix(name, "ForAnyValue:")
	}
	name, t.ifExists = strings.CutSuffix(name, "IfExists")
	if name == "Null" {
		t.absent = true
		return t, nil
	}
	for _, family := range []string{"String", "Arn", ""} { // NotIpAddress has it in front
		if rest, is := strings.CutPrefix(name, family+"Not"); is {
			name, t.negated = family+rest, true
		}
	}
	t.compare = operators[name]
	if t.compare == nil {
		return t, fmt.Errorf("the operator %s is not modelled", operator)
	}
	return t, nil
}

// holds reports whether a request's context meets the condition.
func (c Condition) holds(context Context) (bool, error) {
	t, err := parseOperator(c.Operator)
	if err != nil {
		return false, err
	}
	values, told := context[strings.ToLower(c.Key)]
	if t.absent {
		return slices.ContainsFunc(c.Values, func(v string) bool { return strings.EqualFold(v, "true") == !told }), nil
	}
	one := func(value string) bool {
		return slices.ContainsFunc(c.Values, func(of string) bool { return t.compare(value, of) }) != t.negated
	}
	switch {
	case t.ifExists && !told:
		return true, nil
	case t.forAllValues: // and none at all
		return !slices.ContainsFunc(values, func(v string) bool { return !one(v) }), nil
	case t.forAny:
		return slices.ContainsFunc(values, one), nil
	case !told:
		return t.negated, nil
	case len(values) != 1:
		return false, fmt.Errorf("%s is compared with %d values of %s without ForAllValues or ForAnyValue", c.Operator, len(values), c.Key)
	}
	return one(values[0]), nil
}

func parseConditions(value any) ([]Condition, error) {
	blocks, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the condition is %v", value)
	}
	var out []Condition
	for _, operator := range slices.Sorted(maps.Keys(blocks)) {
		if _, err := parseOperator(operator); err != nil {
			return nil, err
		}
		keys, ok := blocks[operator].(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s is %v", operator, blocks[operator])
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			values, err := conditionValues(keys[key])
			if err != nil {
				return nil, err
			}
			for _, v := range values {
				if strings.Contains(v, "${") {
					return nil, fmt.Errorf("%s: policy variables are not modelled: %s", key, v)
				}
			}
			out = append(out, Condition{operator, key, values})
		}
	}
	return out, nil
}

// conditionValues returns values as texts: true may be written as a boolean.
func conditionValues(value any) ([]string, error) {
	if b, ok := value.(bool); ok {
		return []string{fmt.Sprint(b)}, nil
	}
	return texts(value)
}

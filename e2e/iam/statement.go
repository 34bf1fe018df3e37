package iam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Statement is one statement of a policy.
type Statement struct {
	Sid  string
	Deny bool
	// Principals is empty in a role's own policy, whose principal is the role.
	Principals []Principal
	// Actions are patterns, and so are NotActions, of which one is set; likewise Resources and NotResources.
	Actions, NotActions     []string
	Resources, NotResources []string
	Conditions              []Condition
	// Where names the policy that holds the statement.
	Where string
}

// A Principal is who asks: a role by its ARN, a service by its name, or everybody.
type Principal string

// Everybody is any principal, anonymous ones included.
const Everybody Principal = "*"

// parsePolicy reads a policy document whose intrinsic functions are resolved.
func parsePolicy(where string, document any) ([]Statement, error) {
	d, ok := document.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s: the policy is %v", where, document)
	}
	if d["Version"] != "2012-10-17" {
		return nil, fmt.Errorf("%s: the policy's version is %v", where, d["Version"])
	}
	list, ok := d["Statement"].([]any)
	if !ok {
		list = []any{d["Statement"]}
	}
	var out []Statement
	for i, item := range list {
		s, err := parseStatement(item)
		if err != nil {
			return nil, fmt.Errorf("%s: statement %d: %w", where, i, err)
		}
		s.Where = where
		if s.Sid != "" {
			s.Where += " " + s.Sid
		}
		out = append(out, s)
	}
	return out, nil
}

func parseStatement(item any) (Statement, error) {
	fields, ok := item.(map[string]any)
	if !ok {
		return Statement{}, fmt.Errorf("it is %v", item)
	}
	var s Statement
	var err error
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		switch name {
		case "Sid":
			s.Sid = fmt.Sprint(value)
		case "Effect":
			if value != "Allow" && value != "Deny" {
				return s, fmt.Errorf("the effect is %v", value)
			}
			s.Deny = value == "Deny"
		case "Action":
			s.Actions, err = texts(value)
		case "NotAction":
			s.NotActions, err = texts(value)
		case "Resource":
			s.Resources, err = texts(value)
		case "NotResource":
			s.NotResources, err = texts(value)
		case "Principal":
			s.Principals, err = parsePrincipals(value)
		case "Condition":
			s.Conditions, err = parseConditions(value)
		default:
			err = fmt.Errorf("%s is not modelled", name)
		}
		if err != nil {
			return s, err
		}
	}
	if fields["Effect"] == nil || (len(s.Actions) == 0) == (len(s.NotActions) == 0) {
		return s, fmt.Errorf("an effect and one of Action and NotAction are required")
	}
	return s, nil
}

func parsePrincipals(value any) ([]Principal, error) {
	if value == "*" {
		return []Principal{Everybody}, nil
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("the principal is %v", value)
	}
	var out []Principal
	for _, kind := range slices.Sorted(maps.Keys(fields)) {
		names, err := texts(fields[kind])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			switch {
			case kind == "Service" && strings.HasSuffix(name, ".amazonaws.com"), kind == "AWS":
				out = append(out, Principal(name))
			default:
				return nil, fmt.Errorf("the principal %s %s is not modelled", kind, name)
			}
		}
	}
	return out, nil
}

// texts returns a list of strings, which may be written as one.
func texts(value any) ([]string, error) {
	if text, ok := value.(string); ok {
		return []string{text}, nil
	}
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return nil, fmt.Errorf("%v is no list of strings", value)
	}
	var out []string
	for _, item := range list {
		text, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("%v is no string", item)
		}
		out = append(out, text)
	}
	return out, nil
}

// covers reports whether the statement is about an action on a resource.
func (s *Statement) covers(action, resource string) bool {
	on := func(pattern string) bool { return MatchARN(pattern, resource) }
	return s.onAction(action) && (len(s.Resources) == 0 || slices.ContainsFunc(s.Resources, on)) && !slices.ContainsFunc(s.NotResources, on)
}

// onAction reports whether the statement is about an action.
func (s *Statement) onAction(action string) bool {
	is := func(pattern string) bool { return matchAction(pattern, action) }
	return (len(s.Actions) == 0 || slices.ContainsFunc(s.Actions, is)) && !slices.ContainsFunc(s.NotActions, is)
}

package cloudformation

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// A Place is where a stack is deployed.
type Place struct{ Partition, Region, Account string }

// pseudo returns a pseudo parameter's value.
func (p Place) pseudo(s *Stack, name string) (any, bool) {
	switch name {
	case "AWS::Partition":
		return p.Partition, true
	case "AWS::Region":
		return p.Region, true
	case "AWS::AccountId":
		return p.Account, true
	case "AWS::URLSuffix":
		return "amazonaws.com", true
	case "AWS::StackId":
		return s.id(), true
	case "AWS::StackName":
		return s.Name, true
	case "AWS::NoValue":
		return noValue{}, true
	}
	return nil, false
}

// noValue stands for AWS::NoValue: what holds it has no such field.
type noValue struct{}

// deferred is a value of another stack, resolved there.
type deferred struct {
	stack *Stack
	value any
}

// Property returns one of a resource's properties with its intrinsic functions replaced, nil where there is none.
func (r *Resource) Property(name string) (any, error) {
	value, err := r.Stack.Resolve(r.properties[name])
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", r, name, err)
	}
	if _, none := value.(noValue); none {
		return nil, nil
	}
	return value, nil
}

// Properties returns the names of a resource's properties, sorted.
func (r *Resource) Properties() []string {
	var names []string
	for name := range r.properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Raw returns a property as it is written.
func (r *Resource) Raw(name string) any { return r.properties[name] }

// Text is Property for one that is a string; it is "" where there is none.
func (r *Resource) Text(name string) (string, error) {
	value, err := r.Property(name)
	if err != nil || value == nil {
		return "", err
	}
	text, ok := value.(string)
	if !ok {
		return "", fmt.Errorf("%s: %s is %v, not a string", r, name, value)
	}
	return text, nil
}

// Resolve replaces the intrinsic functions in a value. One that is not modelled is an error.
func (s *Stack) Resolve(value any) (any, error) {
	switch v := value.(type) {
	case deferred:
		return v.stack.Resolve(v.value)
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			resolved, err := s.Resolve(item)
			if err != nil {
				return nil, err
			}
			if _, none := resolved.(noValue); !none {
				out = append(out, resolved)
			}
		}
		return out, nil
	case map[string]any:
		for name, argument := range v {
			if len(v) == 1 && (name == "Ref" || strings.HasPrefix(name, "Fn::")) {
				return s.intrinsic(name, argument)
			}
		}
		out := map[string]any{}
		for name, item := range v {
			resolved, err := s.Resolve(item)
			if err != nil {
				return nil, err
			}
			if _, none := resolved.(noValue); !none {
				out[name] = resolved
			}
		}
		return out, nil
	}
	return value, nil
}

func (s *Stack) intrinsic(name string, argument any) (any, error) {
	switch name {
	case "Ref":
		id, ok := argument.(string)
		if !ok {
			return nil, fmt.Errorf("a Ref of %v", argument)
		}
		return s.ref(id)
	case "Fn::GetAtt":
		switch a := argument.(type) {
		case string:
			id, attribute, _ := strings.Cut(a, ".")
			return s.attribute(id, attribute)
		case []any:
			if len(a) == 2 {
				return s.attribute(fmt.Sprint(a[0]), fmt.Sprint(a[1]))
			}
		}
	case "Fn::Sub":
		return s.sub(argument)
	case "Fn::Join":
		if a, ok := argument.([]any); ok && len(a) == 2 {
			return s.join(a[0], a[1])
		}
	case "Fn::Split":
		if a, ok := argument.([]any); ok && len(a) == 2 {
			return s.split(a[0], a[1])
		}
	case "Fn::Select":
		if a, ok := argument.([]any); ok && len(a) == 2 {
			return s.choose(a[0], a[1])
		}
	}
	return nil, fmt.Errorf("%s of %v is not modelled", name, argument)
}

func (s *Stack) ref(id string) (any, error) {
	if value, ok := s.place.pseudo(s, id); ok {
		return value, nil
	}
	if value, ok := s.parameters[id]; ok {
		return s.Resolve(value)
	}
	if r := s.Resources[id]; r != nil {
		identity, err := r.Identity()
		return identity.Ref, err
	}
	return nil, fmt.Errorf("%s: Ref: there is no value for %s", s.File, id)
}

func (s *Stack) attribute(id, attribute string) (any, error) {
	r := s.Resources[id]
	if r == nil {
		return nil, fmt.Errorf("%s: Fn::GetAtt: there is no %s", s.File, id)
	}
	if r.Nested != nil {
		output, ok := strings.CutPrefix(attribute, "Outputs.")
		value, there := r.Nested.outputs[output]
		if !ok || !there {
			return nil, fmt.Errorf("%s: Fn::GetAtt: %s has no %s", s.File, id, attribute)
		}
		return r.Nested.Resolve(value)
	}
	identity, err := r.Identity()
	if err != nil {
		return nil, err
	}
	value, ok := identity.Attributes[attribute]
	if !ok {
		return nil, fmt.Errorf("%s: the attribute %s of %s is not modelled", r, attribute, r.Type)
	}
	return value, nil
}

// variable is what Fn::Sub replaces; ${!x} stands for ${x}.
var variable = regexp.MustCompile(`\$\{([^}]*)\}`)

func (s *Stack) sub(argument any) (any, error) {
	text, ok := argument.(string)
	own := map[string]any{}
	if list, isList := argument.([]any); isList && len(list) == 2 {
		text, ok = list[0].(string)
		own, _ = list[1].(map[string]any)
	}
	if !ok {
		return nil, fmt.Errorf("Fn::Sub of %v", argument)
	}
	var problems []error
	out := variable.ReplaceAllStringFunc(text, func(match string) string {
		name := strings.TrimSpace(match[2 : len(match)-1])
		if literal, is := strings.CutPrefix(name, "!"); is {
			return "${" + literal + "}"
		}
		value, err := s.named(name, own)
		if err != nil {
			problems = append(problems, err)
		}
		return fmt.Sprint(value)
	})
	return out, errors.Join(problems...)
}

func (s *Stack) named(name string, own map[string]any) (any, error) {
	if value, ok := own[name]; ok {
		return s.Resolve(value)
	}
	if _, pseudo := s.place.pseudo(s, name); pseudo {
		return s.ref(name)
	}
	if id, attribute, dotted := strings.Cut(name, "."); dotted {
		return s.attribute(id, attribute)
	}
	return s.ref(name)
}

func (s *Stack) join(separator, list any) (any, error) {
	resolved, err := s.Resolve(list)
	if err != nil {
		return nil, err
	}
	items, ok := resolved.([]any)
	if !ok {
		return nil, fmt.Errorf("Fn::Join of %v", list)
	}
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = fmt.Sprint(item)
	}
	return strings.Join(texts, fmt.Sprint(separator)), nil
}

func (s *Stack) split(separator, text any) (any, error) {
	resolved, err := s.Resolve(text)
	if err != nil {
		return nil, err
	}
	var out []any
	for part := range strings.SplitSeq(fmt.Sprint(resolved), fmt.Sprint(separator)) {
		out = append(out, part)
	}
	return out, nil
}

func (s *Stack) choose(index, list any) (any, error) {
	resolved, err := s.Resolve(list)
	if err != nil {
		return nil, err
	}
	items, ok := resolved.([]any)
	i, number := index.(float64)
	if !ok || !number || i < 0 || int(i) >= len(items) {
		return nil, fmt.Errorf("Fn::Select of %v from %v", index, list)
	}
	return items[int(i)], nil
}

// id returns the stack's ARN: as CloudFormation gave it, or one like it.
func (s *Stack) id() string {
	if s.ID != "" {
		return s.ID
	}
	return fmt.Sprintf("arn:%s:cloudformation:%s:%s:stack/%s/0b7e6c1a-5f0d-4a39-9d53-8f6c1f5a2b10", s.place.Partition, s.place.Region, s.place.Account, s.Name)
}

// Output returns one of the stack's outputs.
func (s *Stack) Output(name string) (any, error) {
	value, ok := s.outputs[name]
	if !ok {
		return nil, fmt.Errorf("%s: there is no output %s", s.File, name)
	}
	return s.Resolve(value)
}

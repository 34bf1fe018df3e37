package aws

import (
	"strings"

	"espc.dev/schema/tree"
)

// Names of intrinsic functions, in long form: every reader of YAML and JSON knows them.
const (
	fnRef    = "Ref"
	fnGetAtt = "Fn::GetAtt"
	fnSub    = "Fn::Sub"
	fnJoin   = "Fn::Join"
	fnSelect = "Fn::Select"
	fnSplit  = "Fn::Split"
)

// ref returns what identifies a resource (a name, an id, a queue's URL), or a parameter's value.
func ref(id string) *tree.Node { return tree.NewMap(tree.F(fnRef, tree.NewString(id))) }

// att returns an attribute of a resource.
func att(id, attribute string) *tree.Node {
	return tree.NewMap(tree.F(fnGetAtt, tree.NewList(tree.NewString(id), tree.NewString(attribute))))
}

// sub returns a text in which ${…} is replaced. What a user wrote goes in by subText.
func sub(s string) *tree.Node { return tree.NewMap(tree.F(fnSub, tree.NewString(s))) }

// subText escapes a user's text for Fn::Sub, which replaces every ${…} but ${!…}.
func subText(s string) string { return strings.ReplaceAll(s, "${", "${!") }

// arn returns the ARN of something by its name: service:region:account and the rest.
func arn(service, rest string) *tree.Node { return sub(arnText(service, rest)) }

func arnText(service, rest string) string {
	return "arn:${AWS::Partition}:" + service + ":${AWS::Region}:${AWS::AccountId}:" + rest
}

// account is the account of the stack.
func account() *tree.Node { return ref("AWS::AccountId") }

// references calls visit for each resource, parameter or pseudo parameter that a tree refers to. attribute is "" for Ref
// and ${Name}.
func references(n *tree.Node, visit func(id, attribute string)) {
	if n == nil {
		return
	}
	switch n.Kind {
	case tree.List:
		for _, item := range n.Items {
			references(item, visit)
		}
	case tree.Map:
		if len(n.Fields) == 1 {
			switch f := n.Fields[0]; f.Key {
			case fnRef:
				visit(f.Value.Str(), "")
				return
			case fnGetAtt:
				if len(f.Value.Items) == 2 {
					visit(f.Value.Items[0].Str(), f.Value.Items[1].Str())
				}
				return
			case fnSub:
				subReferences(f.Value, visit)
				return
			}
		}
		for _, f := range n.Fields {
			references(f.Value, visit)
		}
	}
}

// subReferences does so for the argument of Fn::Sub: a text, or a list of a text and a map of its variables.
func subReferences(n *tree.Node, visit func(id, attribute string)) {
	template, variables := n, (*tree.Node)(nil)
	if n.Kind == tree.List && len(n.Items) == 2 {
		template, variables = n.Items[0], n.Items[1]
		references(variables, visit)
	}
	subVariables(template.Str(), func(name string) string {
		if variables.Get(name) == nil {
			id, attribute, _ := strings.Cut(name, ".")
			visit(id, attribute)
		}
		return ""
	})
}

// subVariables replaces each ${name} of a text by what replace makes of the name; ${!…} stays.
func subVariables(s string, replace func(name string) string) string {
	var b strings.Builder
	for {
		start := strings.Index(s, "${")
		if start < 0 {
			break
		}
		end := strings.IndexByte(s[start:], '}')
		if end < 0 {
			break
		}
		name := s[start+2 : start+end]
		b.WriteString(s[:start])
		if strings.HasPrefix(name, "!") {
			b.WriteString(s[start : start+end+1])
		} else {
			b.WriteString(replace(name))
		}
		s = s[start+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

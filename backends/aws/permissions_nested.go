package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// entire returns objects as they would be in one template: in place of a parameter of a nested stack, and of an output of
// one, is what it stands for. Permissions are about entities, whichever stacks they are in.
func entire(objects []backends.Object) []backends.Object {
	given, told := map[string]*tree.Node{}, map[string]*tree.Node{}
	for i := range objects {
		switch o := &objects[i]; {
		case o.Address.Type == "AWS::CloudFormation::Stack":
			given[o.Address.Name] = o.Tree.Get("Properties").Get("Parameters")
		case o.Address.Type == typeOutput && o.Address.Namespace != "":
			told[stackID(o.Address.Namespace)+".Outputs."+o.Address.Name] = o.Tree.Get("Value")
		}
	}
	if len(given) == 0 {
		return objects
	}
	output := func(id, attribute string) reference {
		if to, ok := referred(told[id+"."+attribute]); ok {
			return to
		}
		return reference{id: id, attribute: attribute}
	}
	out := make([]backends.Object, 0, len(objects))
	for _, o := range objects {
		parameters := given[stackID(o.Address.Namespace)]
		switch {
		case o.Address.Namespace == "":
			o.Tree = rewrite(o.Tree, output)
		case parameters != nil:
			o.Tree = rewrite(o.Tree, func(id, attribute string) reference {
				if to, ok := referred(parameters.Get(id)); ok && attribute == "" {
					return output(to.id, to.attribute)
				}
				return reference{id: id, attribute: attribute}
			})
		}
		out = append(out, o)
	}
	return out
}

// referred returns what a node refers to, where it is a reference and nothing else.
func referred(n *tree.Node) (reference, bool) {
	if id := n.Get(fnRef).Str(); id != "" {
		return reference{id: id}, true
	}
	if get := n.Get(fnGetAtt); get != nil && len(get.Items) == 2 {
		return reference{id: get.Items[0].Str(), attribute: get.Items[1].Str()}, true
	}
	return reference{}, false
}

// stackID is the logical id of the resource that a nested stack is: part-01 is Part01Stack.
func stackID(stack string) string { return "Part" + strings.TrimPrefix(stack, "part-") + "Stack" }

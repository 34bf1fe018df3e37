package aws

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// nestedStack is one nested stack while it is laid out.
type nestedStack struct {
	name, file string
	// in are the values handed to it, by parameter; out what others take from it, by output.
	in, out map[string]*tree.Node
	after   map[string]bool
}

// id is the logical id of the stack's resource.
func (n *nestedStack) id() string { return stackID(n.name) }

// nested puts resources into the stacks they were assigned, and makes what crosses from one to another a parameter.
func (s *splitter) nested() []backends.Object {
	stacks := map[string]*nestedStack{}
	for _, name := range s.stack {
		if name != "" && stacks[name] == nil {
			stacks[name] = &nestedStack{
				name: name, file: stacksFolder + "/" + name + ".yaml",
				in: map[string]*tree.Node{}, out: map[string]*tree.Node{}, after: map[string]bool{},
			}
		}
	}
	objects := []backends.Object{s.header(templateFile)}
	bucket := false
	for i, res := range s.resources {
		references(res.Tree, func(id, _ string) { bucket = bucket || id == parameterBucket })
		here := stacks[s.stack[i]]
		object := res.Object
		object.Tree = rewrite(object.Tree, func(id, attribute string) reference { return s.cross(stacks, here, id, attribute) })
		object.Tree = s.dependencies(stacks, here, object.Tree)
		if here != nil {
			object.File, object.Address.Namespace = here.file, here.name
		}
		objects = append(objects, object)
	}
	if bucket {
		objects = append(objects, s.bucketParameter(templateFile))
	}
	for _, name := range sorted(stacks) {
		objects = append(objects, s.stackObjects(stacks[name])...)
	}
	return objects
}

// reference is what a tree refers to: a resource or parameter, by an attribute or (with none) by Ref; or, with a text for
// Fn::Sub, that text; or a literal.
type reference struct{ id, attribute, text, literal string }

// cross returns what to refer to in place of a resource of another stack.
func (s *splitter) cross(stacks map[string]*nestedStack, here *nestedStack, id, attribute string) reference {
	there := (*nestedStack)(nil)
	if i, ok := s.at[id]; ok {
		there = stacks[s.stack[i]]
	} else if id != parameterBucket {
		return reference{id: id, attribute: attribute}
	}
	if there == here {
		return reference{id: id, attribute: attribute}
	}
	if to, ok := s.byName(id, attribute); ok {
		if here != nil && s.resources[s.at[id]].Address.Type == "AWS::Logs::LogGroup" {
			here.after[id] = true // who writes to a log that is not there does not wait for it
		}
		return to
	}
	name := parameterName(id, attribute)
	if there == nil { // of the first stack: a parameter
		here.in[name] = value(id, attribute)
		return reference{id: name}
	}
	there.out[name] = value(id, attribute)
	return reference{id: there.id(), attribute: "Outputs." + name}
}

// parameterName names what crosses from one stack to another.
func parameterName(id, attribute string) string { return id + strings.ReplaceAll(attribute, ".", "") }

func value(id, attribute string) *tree.Node {
	if attribute == "" {
		return ref(id)
	}
	return att(id, attribute)
}

// dependencies keeps the DependsOn within a stack, and moves what crosses to the stacks.
func (s *splitter) dependencies(stacks map[string]*nestedStack, here *nestedStack, n *tree.Node) *tree.Node {
	after := n.Get("DependsOn")
	if after == nil {
		return n
	}
	var kept []*tree.Node
	for _, id := range after.Items {
		i, ok := s.at[id.Str()]
		switch {
		case !ok || stacks[s.stack[i]] == here:
			kept = append(kept, id)
		case here == nil:
			stack := stacks[s.stack[i]].id()
			if !slices.ContainsFunc(kept, func(k *tree.Node) bool { return k.Text == stack }) {
				kept = append(kept, str(stack))
			}
		case s.stack[i] == "":
			here.after[id.Str()] = true
		}
	}
	fields := slices.Clone(n.Fields)
	for i, f := range fields {
		if f.Key != "DependsOn" {
			continue
		}
		if len(kept) == 0 {
			fields = slices.Delete(fields, i, i+1)
		} else {
			fields[i].Value = &tree.Node{Kind: tree.List, Items: kept, Origin: after.Origin}
		}
		break
	}
	return &tree.Node{Kind: tree.Map, Fields: fields, Origin: n.Origin}
}

// stackObjects returns what a nested stack has besides its resources: its template's head, parameters and outputs, and the
// resource that it is in the first template.
func (s *splitter) stackObjects(n *nestedStack) []backends.Object {
	origin := tree.Derive(ruleNested, s.topologyNode())
	objects := []backends.Object{s.header(n.file)}
	var parameters []tree.Field
	for _, name := range sorted(n.in) {
		parameters = append(parameters, tree.F(name, n.in[name]))
		objects = append(objects, s.part(typeParameter, n.file, name, tree.NewMap(tree.F("Type", str("String"))).With(origin)))
	}
	for _, name := range sorted(n.out) {
		objects = append(objects, s.part(typeOutput, n.file, name, tree.NewMap(tree.F("Value", n.out[name])).With(origin)))
	}
	o := &owner{address: s.topologyAddress(), node: s.topologyNode(), unit: schema.Address{}}
	stack := s.resource(o, "AWS::CloudFormation::Stack", n.id(), options{after: sorted(n.after)},
		tree.F("TemplateURL", derived(ruleNested, s.topologyNode(), n.file)),
		tree.F("Parameters", section(parameters)),
	)
	return append(objects, stack.Object)
}

// rewrite replaces what a tree refers to.
func rewrite(n *tree.Node, replace func(id, attribute string) reference) *tree.Node {
	if n == nil || n.Kind != tree.Map && n.Kind != tree.List {
		return n
	}
	if n.Kind == tree.Map && len(n.Fields) == 1 {
		if c, ok := rewriteIntrinsic(n.Fields[0], replace); ok {
			if c == nil {
				return n
			}
			return c.With(n.Origin)
		}
	}
	changed := false
	out := &tree.Node{Kind: n.Kind, Ref: n.Ref, Origin: n.Origin}
	for _, item := range n.Items {
		c := rewrite(item, replace)
		changed = changed || c != item
		out.Items = append(out.Items, c)
	}
	for _, f := range n.Fields {
		c := rewrite(f.Value, replace)
		changed = changed || c != f.Value
		out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: c})
	}
	if !changed {
		return n
	}
	return out
}

// rewriteIntrinsic does so for an intrinsic function; ok is false for what is none. It returns nil where nothing changes.
func rewriteIntrinsic(f tree.Field, replace func(id, attribute string) reference) (n *tree.Node, ok bool) {
	id, attribute := f.Value.Str(), ""
	switch {
	case f.Key == fnRef:
	case f.Key == fnGetAtt && len(f.Value.Items) == 2:
		id, attribute = f.Value.Items[0].Str(), f.Value.Items[1].Str()
	case f.Key == fnSub && f.Value.Kind == tree.String:
		s := subVariables(f.Value.Str(), func(name string) string { return replace(splitName(name)).inSub() })
		if s == f.Value.Str() {
			return nil, true
		}
		return tree.NewMap(tree.F(fnSub, tree.NewString(s).With(f.Value.Origin))), true
	default:
		return nil, false
	}
	to := replace(id, attribute)
	switch {
	case to.literal != "":
		return str(to.literal), true
	case to.text != "":
		return sub(to.text), true
	case to.id == id && to.attribute == attribute:
		return nil, true
	}
	return value(to.id, to.attribute), true
}

func splitName(name string) (id, attribute string) {
	id, attribute, _ = strings.Cut(name, ".")
	return id, attribute
}

// inSub is a reference as it stands in the text of Fn::Sub.
func (to reference) inSub() string {
	switch {
	case to.literal != "":
		return subText(to.literal)
	case to.text != "":
		return to.text
	case to.attribute != "":
		return "${" + to.id + "." + to.attribute + "}"
	}
	return "${" + to.id + "}"
}

// sorted returns a map's keys in order.
func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

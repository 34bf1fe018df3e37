package aws

import (
	"regexp"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// CloudFormation's limits of one template.
const (
	maxResources  = 500
	maxParameters = 200
	maxTemplate   = 1 << 20
)

var logicalName = regexp.MustCompile(`^[A-Za-z0-9]{1,255}$`)

// Lint reports what only finished templates tell: logical ids that are none or taken, references that lead nowhere, and
// templates over CloudFormation's limits.
func (Backend) Lint(objects []backends.Object) diag.List {
	var ds diag.List
	files := map[string][]backends.Object{}
	for _, o := range objects {
		files[o.File] = append(files[o.File], o)
	}
	for _, file := range sorted(files) {
		ds = append(ds, lintTemplate(file, files[file])...)
	}
	ds = append(ds, lintNames(objects)...)
	return append(ds, lintInvocations(objects)...)
}

func lintTemplate(file string, objects []backends.Object) diag.List {
	var ds diag.List
	counts := map[string]int{}
	names := map[string]backends.Object{}
	report := func(o backends.Object, fix, format string, args ...any) {
		d := diag.BadLogicalID.At(o.Tree.Range(), format, args...).WithFix("%s", fix)
		if len(o.Source) > 0 {
			d = d.WithAddress(o.Source[0].String())
		}
		ds = append(ds, d)
	}
	for _, o := range objects {
		typ := o.Address.Type
		if typ == typeHeader {
			continue
		}
		if !isPart(typ) {
			typ = ""
		}
		counts[typ]++
		if !logicalName.MatchString(o.Address.Name) {
			report(o, "use letters and digits", "%s is no logical id", o.Address.Name)
		}
		if typ == typeOutput {
			continue
		}
		if other, ok := names[o.Address.Name]; ok {
			report(o, "rename one of the two", "%s and %s of %s have one logical id", o.Address.Type, other.Address.Type, file)
		}
		names[o.Address.Name] = o
	}
	for _, o := range objects {
		references(o.Tree, func(id, _ string) {
			if _, ok := names[id]; !ok && !pseudo[id] {
				report(o, "refer to what the template has", "%s refers to %s, which %s does not have", o.Address.Name, id, file)
			}
		})
	}
	for _, o := range objects {
		for _, l := range limits {
			if n := l.size(o.Tree.Get("Properties")); o.Address.Type == l.typ && n > l.most {
				report(o, l.fix, "%s of %s take %d characters, and AWS takes %d", l.what, o.Address.Name, n, l.most)
			}
		}
	}
	if len(objects) == 0 {
		return ds
	}
	fix := "place a part of the topology in another environment"
	for typ, most := range map[string]int{"": maxResources, typeParameter: maxParameters, typeOutput: maxParameters} {
		if n := counts[typ]; n > most {
			report(objects[0], fix, "%s has %d of what a template has at most %d of", file, n, most)
		}
	}
	if n := len(tree.AppendYAML(nil, template(objects))); n > maxTemplate {
		report(objects[0], fix, "%s has %d bytes, and CloudFormation takes 1 MB", file, n)
	}
	return ds
}

// limits are sizes of single resources. What CloudFormation puts in place of references is not known, and counts as written.
var limits = []struct {
	typ, what, fix string
	most           int
	size           func(properties *tree.Node) int
}{
	{"AWS::IAM::Role", "the policies", "give the entity fewer edges", 10_240, func(n *tree.Node) int { return jsonSize(n.Get("Policies")) }},
	{"AWS::Lambda::Function", "the variables", "give the function fewer variables, or fewer edges", 4096, func(n *tree.Node) int {
		return jsonSize(n.Get("Environment").Get("Variables"))
	}},
	{"AWS::SQS::QueuePolicy", "the statements", "let fewer subscriptions share the queue", 8192, func(n *tree.Node) int { return jsonSize(n.Get("PolicyDocument")) }},
	{"AWS::StepFunctions::StateMachine", "the states", "split the integration in two, with an event between them", 1 << 20, func(n *tree.Node) int {
		return len(n.Get("DefinitionString").Str())
	}},
	{"AWS::Events::Rule", "the pattern", "filter by less", 2048, func(n *tree.Node) int { return jsonSize(n.Get("EventPattern")) }},
}

func jsonSize(n *tree.Node) int {
	if n == nil {
		return 0
	}
	return len(tree.AppendJSON(nil, n, ""))
}

// pseudo are the parameters that every template has.
var pseudo = func() map[string]bool {
	out := map[string]bool{}
	for _, name := range []string{"AccountId", "NotificationARNs", "NoValue", "Partition", "Region", "StackId", "StackName", "URLSuffix"} {
		out["AWS::"+name] = true
	}
	return out
}()

package aws

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// parameterBucket is the parameter that names the bucket with the functions' code and the nested stacks' templates.
const parameterBucket = "ArtifactBucket"

// topologyAddress is what the parts of a template come from that belong to no entity.
func (r *render) topologyAddress() schema.Address {
	return schema.Address{Kind: componentTopology, Name: r.t.Name}
}

// topologyNode is the node of the topology's own block.
func (r *render) topologyNode() *tree.Node {
	if r.t.Info != nil && r.t.Info.Node != nil {
		return r.t.Info.Node
	}
	return tree.NewMap().With(tree.Derive(ruleTemplate, nil))
}

// part returns an object of a template that is no resource.
func (r *render) part(typ, file, name string, n *tree.Node) backends.Object {
	o := part(file, typ, name, n)
	o.Source = []schema.Address{r.topologyAddress()}
	if n.Origin == nil {
		o.Tree = n.With(originOf(r.topologyNode()))
	}
	return o
}

// header returns the head of a template: its format, what it is, and the labels that the stack's tags carry to everything
// in it.
func (r *render) header(file string) backends.Object {
	description := derived(ruleTemplate, r.topologyNode(), r.t.Name+" in "+r.settings.environment+", compiled by espc")
	var labels []tree.Field
	if r.t.Info != nil {
		if d := r.t.Info.Description; d.IsSet() && d.V != "" && len(d.V) <= 1024 {
			description = text(d.V, d.Node)
		}
		for _, l := range r.t.Info.Labels.Entries {
			labels = append(labels, tree.Field{Key: l.Key, Value: l.Node})
		}
	}
	tags := append([]tree.Field{
		{Key: "espc.dev/topology", Value: str(r.t.Name)},
		{Key: "espc.dev/environment", Value: str(r.settings.environment)},
	}, labels...)
	return r.part(typeHeader, file, headerName, tree.NewMap(
		tree.F("AWSTemplateFormatVersion", str("2010-09-09")),
		tree.F("Description", description),
		tree.F("Metadata", tree.NewMap(tree.F("StackTags", ruled(ruleTags, r.topologyNode(), tree.NewMap(tags...))))),
	))
}

// bucketParameter returns the parameter of the artifact bucket, with the environment's as its default.
func (r *render) bucketParameter(file string) backends.Object {
	n := []tree.Field{
		tree.F("Type", str("String")),
		tree.F("Description", str("The bucket that functions' code and nested templates are in")),
	}
	if b := r.settings.block; b != nil && b.ArtifactBucket.IsSet() {
		n = append(n, tree.F("Default", b.ArtifactBucket.Node))
	}
	node := tree.NewMap(n...)
	if r.settings.node != nil {
		node.Origin = tree.Derive(ruleArtifactBucket, r.settings.node)
	}
	return r.part(typeParameter, file, parameterBucket, node)
}

// outputPart returns an output of the first template.
func (r *render) outputPart(o *owner, name string, description, value *tree.Node) resource {
	object := part(templateFile, typeOutput, name, tree.NewMap(
		tree.F("Description", description),
		tree.F("Value", value),
	).With(originOf(o.node)))
	object.Source = []schema.Address{o.address}
	return resource{Object: object, unit: o.unit, root: true}
}

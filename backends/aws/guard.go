package aws

import (
	"fmt"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

var _ backends.Guard = Backend{}

// Impossible reports the changes that CloudFormation, or the service behind it, refuses to make in one update.
func (Backend) Impossible(changes []backends.Change) diag.List {
	type place struct{ file, id string }
	gone := map[place]*backends.Change{}
	for i := range changes {
		if c := &changes[i]; c.Action == backends.Delete && isResource(c) {
			gone[place{c.File, c.Address.Name}] = c
		}
	}
	var ds diag.List
	for i := range changes {
		c := &changes[i]
		switch old := gone[place{c.File, c.Address.Name}]; {
		case c.Action == backends.Create && old != nil && isResource(c):
			ds = append(ds, refuse(diag.LogicalIDTaken, c, "%s is an %s and would become an %s, which CloudFormation does not do", c.Address.Name, old.Address.Type, c.Address.Type).
				WithFix("give %s another name, or go two steps: apply without it, then with it", called(c)))
		case c.Action == backends.Replace && len(c.Fields) > 0 && keepsName(c):
			property := physicalName[c.Address.Type]
			ds = append(ds, refuse(diag.FixedNameReplaced, c, "%s is replaced to change %s, and a new one can't be made while the old one has its name (%s)",
				c.Address, strings.Join(c.Replace, ", "), property).
				WithFix("give %s another name, or go two steps: apply without it, then with it", called(c)))
		case c.Action == backends.Update && c.Address.Type == "AWS::DynamoDB::Table":
			if steps := indexSteps(c.Before, c.After); len(steps) > 1 {
				ds = append(ds, refuse(diag.IndexSteps, c, "DynamoDB changes one index of a table at a time, and %s has %d changes", c.Address, len(steps)).
					WithFix("apply them one after the other: %s", numbered(steps)))
			}
		}
	}
	return ds
}

func isResource(c *backends.Change) bool {
	return strings.Contains(c.Address.Type, "::") && !strings.HasPrefix(c.Address.Type, "Template::")
}

func refuse(code *diag.Code, c *backends.Change, format string, args ...any) diag.Diagnostic {
	d := code.At(c.Origin, format, args...)
	if c.Entity.Name != "" {
		d = d.WithAddress(c.Entity.String())
	}
	return d
}

// called is what a person has to change: the entity, or the resource where that is not known.
func called(c *backends.Change) string {
	if c.Entity.Name != "" {
		return c.Entity.String()
	}
	return c.Address.String()
}

// keepsName reports whether a resource has the same fixed name before and after.
func keepsName(c *backends.Change) bool {
	property := physicalName[c.Address.Type]
	before, after := c.Before.Get("Properties").Get(property), c.After.Get("Properties").Get(property)
	return property != "" && before != nil && after != nil && tree.Equal(before, after)
}

// indexSteps are the updates that it takes to change the global secondary indexes of a table, in an order that works. An index
// whose key or projection changes goes and is made again.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
func indexSteps(before, after *tree.Node) []string {
	old, now := indexes(before), indexes(after)
	var away, add []string
	for _, i := range old {
		switch same := find(now, i.name); {
		case same == nil:
			away = append(away, "without the index "+i.name)
		case same.shape != i.shape:
			away = append(away, "without the index "+i.name)
			add = append(add, "with "+i.name+" as it is now")
		}
	}
	for _, i := range now {
		if find(old, i.name) == nil {
			add = append(add, "with the index "+i.name)
		}
	}
	return append(away, add...)
}

// index is a global secondary index. shape is what can't be changed of it.
type index struct{ name, shape string }

func find(list []index, name string) *index {
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	return nil
}

func indexes(table *tree.Node) []index {
	properties := table.Get("Properties")
	types := map[string]string{}
	for _, a := range items(properties.Get("AttributeDefinitions")) {
		types[a.Get("AttributeName").Str()] = a.Get("AttributeType").Str()
	}
	var out []index
	for _, n := range items(properties.Get("GlobalSecondaryIndexes")) {
		shape := string(tree.AppendJSON(nil, n.Get("Projection"), ""))
		for _, k := range items(n.Get("KeySchema")) {
			name := k.Get("AttributeName").Str()
			shape += fmt.Sprintf(" %q %q %q", k.Get("KeyType").Str(), name, types[name])
		}
		out = append(out, index{n.Get("IndexName").Str(), shape})
	}
	return out
}

func numbered(steps []string) string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = fmt.Sprintf("%d. %s", i+1, s)
	}
	return strings.Join(out, ", ")
}

package plan

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Desired returns what a part of a saved plan asks of its target. inputs are the topology's files by name: what the plan
// changes knows its place in them.
func (s *Saved) Desired(o *SavedOutput, b backends.Backend, inputs map[string]*diag.File) backends.Desired {
	d := backends.Desired{Artifacts: o.Artifacts(), State: o.State, Prepared: o.Prepared}
	for _, a := range d.Artifacts {
		if strings.HasSuffix(a.Path, ".yaml") {
			docs, _ := data.Documents(diag.NewFile(a.Path, a.Data)) // the file's digest says that they are as espc wrote them
			d.Objects = append(d.Objects, b.Objects(a.Path, docs)...)
		}
	}
	at := map[backends.ObjectAddress]int{}
	for i := range d.Objects {
		at[d.Objects[i].Address] = i
	}
	for i := range s.Plan.Changes {
		c := &s.Plan.Changes[i]
		if c.Backend != o.Backend {
			continue
		}
		change := c.change(inputs)
		d.Changes = append(d.Changes, change)
		if i, ok := at[change.Address]; ok && !change.Origin.IsZero() {
			object := &d.Objects[i]
			n := *object.Tree
			n.Origin = &tree.Origin{Range: change.Origin}
			object.Tree, object.Source = &n, []schema.Address{change.Entity}
		}
	}
	return d
}

// change is the change that a document shows.
func (c *ChangeDocument) change(inputs map[string]*diag.File) backends.Change {
	out := backends.Change{
		Action: c.action(), Address: c.address(),
		Before: c.Change.Before, After: c.Change.After, Replace: c.Change.Replace, Reason: c.Reason, Effect: c.Effect, Restarts: c.Restarts, File: c.File,
	}
	out.Entity, _ = schema.ParseAddress(c.Entity)
	out.Origin = c.Source.in(inputs)
	for _, f := range c.Fields {
		out.Fields = append(out.Fields, backends.FieldChange{Path: f.Path, Before: f.Before, After: f.After, Origin: f.Source.in(inputs), By: f.By})
	}
	return out
}

// action is what the change does: a replacement is spelled as two.
func (c *ChangeDocument) action() backends.Action {
	if len(c.Change.Actions) == 2 {
		return backends.Replace
	}
	return backends.Action(c.Change.Actions[0])
}

func (c *ChangeDocument) address() backends.ObjectAddress {
	return backends.ObjectAddress{Type: c.Type, Namespace: c.Namespace, Name: c.Name}
}

// in is the place in the files as they are, to the end of its line.
func (p *Place) in(files map[string]*diag.File) diag.Range {
	if p == nil || files[p.File] == nil {
		return diag.Range{}
	}
	file := files[p.File]
	end := file.Offset(p.Line, len(file.Data))
	return diag.Range{File: file, Start: int32(file.Offset(p.Line, p.Column)), End: int32(end)}
}

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

// change is the change that a document shows, without its fields.
func (c *ChangeDocument) change(inputs map[string]*diag.File) backends.Change {
	out := backends.Change{
		Action:  backends.Action(c.Change.Actions[0]),
		Address: backends.ObjectAddress{Type: c.Type, Namespace: c.Namespace, Name: c.Name},
		Before:  c.Change.Before, After: c.Change.After, Replace: c.Change.Replace, Reason: c.Reason, Restarts: c.Restarts, File: c.File,
	}
	if len(c.Change.Actions) == 2 {
		out.Action = backends.Replace
	}
	out.Entity, _ = schema.ParseAddress(c.Entity)
	if c.Source != nil && inputs[c.Source.File] != nil {
		file := inputs[c.Source.File]
		end := file.Offset(c.Source.Line, len(file.Data))
		out.Origin = diag.Range{File: file, Start: int32(file.Offset(c.Source.Line, c.Source.Column)), End: int32(end)}
	}
	return out
}

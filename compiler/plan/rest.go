package plan

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Rest says whether changes are what is left of a plan whose other changes were made: each of them is one of the plan's, from the same
// to the same. A replacement of which the first half was made is a creation. other is the first change that is none of the plan's.
func Rest(of, now []backends.Change) (other backends.ObjectAddress, ok bool) {
	planned := make(map[backends.ObjectAddress]*backends.Change, len(of))
	for i := range of {
		planned[of[i].Address] = &of[i]
	}
	for i := range now {
		c := &now[i]
		was := planned[c.Address]
		switch {
		case was == nil || !tree.Equal(was.After, c.After):
			return c.Address, false
		case was.Action == backends.Replace && c.Action == backends.Create:
		case was.Action != c.Action || !tree.Equal(was.Before, c.Before) || !slices.EqualFunc(was.Fields, c.Fields, sameField):
			return c.Address, false
		}
	}
	return backends.ObjectAddress{}, true
}

func sameField(a, b backends.FieldChange) bool {
	return a.Path == b.Path && a.By == b.By && tree.Equal(a.Before, b.Before) && tree.Equal(a.After, b.After)
}

// Continue makes the document that of what is left of it: of a backend's part these changes are still to be made.
func (d *Document) Continue(backend string, changes []backends.Change) {
	left := make(map[backends.ObjectAddress]bool, len(changes))
	for i := range changes {
		left[changes[i].Address] = true
	}
	d.Changes = slices.DeleteFunc(d.Changes, func(c ChangeDocument) bool {
		if c.Backend != backend {
			return false
		}
		if !left[c.address()] {
			d.Made++
			if c.Change.Actions[0] != string(backends.Delete) || len(c.Change.Actions) == 2 {
				d.Summary.Unchanged++
			}
		}
		return true
	})
	for i := range changes {
		d.Changes = append(d.Changes, changeDocument(backend, &changes[i]))
	}
	if len(d.Changes) == 0 { // what they allow was allowed by the run that made them
		d.Permissions = Permissions{Widened: []PermissionDocument{}, Narrowed: []PermissionDocument{}}
	}
	d.Summary = Summary{Unchanged: d.Summary.Unchanged}
	for i := range d.Changes {
		d.Summary.add(d.Changes[i].action())
	}
}

// add counts one change.
func (s *Summary) add(a backends.Action) {
	switch a {
	case backends.Create:
		s.Create++
	case backends.Update:
		s.Update++
	case backends.Replace:
		s.Replace++
	case backends.Delete:
		s.Delete++
	case backends.Adopt:
		s.Adopt++
	}
}

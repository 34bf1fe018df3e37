package plan

import (
	"io/fs"
	"slices"

	"espc.dev/backends"
)

// sound reports whether a plan says what a plan can say. Its digest tells what was changed by accident; whoever writes a plan on
// purpose can write a digest too.
func (s *Saved) sound() bool {
	for i := range s.Plan.Changes {
		if !s.Plan.Changes[i].sound() {
			return false
		}
	}
	for i := range s.Outputs {
		if o := &s.Outputs[i]; !inside(o.Folder, o.Files) {
			return false
		}
	}
	return s.Documents == nil || inside(s.Documents.Folder, s.Documents.Files)
}

// sound reports whether the actions are those of one change.
func (c *ChangeDocument) sound() bool {
	one := []backends.Action{backends.Create, backends.Update, backends.Delete, backends.Adopt, backends.None}
	switch a := c.Change.Actions; len(a) {
	case 1:
		return slices.Contains(one, backends.Action(a[0]))
	case 2:
		return slices.Equal(a, actions(backends.Replace))
	}
	return false
}

// inside reports whether a folder lies in the topology's, and files in it.
func inside(folder string, files []SavedFile) bool {
	return fs.ValidPath(folder) && !slices.ContainsFunc(files, func(f SavedFile) bool { return !fs.ValidPath(f.Path) })
}

package diag

import "slices"

// Use is the block that uses a module: At is its label, Block all of it. The zero Use is none.
type Use struct{ At, Block Range }

// UsedBy returns the file as one that is read for a module's block: what is said about a place in it names the block as
// well, since that is where somebody may be able to correct it.
func (f *File) UsedBy(use Use) *File {
	return &File{Name: f.Name, Data: f.Data, hidden: f.hidden, use: use}
}

// withUses returns d with the blocks that its places are used by: after the place itself those that lead to it from the
// inside out, after a related place those that are not named yet.
func (d Diagnostic) withUses() Diagnostic {
	var told []Range
	for _, r := range d.Related {
		told = append(told, r.Range)
	}
	var out []Related
	uses := func(of Range) {
		for of.File != nil && !of.File.use.At.IsZero() {
			use := of.File.use
			if of = use.At; slices.ContainsFunc(told, of.Same) || use.Block.covers(d.Subject) {
				continue
			}
			told = append(told, of)
			out = append(out, Related{Message: "the module is used here", Range: of})
		}
	}
	uses(d.Subject)
	for _, r := range d.Related {
		out = append(out, r)
		uses(r.Range)
	}
	d.Related = out
	return d
}

// Same reports whether two ranges are one place, also when their file was read twice.
func (r Range) Same(other Range) bool {
	return name(r) == name(other) && r.Start == other.Start && r.End == other.End
}

// covers reports whether a range lies in r.
func (r Range) covers(other Range) bool {
	return !r.IsZero() && name(r) == name(other) && r.Start <= other.Start && other.End <= r.End
}

// Use returns the label of the block that a place's file was read for, the zero Range for a file of the topology itself.
func (r Range) Use() Range {
	if r.File == nil {
		return Range{}
	}
	return r.File.use.At
}

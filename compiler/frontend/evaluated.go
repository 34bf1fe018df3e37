package frontend

import "espc.dev/schema/diag"

// Evaluated is a Unit of a language that computes: evaluating a few bytes of it can take any time and memory.
type Evaluated interface {
	Unit
	// Plain reports whether the files hold nothing that computes: evaluating them takes no more than reading them.
	Plain() bool
	// Sources returns every file that an evaluation may read, the unit's own and what they import, sorted by name.
	Sources() []*diag.File
	// Unbounded says of a file that evaluating it ended for a reason of package bounded.
	Unbounded(file *diag.File, err error) diag.Diagnostic
}

// OpenVariables is what a Unit implements that computes the names of variables: any variable may be meant for it.
type OpenVariables interface{ AnyVariable() }

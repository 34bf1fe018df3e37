// Package frontend is what every front end implements: files of one language in, documents of positioned nodes out.
package frontend

import (
	"context"

	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Language is one front end.
type Language interface {
	// Name is how messages call the language: "HCL".
	Name() string
	// Match reports whether a file of this name in a topology's folder is written in the language.
	Match(name string) bool
	// Parse parses the language's files of one folder; files come sorted by name. Further files (imports) are read
	// through the folder. A file with errors is left out of the unit, its diagnostics say why.
	Parse(folder *source.Folder, files []*diag.File) (Unit, diag.List)
}

// Unit is the parsed files of one language in one folder.
type Unit interface {
	// Declared lists the variables that the files declare, sorted by name.
	Declared() []Variable
	// Environments evaluates the environment declarations alone: documents {environment: {NAME: …}}. Variables that an
	// environment may still set are absent from vars, so only what environments use is asked for.
	Environments(ctx context.Context, vars Vars) ([]*tree.Node, diag.List)
	// Documents evaluates everything. Each document is a map kind -> name -> fields (topology: its fields); every
	// declaration site is a document of its own or shares one with others, but no document holds an address twice:
	// Merge finds what is declared twice. Nodes carry their origin: Range of the value, Name of its key or label.
	Documents(ctx context.Context, vars Vars) ([]*tree.Node, diag.List)
}

// Variable is a declared variable.
type Variable struct {
	Name      string
	Sensitive bool
	Range     diag.Range
	// Default is the value of the variable when nobody sets it, nil without one. Other languages of the folder get it too.
	Default *tree.Node
}

// Vars are the values of variables, by name. A value given as text (--var, ESPC_VAR_k) is a String node whatever the
// variable's type; its origin is Variable with how it was given as Rule ("--var tag").
type Vars map[string]*tree.Node

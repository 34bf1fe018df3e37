// Package jsonnet is the front end for Jsonnet. It evaluates with go-jsonnet, which keeps no places in what it computes:
// the program is given code that notes for each field where it was written (see trace.go).
package jsonnet

import (
	"context"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Language is the front end for *.jsonnet. Each file is a document of its own; *.libsonnet files are there to be imported.
//
// Guaranteed of places: a field of an object that was made by an object literal or comprehension, wherever and through
// however many functions, imports and +, has the key's place and that of the value's expression where it was written
// last. An element of a list has its own place where the field's value is a list literal, else the field's. Objects that
// the standard library makes (mergePatch, parseJson, mapWithKey, …) have the place of the field that holds them.
type Language struct{}

// Name returns "Jsonnet".
func (Language) Name() string { return "Jsonnet" }

// Match reports whether the name ends in .jsonnet.
func (Language) Match(name string) bool { return strings.HasSuffix(name, ".jsonnet") }

// Parse parses the files and all that they import.
func (Language) Parse(folder *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	l := newLoader(folder)
	u := &unit{}
	for _, f := range files {
		before := len(l.ds)
		p := l.load(f)
		if p != nil {
			l.follow(p, nil)
		}
		if !l.ds[before:].HasErrors() && p != nil {
			u.programs = append(u.programs, newProgram(l, p))
		}
	}
	u.variables, u.open = l.variables()
	if u.open {
		return openUnit{u}, l.ds
	}
	return u, l.ds
}

type unit struct {
	programs  []*program
	variables []frontend.Variable
	open      bool
}

// openUnit is a unit whose variables are not all known: it computes their names.
type openUnit struct{ *unit }

// AnyVariable marks that any variable may be meant for the unit.
func (openUnit) AnyVariable() {}

// Declared lists the variables that std.extVar is called for, by name.
func (u *unit) Declared() []frontend.Variable { return u.variables }

func (u *unit) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(func(p *program) (*tree.Node, diag.List) { return p.run(ctx, vars, "environment") })
}

func (u *unit) Documents(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(func(p *program) (*tree.Node, diag.List) { return p.run(ctx, vars, "") })
}

func (u *unit) evaluate(run func(*program) (*tree.Node, diag.List)) ([]*tree.Node, diag.List) {
	var docs []*tree.Node
	var ds diag.List
	for _, p := range u.programs {
		doc, more := run(p)
		ds = append(ds, more...)
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs, ds
}

// variables returns the variables that the loaded files ask for, and whether more may be asked for.
func (l *loader) variables() ([]frontend.Variable, bool) {
	var vars []frontend.Variable
	open := false
	for _, name := range l.order {
		vars = append(vars, l.parsed[name].variables...)
		open = open || l.parsed[name].open
	}
	slices.SortStableFunc(vars, func(a, b frontend.Variable) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(vars, func(a, b frontend.Variable) bool { return a.Name == b.Name }), open
}

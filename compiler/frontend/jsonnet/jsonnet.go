// Package jsonnet is the front end for Jsonnet. It evaluates with go-jsonnet, which keeps no places in what it computes:
// the program is given code that notes for each field where it was written (see trace.go).
package jsonnet

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
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
	u := &unit{loader: l}
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
	loader    *loader
	programs  []*program
	variables []frontend.Variable
	open      bool
	exceeded  atomic.Pointer[diag.Diagnostic] // what is told once an evaluation took too much: the next would too
}

// openUnit is a unit whose variables are not all known: it computes their names.
type openUnit struct{ *unit }

// AnyVariable marks that any variable may be meant for the unit.
func (openUnit) AnyVariable() {}

// Declared lists the variables that std.extVar is called for, by name.
func (u *unit) Declared() []frontend.Variable { return u.variables }

func (u *unit) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(ctx, vars, "environment")
}

func (u *unit) Documents(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(ctx, vars, "")
}

// evaluate runs the programs one after the other; together they have the time that their size gives them.
func (u *unit) evaluate(ctx context.Context, vars frontend.Vars, kind string) ([]*tree.Node, diag.List) {
	if d := u.exceeded.Load(); d != nil {
		return nil, diag.List{*d}
	}
	size := 0
	for _, p := range u.programs {
		size += p.size
	}
	ctx, cancel := context.WithTimeoutCause(ctx, u.loader.limits(size).Time, bounded.ErrTime)
	defer cancel()
	var docs []*tree.Node
	var ds diag.List
	for _, p := range u.programs {
		bounded.Note(ctx, p.main.src.Name)
		doc, more, err := p.run(ctx, vars, kind)
		ds = append(ds, more...)
		if bounded.Exceeded(err) {
			u.exceeded.Store(&more[0])
			break
		}
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs, ds
}

// Plain reports whether no program computes anything.
func (u *unit) Plain() bool {
	return !slices.ContainsFunc(u.programs, func(p *program) bool {
		return slices.ContainsFunc(p.files(), func(f *file) bool { return f.computes })
	})
}

// Sources returns the files and all that they import.
func (u *unit) Sources() []*diag.File { return u.loader.sources() }

// Unbounded says of a file that evaluating it ended for a reason of package bounded.
func (u *unit) Unbounded(file *diag.File, err error) diag.Diagnostic { return unbounded(file, err) }

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

// Package apart has units evaluated in a process of their own. Unit stands for a unit in espc, and Server evaluates in the
// process, with the same front end and in the same way; between them go the messages of package wire.
package apart

import (
	"context"
	"errors"
	"sync"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart/wire"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Unit returns a unit of a language's files in a folder as one that an Evaluator evaluates, where there is one and anything is
// computed. files are the unit's own.
func Unit(unit frontend.Unit, language, dir string, files []*diag.File, evaluator bounded.Evaluator) frontend.Unit {
	here, ok := unit.(frontend.Evaluated)
	if !ok || evaluator == nil || here.Plain() {
		return unit
	}
	u := &remote{Evaluated: here, language: language, dir: dir, main: files, evaluator: evaluator}
	if _, open := unit.(frontend.OpenVariables); open {
		return openRemote{u}
	}
	return u
}

type remote struct {
	frontend.Evaluated
	language, dir string
	main          []*diag.File
	evaluator     bounded.Evaluator

	mu      sync.Mutex
	files   []*diag.File // those of each request
	sources []byte
	// exceeded is what is told once an evaluation has taken too much: the next would too.
	exceeded diag.List
}

type openRemote struct{ *remote }

// AnyVariable marks that any variable may be meant for the unit.
func (openRemote) AnyVariable() {}

func (u *remote) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(ctx, vars, true)
}

func (u *remote) Documents(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.evaluate(ctx, vars, false)
}

func (u *remote) evaluate(ctx context.Context, vars frontend.Vars, environments bool) ([]*tree.Node, diag.List) {
	r := &wire.Request{Language: u.language, Dir: u.dir, Main: len(u.main), Environments: environments, Vars: vars}
	sources, exceeded := u.prepare(r)
	if exceeded != nil {
		return nil, exceeded
	}
	message, noted, err := u.evaluator.Evaluate(ctx, bounded.For(len(sources)), sources, wire.AppendQuestion(nil, r))
	switch {
	case errors.Is(err, bounded.ErrUnavailable):
		if environments {
			return u.Evaluated.Environments(ctx, vars)
		}
		return u.Evaluated.Documents(ctx, vars)
	case err == nil:
		var answer wire.Answer
		if answer, err = wire.ParseAnswer(message, r); err == nil {
			return answer.Documents, answer.Diagnostics
		}
		err = &bounded.Panic{Value: err}
	}
	ds := diag.List{u.Unbounded(u.named(noted), err)}
	if bounded.Exceeded(err) {
		u.mu.Lock()
		u.exceeded = ds
		u.mu.Unlock()
	}
	return nil, ds
}

// prepare gives a request its files, written once for all requests, and returns what is told where there is no point in one.
func (u *remote) prepare(r *wire.Request) (sources []byte, exceeded diag.List) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.sources == nil {
		u.files = append(u.files, u.main...)
		own := map[*diag.File]bool{}
		for _, f := range u.main {
			own[f] = true
		}
		for _, f := range u.Sources() {
			if !own[f] {
				u.files = append(u.files, f)
			}
		}
		r.Files = u.files
		u.sources = wire.AppendSources(nil, r)
	}
	r.Files = u.files
	return u.sources, u.exceeded
}

// named returns the unit's file of a name, its first if none has it.
func (u *remote) named(name string) *diag.File {
	for _, f := range u.files {
		if f.Name == name {
			return f
		}
	}
	return u.files[0]
}

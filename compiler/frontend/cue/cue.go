// Package cue is the front end for CUE. It evaluates with CUE's own evaluator, without network, registries or modules
// outside the topology's folder.
package cue

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync/atomic"

	"cuelang.org/go/cue/ast"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Language is the front end for *.cue. The files of a folder that have a package clause are one package, so one document;
// each file without one is a document of its own, as `cue export FILE` would read it. As with cue itself, files whose
// name starts with _ or ends in _tool.cue or _test.cue are no part of it.
type Language struct{}

// Name returns "CUE".
func (Language) Name() string { return "CUE" }

// Match reports whether the name is that of a CUE file that is part of a package.
func (Language) Match(name string) bool {
	return strings.HasSuffix(name, ".cue") && !strings.HasPrefix(name, "_") &&
		!strings.HasSuffix(name, "_tool.cue") && !strings.HasSuffix(name, "_test.cue")
}

// Parse parses the files and every package that they import. What has an error of its own there is not evaluated later:
// its errors would only follow from that one.
func (Language) Parse(folder *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	l := newLoader(folder)
	var parsed []*file
	for _, f := range files {
		if p := l.parse(f); p != nil {
			parsed = append(parsed, p)
		}
	}
	incomplete := l.ds.HasErrors()
	u := &unit{loader: l, sites: l.sites(parsed)}
	for _, s := range u.sites {
		before := len(l.ds)
		l.imports(s)
		l.features(s)
		s.findTags(&l.ds)
		s.broken = l.ds[before:].HasErrors() || incomplete && s.files[0].syntax.PackageName() != ""
		if !s.broken {
			s.readPlain(&l.ds)
		}
	}
	return u, l.ds
}

// file is a parsed file.
type file struct {
	src    *diag.File
	syntax *ast.File
}

// site is a declaration site: the folder's package, or a file without a package clause.
type site struct {
	files  []*file
	loader *loader
	tags   []*tag
	// plain is the whole document where nothing needs evaluating, else nil.
	plain *tree.Node
	// broken is set when there is nothing to evaluate because of errors that are told.
	broken bool
}

func (s *site) size() int {
	size := 0
	for _, f := range s.files {
		size += len(f.src.Data)
	}
	return size
}

type unit struct {
	loader   *loader
	sites    []*site
	exceeded atomic.Pointer[diag.Diagnostic] // what is told once an evaluation took too much: the next would too
}

// Declared lists the names of @tag attributes.
func (u *unit) Declared() []frontend.Variable {
	var vars []frontend.Variable
	for _, s := range u.sites {
		for _, t := range s.tags {
			vars = append(vars, frontend.Variable{Name: t.name, Range: t.place})
		}
	}
	slices.SortStableFunc(vars, func(a, b frontend.Variable) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(vars, func(a, b frontend.Variable) bool { return a.Name == b.Name })
}

func (u *unit) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.each(ctx, func(ctx context.Context, s *site) (*tree.Node, diag.List, error) { return s.environments(ctx, vars) })
}

func (u *unit) Documents(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	return u.each(ctx, func(ctx context.Context, s *site) (*tree.Node, diag.List, error) {
		doc, ds, err := s.plain, diag.List(nil), error(nil)
		if doc == nil {
			doc, ds, err = s.evaluate(ctx, vars, "")
		}
		if doc != nil {
			ds = append(ds, frontend.CheckDocument(doc)...)
		}
		return doc, ds, err
	})
}

// each evaluates the sites one after the other; together they have the time that their size gives them.
func (u *unit) each(ctx context.Context, evaluate func(context.Context, *site) (*tree.Node, diag.List, error)) ([]*tree.Node, diag.List) {
	if d := u.exceeded.Load(); d != nil {
		return nil, diag.List{*d}
	}
	size := 0
	for _, s := range u.sites {
		size += s.size()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, u.loader.limits(size).Time, bounded.ErrTime)
	defer cancel()
	var docs []*tree.Node
	var ds diag.List
	for _, s := range u.sites {
		if s.broken {
			continue
		}
		bounded.Note(ctx, s.files[0].src.Name)
		doc, more, err := evaluate(ctx, s)
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

// Plain reports whether all that there is was converted from its syntax.
func (u *unit) Plain() bool {
	return !slices.ContainsFunc(u.sites, func(s *site) bool { return !s.broken && s.plain == nil })
}

// Sources returns the files and those of the packages that they import.
func (u *unit) Sources() []*diag.File { return u.loader.sources() }

// Unbounded says of a file that evaluating its package ended for a reason of package bounded.
func (u *unit) Unbounded(file *diag.File, err error) diag.Diagnostic { return unbounded(file, err) }

// readPlain converts the site's document from its syntax where that is all there is to do.
func (s *site) readPlain(ds *diag.List) {
	if s.plain = plainDocument(s.files); s.plain == nil {
		return
	}
	if len(s.plain.Fields) == 0 {
		*ds = append(*ds, diag.EmptyFile.At(diag.Range{File: s.files[0].src}, "the file declares nothing").
			WithFix("declare something in it, or remove it"))
	}
}

// environments returns the document {environment: …}, nil where the site declares none. What is written out is not
// evaluated, so that other parts of the package may need variables.
func (s *site) environments(ctx context.Context, vars frontend.Vars) (*tree.Node, diag.List, error) {
	const kind = "environment"
	if s.plain != nil {
		if s.plain.Get(kind) == nil {
			return nil, nil, nil
		}
		return &tree.Node{Kind: tree.Map, Fields: []tree.Field{{Key: kind, Value: s.plain.Get(kind)}}, Origin: s.plain.Origin}, nil, nil
	}
	if s.fixed() {
		files, found := s.only(kind)
		if !found {
			return nil, nil, nil
		}
		if doc := plainDocument(files); doc != nil {
			return doc, nil, nil
		}
	}
	return s.evaluate(ctx, vars, kind)
}

// fixed reports whether the top-level fields are those that are written: no embedding, comprehension, pattern or computed
// name adds to them.
func (s *site) fixed() bool {
	for _, f := range s.files {
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.Field:
				if _, _, err := ast.LabelName(d.Label); err != nil {
					return false
				}
			case *ast.Package, *ast.ImportDecl, *ast.CommentGroup, *ast.LetClause, *ast.Attribute:
			default:
				return false
			}
		}
	}
	return true
}

// only returns the files with nothing but the top-level fields of a name, and whether there is any.
func (s *site) only(name string) ([]*file, bool) {
	var files []*file
	found := false
	for _, f := range s.files {
		var decls []ast.Decl
		for _, d := range f.syntax.Decls {
			if field, ok := d.(*ast.Field); ok {
				if label, _, _ := ast.LabelName(field.Label); label == name {
					decls = append(decls, d)
					found = true
				}
			}
		}
		files = append(files, &file{src: f.src, syntax: &ast.File{Filename: f.syntax.Filename, Decls: decls}})
	}
	return files, found
}

func blank(f *diag.File) bool { return len(bytes.TrimSpace(frontend.TrimBOM(f.Data))) == 0 }

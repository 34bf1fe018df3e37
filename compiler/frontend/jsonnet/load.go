package jsonnet

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	jsonnet "github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// loader parses files and what they import, through the folder alone.
type loader struct {
	folder *source.Folder
	parsed map[string]*file // by name; nil for a file that does not parse
	order  []string         // the names of those that do, as they were found
	data   map[string]*diag.File
	read   map[string]*diag.File // what was to be parsed
	total  frontend.Total
	ds     diag.List
	limits func(size int) bounded.Limits
}

func newLoader(folder *source.Folder) *loader {
	return &loader{folder: folder, parsed: map[string]*file{}, data: map[string]*diag.File{}, read: map[string]*diag.File{}, limits: bounded.For}
}

// file is a parsed file, with what a look at its syntax tells.
type file struct {
	src       *diag.File
	syntax    ast.Node
	imports   []imported
	variables []frontend.Variable
	open      bool // it may ask for variables whose names it computes
	computes  bool // see computes
	nosy      bool // it may list the hidden fields of objects
	followed  bool
}

// imported is an import of code.
type imported struct {
	node *ast.Import
	file *file
}

// load parses a file once. It returns nil for one that does not parse, having told why.
func (l *loader) load(src *diag.File) *file {
	if f, ok := l.parsed[src.Name]; ok {
		return f
	}
	l.parsed[src.Name], l.read[src.Name] = nil, src
	ds := append(frontend.CheckText(src), l.total.Check(src, frontend.LexisJsonnet, "Jsonnet")...)
	l.ds = append(l.ds, ds...)
	if ds.HasErrors() || len(bytes.TrimSpace(frontend.TrimBOM(src.Data))) == 0 {
		return nil
	}
	syntax, err := parse(src)
	if err != nil {
		l.ds = append(l.ds, syntaxError(src, err))
		return nil
	}
	f := &file{src: src, syntax: syntax}
	l.parsed[src.Name] = f
	l.order = append(l.order, src.Name)
	f.look(syntax)
	f.computes = computes(syntax)
	return f
}

// sources returns every file that was read, sorted by name.
func (l *loader) sources() []*diag.File {
	all := maps.Clone(l.read)
	maps.Copy(all, l.data)
	return slices.SortedFunc(maps.Values(all), func(a, b *diag.File) int { return strings.Compare(a.Name, b.Name) })
}

// parse parses a file, with line breaks as on Unix, since text blocks keep theirs. The parser panics on what it takes for
// its own mistakes.
func parse(src *diag.File) (syntax ast.Node, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser failed: %v", r)
		}
	}()
	return jsonnet.SnippetToAST(src.Name, string(frontend.Unix(src.Data)))
}

// follow resolves the imports of a file and of those that it imports. chain holds the files that lead here.
func (l *loader) follow(f *file, chain []string) {
	if f.followed {
		return
	}
	chain = append(slices.Clip(chain), f.src.Name)
	walk(f.syntax, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Import:
			if next := l.resolve(f, n.Loc(), n.File); next != nil {
				l.followImport(f, n, next, chain)
			}
		case *ast.ImportStr:
			if src := l.resolve(f, n.Loc(), n.File); src != nil && !utf8.Valid(src.Data) {
				l.ds = append(l.ds, diag.ImportRefused.At(l.place(n.Loc()), "the file %s is not UTF-8, so it is no string", src.Name).
					WithFix("use importbin, or save it as UTF-8"))
			}
		case *ast.ImportBin:
			l.resolve(f, n.Loc(), n.File)
		}
	})
	f.followed = true
}

func (l *loader) followImport(f *file, n *ast.Import, src *diag.File, chain []string) {
	if i := slices.Index(chain, src.Name); i >= 0 {
		l.ds = append(l.ds, diag.ImportCycle.At(l.place(n.Loc()), "the file imports itself: %s", strings.Join(append(slices.Clip(chain[i:]), src.Name), " -> ")).
			WithFix("move what both need into a file of its own"))
		return
	}
	if next := l.load(src); next != nil {
		f.imports = append(f.imports, imported{n, next})
		l.follow(next, chain)
	}
}

// resolve reads the file that an import names. It returns nil for one that is refused, having told why.
func (l *loader) resolve(f *file, loc *ast.LocationRange, name *ast.LiteralString) *diag.File {
	refuse := func(reason string) *diag.File {
		l.ds = append(l.ds, diag.ImportRefused.At(l.place(loc), "the import %q %s", name.Value, reason).
			WithFix("import a file inside the topology's folder, by a path relative to this file"))
		return nil
	}
	switch {
	case strings.Contains(name.Value, "://"):
		l.ds = append(l.ds, diag.RemoteImport.At(l.place(loc), "the file %q is not in the topology's folder, and nothing is fetched", name.Value).
			WithFix("copy it into the folder and import it by a relative path"))
		return nil
	case path.IsAbs(name.Value):
		return refuse("is an absolute path")
	}
	p := importPath(f.src.Name, name.Value)
	if p == ".." || strings.HasPrefix(p, "../") {
		return refuse("leaves the topology's folder")
	}
	src, err := l.folder.Read(l.relative(p))
	if err != nil {
		var e *source.Error
		if errors.As(err, &e) {
			return refuse(e.Reason)
		}
		return refuse("can't be read")
	}
	l.data[p] = src
	return src
}

// importPath returns the path below the root that an import in a file means.
func importPath(from, name string) string { return path.Join(path.Dir(from), name) }

// relative turns a path below the root into one from the folder.
func (l *loader) relative(p string) string {
	if l.folder.Dir() == "." || path.IsAbs(p) { // a file of the library has an absolute name
		return p
	}
	up := slices.Repeat([]string{".."}, strings.Count(l.folder.Dir(), "/")+1)
	return path.Join(path.Join(up...), p)
}

// place turns a place of the library into one of a file: zero for a place in no file.
func (l *loader) place(loc *ast.LocationRange) diag.Range {
	if loc == nil || !loc.IsSet() {
		return diag.Range{}
	}
	f := l.parsed[loc.FileName]
	if f == nil {
		return diag.Range{}
	}
	return placeIn(f.src, loc.Begin, loc.End)
}

// placeIn returns the range between two of the library's locations: lines from 1, columns in bytes from 1.
func placeIn(src *diag.File, begin, end ast.Location) diag.Range {
	start := offset(src, begin)
	return diag.Range{File: src, Start: int32(start), End: int32(max(start, offset(src, end)))}
}

func offset(src *diag.File, at ast.Location) int {
	o := src.Offset(at.Line, 1) + at.Column - 1
	if at.Line == 1 {
		o += len(src.Data) - len(frontend.TrimBOM(src.Data))
	}
	return min(max(o, 0), len(src.Data))
}

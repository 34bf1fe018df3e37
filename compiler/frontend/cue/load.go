package cue

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// loader parses files and finds imported packages. It reads through the folder alone.
type loader struct {
	folder *source.Folder
	module module
	// packages are the imported packages, by folder below the root and package name.
	packages map[string]*importedPackage
	files    map[string]*diag.File // every file parsed, by name
	total    frontend.Total
	ds       diag.List
	// limits bounds an evaluation by its sources' size.
	limits func(size int) bounded.Limits
}

func newLoader(folder *source.Folder) *loader {
	return &loader{folder: folder, limits: bounded.For, packages: map[string]*importedPackage{}, files: map[string]*diag.File{}}
}

// parse parses a file, or reports why it can't and returns nil. A file with @ignore() is left out, as by cue.
func (l *loader) parse(f *diag.File) *file {
	l.files[f.Name] = f
	ds := append(frontend.CheckText(f), l.total.Check(f, frontend.LexisCUE, "CUE")...)
	l.ds = append(l.ds, ds...)
	if ds.HasErrors() || blank(f) {
		return nil
	}
	syntax, err := parseSyntax(f)
	if err != nil {
		l.ds = append(l.ds, syntaxErrors(f, err)...)
		return nil
	}
	if ignored(syntax) {
		return nil
	}
	return &file{src: f, syntax: syntax}
}

// sources returns every file that was read, sorted by name.
func (l *loader) sources() []*diag.File {
	all := maps.Clone(l.files)
	if l.module.src != nil {
		all[l.module.src.Name] = l.module.src
	}
	return slices.SortedFunc(maps.Values(all), func(a, b *diag.File) int { return strings.Compare(a.Name, b.Name) })
}

// parseSyntax parses a file. Evaluating changes a syntax tree, so every evaluation parses anew.
func parseSyntax(f *diag.File) (syntax *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser failed: %v", r)
		}
	}()
	return parser.ParseFile(f.Name, emptyLines(f.Data))
}

// emptyLines returns a file's bytes with every run of CRLF as its CRs and then its LFs: no offset but theirs changes, and the lines
// between are empty. A line of a CR alone in a text of several lines is taken by the scanner for one that is not indented
// (cue/scanner, scanString: it leaves CRs out of the text, but not out of a line's indentation).
func emptyLines(data []byte) []byte {
	const end = "\r\n"
	if !bytes.Contains(data, []byte(end+end)) {
		return data
	}
	out := bytes.Clone(data)
	for i := 0; i < len(out); i++ {
		n := 0
		for bytes.HasPrefix(out[i+2*n:], []byte(end)) {
			n++
		}
		if n > 1 {
			copy(out[i:], strings.Repeat("\r", n)+strings.Repeat("\n", n))
			i += 2*n - 1
		}
	}
	return out
}

func ignored(f *ast.File) bool {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.Attribute:
			if d.Name() == "ignore" {
				return true
			}
		case *ast.CommentGroup:
		default:
			return false
		}
	}
	return false
}

// syntaxErrors translates the parser's errors: the first of each line, since the others follow from it.
func syntaxErrors(f *diag.File, err error) diag.List {
	var ds diag.List
	lines := map[int]bool{}
	unclosed, found := frontend.NeverClosed(f, frontend.LexisCUE)
	open := -1 // what follows a bracket that is never closed is read the wrong way
	if found && f.Data[unclosed.Subject.Start] != '{' {
		open = int(unclosed.Subject.Start)
	}
	for _, e := range errors.Errors(err) {
		at := placeOf(f, e.Position(), e.Position().Offset()+1)
		if open >= 0 && int(at.Start) > open {
			ds = append(ds, unclosed)
			break
		}
		if line := at.Pos().Line; !lines[line] && len(ds) < 10 {
			lines[line] = true
			ds = append(ds, syntaxError(f, at, e))
		}
	}
	if len(ds) == 0 {
		ds = append(ds, diag.Syntax.At(diag.Range{File: f}, "this is no CUE").WithFix("correct the syntax"))
	}
	if len(ds) > 0 {
		if other := frontend.LooksLike(f.Data, "CUE"); other.Name != "" {
			return diag.List{other.Diagnostic(f)}
		}
	}
	return ds
}

// placeOf returns the range from a position to an offset in a file, at least a byte where the file has one.
func placeOf(f *diag.File, p token.Pos, end int) diag.Range {
	start := min(max(p.Offset(), 0), len(f.Data))
	return diag.Range{File: f, Start: int32(start), End: int32(min(max(end, start), len(f.Data)))}
}

// sites groups the files of the topology's folder: the package is one site, each file without a package clause another.
func (l *loader) sites(files []*file) []*site {
	var sites []*site
	var pkg *site
	for _, f := range files {
		name := f.syntax.PackageName()
		switch {
		case name == "" || name == "_":
			sites = append(sites, &site{files: []*file{f}, loader: l})
		case pkg == nil:
			pkg = &site{files: []*file{f}, loader: l}
			sites = append(sites, pkg)
		case pkg.files[0].syntax.PackageName() != name:
			first := pkg.files[0]
			l.ds = append(l.ds, diag.SeveralPackages.At(packageClause(f), "the folder's CUE package is %s, and this file is of package %s", first.syntax.PackageName(), name).
				WithRelated(packageClause(first), "the package is named here").
				WithFix("write package %s, or move the file into a folder below and import it", first.syntax.PackageName()))
		default:
			pkg.files = append(pkg.files, f)
		}
	}
	return sites
}

func packageClause(f *file) diag.Range {
	for _, d := range f.syntax.Decls {
		if p, ok := d.(*ast.Package); ok {
			return nodePlace(f.src, p.Name)
		}
	}
	return diag.Range{File: f.src}
}

// nodePlace returns the place of a syntax node in its file.
func nodePlace(f *diag.File, n ast.Node) diag.Range {
	if !n.Pos().HasAbsPos() {
		return diag.Range{File: f}
	}
	return placeOf(f, n.Pos(), n.End().Offset())
}

// read lists and reads the CUE files that lie in a folder below the root, but for those that no package has.
func (l *loader) read(dir string) ([]*diag.File, error) {
	sub, err := l.folder.Sub(l.relative(dir))
	if err != nil {
		return nil, err
	}
	names, err := sub.Names()
	if err != nil {
		return nil, err
	}
	var files []*diag.File
	for _, name := range names {
		if !(Language{}).Match(name) {
			continue
		}
		f, err := sub.Read(name)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// relative turns a path below the root into one from the folder.
func (l *loader) relative(p string) string {
	if l.folder.Dir() == "." || path.IsAbs(p) { // a file of the library has an absolute name
		return p
	}
	up := slices.Repeat([]string{".."}, strings.Count(l.folder.Dir(), "/")+1)
	return path.Join(path.Join(up...), p)
}

package cue

import (
	"errors"
	"path"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"

	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// importedPackage is a package in a folder below the topology's root.
type importedPackage struct {
	dir, name string
	files     []*file
	loading   bool // its own imports are being followed
	checked   bool
}

// module is the CUE module that the topology's folder is in, if any: cue.mod/module.cue there or above it, inside the
// root.
type module struct {
	known     bool
	path, dir string
	src       *diag.File
}

// standard are the packages of CUE's standard library that compute and do nothing else. The tool packages run commands,
// read files and ask the network.
var standard = []string{
	"crypto/ed25519", "crypto/hmac", "crypto/md5", "crypto/sha1", "crypto/sha256", "crypto/sha512",
	"encoding/base64", "encoding/csv", "encoding/hex", "encoding/json", "encoding/openapi", "encoding/toml", "encoding/yaml",
	"html", "list", "math", "math/bits", "net", "path", "regexp", "strconv", "strings", "struct",
	"text/tabwriter", "text/template", "time", "uuid",
}

// imports follows the imports of a site's files and reports those that are refused.
func (l *loader) imports(s *site) {
	dir := path.Dir(s.files[0].src.Name)
	name := s.files[0].syntax.PackageName()
	l.follow(s.files, []string{dir}, &importedPackage{dir: dir, name: name, files: s.files})
}

// follow loads what files import. chain names the packages that lead here.
func (l *loader) follow(files []*file, chain []string, from *importedPackage) {
	from.loading = true
	defer func() { from.loading = false }()
	if key := from.dir + ":" + from.name; l.packages[key] == nil {
		l.packages[key] = from
	}
	for _, f := range files {
		for spec := range f.syntax.ImportSpecs() {
			p, d := l.resolve(f, spec)
			if d != nil {
				l.ds = append(l.ds, *d)
				continue
			}
			if p == nil {
				continue
			}
			next := append(slices.Clip(chain), p.dir)
			if p.loading {
				l.ds = append(l.ds, diag.ImportCycle.At(nodePlace(f.src, spec.Path), "the package imports itself: %s", strings.Join(next, " -> ")).
					WithFix("move what both need into a package of its own"))
				continue
			}
			l.follow(p.files, next, p)
		}
	}
}

// resolve finds the package that an import names: nil without a diagnostic for the standard library.
func (l *loader) resolve(f *file, spec *ast.ImportSpec) (*importedPackage, *diag.Diagnostic) {
	at := nodePlace(f.src, spec.Path)
	text, err := literal.Unquote(spec.Path.Value)
	if err != nil {
		d := diag.Syntax.At(at, "the import path is no string").WithFix(`write import "./defs"`)
		return nil, &d
	}
	imported := ast.ParseImportPath(text)
	dir, local := l.local(f, imported.Path)
	if !local {
		return nil, foreign(at, text, imported.Path)
	}
	if path.IsAbs(dir) {
		return nil, refused(at, text, "is an absolute path")
	}
	if dir == ".." || strings.HasPrefix(dir, "../") {
		return nil, refused(at, text, "leaves the topology's folder")
	}
	return l.load(at, text, dir, imported)
}

// local returns the folder below the root that an import path means, if it means one: ./x and ../x start at the file's
// own folder, MODULE/x at the module's.
func (l *loader) local(f *file, p string) (string, bool) {
	switch {
	case path.IsAbs(p):
		return p, true
	case p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../"):
		return path.Join(path.Dir(f.src.Name), p), true
	}
	m := l.moduleOf(path.Dir(f.src.Name))
	if m.path != "" && (p == m.path || strings.HasPrefix(p, m.path+"/")) {
		return path.Join(m.dir, strings.TrimPrefix(p, m.path)), true
	}
	return "", false
}

func foreign(at diag.Range, text, p string) *diag.Diagnostic {
	first, _, _ := strings.Cut(p, "/")
	var d diag.Diagnostic
	switch {
	case slices.Contains(standard, p):
		return nil
	case strings.Contains(first, "."):
		d = diag.RemoteImport.At(at, "the package %q is not in the topology's folder, and nothing is fetched", text).
			WithFix(`copy it into a folder and import it as "./FOLDER"`)
	case first == "tool":
		d = diag.ImportRefused.At(at, "the package %q runs commands or reads what is not in the folder", text).
			WithFix("remove the import; a topology only computes")
	default:
		d = diag.ImportRefused.At(at, "CUE's standard library has no package %q", text).
			WithFix(`correct the name, or import a folder as "./%s"`, text)
	}
	return &d
}

func refused(at diag.Range, text, reason string) *diag.Diagnostic {
	d := diag.ImportRefused.At(at, "the import %q %s", text, reason).
		WithFix("import a folder inside the topology's folder, by a path relative to this file")
	return &d
}

// load parses the package in a folder once.
func (l *loader) load(at diag.Range, text, dir string, imported ast.ImportPath) (*importedPackage, *diag.Diagnostic) {
	sources, err := l.read(dir)
	if err != nil {
		return nil, refused(at, text, unreadable(dir, err))
	}
	byName := map[string][]*file{}
	var names []string
	for _, src := range sources {
		f := l.parseOnce(src)
		if f == nil || f.syntax.PackageName() == "" {
			continue
		}
		name := f.syntax.PackageName()
		if byName[name] == nil {
			names = append(names, name)
		}
		byName[name] = append(byName[name], f)
	}
	name := imported.Qualifier
	if !imported.ExplicitQualifier && len(names) == 1 {
		name = names[0]
	}
	if byName[name] == nil {
		if len(names) == 0 {
			return nil, refused(at, text, "names a folder without CUE files that have a package clause")
		}
		return nil, refused(at, text, "names a folder that has no package "+strconv.Quote(name)+" but "+strings.Join(names, ", "))
	}
	key := dir + ":" + name
	if l.packages[key] == nil {
		l.packages[key] = &importedPackage{dir: dir, name: name, files: byName[name]}
	}
	return l.packages[key], nil
}

// unreadable says why a folder, or a file in it, can't be read.
func unreadable(dir string, err error) string {
	var e *source.Error
	switch {
	case !errors.As(err, &e):
		return "can't be read"
	case path.Base(e.Path) == path.Base(dir):
		return e.Reason
	}
	return "can't be read: " + strconv.Quote(e.Path) + " " + e.Reason
}

// parseOnce parses a file of an imported package, but reports its errors only the first time.
func (l *loader) parseOnce(src *diag.File) *file {
	before := len(l.ds)
	seen := l.files[src.Name] != nil
	f := l.parse(src)
	if seen {
		l.ds = l.ds[:before]
	}
	return f
}

// moduleOf finds the CUE module that a folder is in.
func (l *loader) moduleOf(dir string) module {
	if l.module.known {
		return l.module
	}
	l.module.known = true
	for ; ; dir = path.Dir(dir) {
		src, err := l.folder.Read(l.relative(path.Join(dir, "cue.mod", "module.cue")))
		if err == nil {
			l.module.path, l.module.dir, l.module.src = modulePath(src), dir, src
			return l.module
		}
		if dir == "." || dir == "/" {
			return l.module
		}
	}
}

// modulePath reads the module field of a module.cue; without a version.
func modulePath(src *diag.File) string {
	syntax, err := parseSyntax(src)
	if err != nil {
		return ""
	}
	for _, d := range syntax.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		if name, _, _ := ast.LabelName(field.Label); name == "module" {
			if lit, ok := field.Value.(*ast.BasicLit); ok {
				text, _ := literal.Unquote(lit.Value)
				return ast.ParseImportPath(text).Path
			}
		}
	}
	return ""
}

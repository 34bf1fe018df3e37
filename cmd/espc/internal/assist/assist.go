// Package assist answers an editor's questions about a place in a topology's files: what can be written there, what stands
// there, where it is declared and used, and what it takes to rename it. It needs texts alone, which may be half typed; of what
// was compiled last it knows what texts don't say.
package assist

import (
	"path"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// World is a topology's folder while somebody edits it. It remembers what it found out, so it is for one question, or for several while
// nothing changes, and for one goroutine.
type World struct {
	// Files are the files of the topology and of its modules as they are now.
	Files []*File
	// Compiled is what was compiled last: nil where nothing ever was, with nil stages where errors kept them from being made.
	Compiled *compiler.Compiled
	// Variables are those that were declared then.
	Variables []frontend.Variable
	// Folder is the topology's folder, nil where it is not known.
	Folder *source.Folder

	declared map[string][]declaration // by folder; see declarations
	same     map[*diag.File]bool      // whether what was compiled of a file is what it reads now
}

// File is one file. Name is its path in the topology's folder, with slashes.
type File struct {
	Name string
	*outline.File
}

// Place is a stretch of a file, in byte offsets; End is exclusive.
type Place struct {
	File       string
	Start, End int
}

// file returns a file by its name, or nil.
func (w *World) file(name string) *File {
	i := slices.IndexFunc(w.Files, func(f *File) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return w.Files[i]
}

// beside returns the files that make one topology or module with a file: those of its folder.
func (w *World) beside(name string) []*File {
	var out []*File
	for _, f := range w.Files {
		if path.Dir(f.Name) == path.Dir(name) {
			out = append(out, f)
		}
	}
	return out
}

// declaration is an entity's, a variable's or a local value's name where it is declared.
type declaration struct {
	kind, name string
	file       *File
	field      *outline.Field
	several    bool // HCL's for_each: what is declared are NAME-KEY
}

func (d declaration) place() Place {
	return Place{d.file.Name, d.field.Key.From, d.field.Key.To}
}

// declarations returns what the files of a file's folder declare, as far as names are not computed.
func (w *World) declarations(name string) []declaration {
	dir := path.Dir(name)
	if known, ok := w.declared[dir]; ok {
		return known
	}
	var out []declaration
	for _, f := range w.beside(name) {
		for _, kind := range f.Root.Fields {
			if kind.Key != nil && kind.Name() != "topology" {
				out = append(out, declarationsOf(f, kind)...)
			}
		}
	}
	if w.declared == nil {
		w.declared = map[string][]declaration{}
	}
	w.declared[dir] = out
	return out
}

func declarationsOf(f *File, kind *outline.Field) []declaration {
	var out []declaration
	for _, v := range kind.Values {
		if v.Kind != outline.Object {
			continue
		}
		for _, entity := range v.Fields {
			if entity.Key != nil {
				out = append(out, declaration{kind.Name(), entity.Name(), f, entity, f.Language == outline.HCL && forEach(entity) != nil})
			}
		}
	}
	return out
}

func forEach(f *outline.Field) *outline.Field { return fieldOf(f, "for_each") }

// fieldOf returns a field of a field's object, or nil.
func fieldOf(f *outline.Field, name string) *outline.Field {
	for _, v := range f.Values {
		if v.Kind != outline.Object {
			continue
		}
		for _, inner := range v.Fields {
			if inner.Key != nil && inner.Key.Text == name {
				return inner
			}
		}
	}
	return nil
}

// addresses returns the addresses that can be referred to in a file, sorted: of kinds, or of all kinds for none.
func (w *World) addresses(name string, kinds []schema.Kind) []schema.Address {
	seen := map[schema.Address]bool{}
	add := func(a schema.Address) {
		if schema.LookupKind(a.Kind) != nil && (len(kinds) == 0 || slices.Contains(kinds, a.Kind)) {
			seen[a] = true
		}
	}
	for _, d := range w.declarations(name) {
		if !d.several {
			add(schema.Address{Kind: schema.Kind(d.kind), Name: d.name})
		}
	}
	if path.Dir(name) == "." && w.Compiled != nil && w.Compiled.Topology != nil {
		for _, e := range w.Compiled.Topology.Entities() {
			if m := e.EntityMeta(); !seen[m.Address] && w.stillThere(m) {
				add(m.Address)
			}
		}
	}
	out := make([]schema.Address, 0, len(seen))
	for a := range seen {
		out = append(out, a)
	}
	slices.SortFunc(out, schema.Address.Compare)
	return out
}

// stillThere reports whether an entity that was compiled and that no text declares may be there nevertheless: its name is computed, or
// a module's, or its file is the same as it was.
func (w *World) stillThere(m *schema.Meta) bool {
	at := m.Node.Origin.KeyPlace()
	if at.IsZero() || at.File.ComesWithEspc() || path.Dir(at.File.Name) != "." || w.isSame(at.File) {
		return true
	}
	return strings.Trim(string(at.File.Data[at.Start:at.End]), `"'`) != m.Address.Name
}

func (w *World) isSame(file *diag.File) bool {
	same, known := w.same[file]
	if !known {
		f := w.file(file.Name)
		same = f != nil && f.Text == string(file.Data)
		if w.same == nil {
			w.same = map[*diag.File]bool{}
		}
		w.same[file] = same
	}
	return same
}

// compiled returns an entity as it was compiled, or nil.
func (w *World) compiled(a schema.Address) schema.Entity {
	if w.Compiled == nil || w.Compiled.Topology == nil {
		return nil
	}
	return w.Compiled.Topology.Lookup(a)
}

// outputsOf returns the names of a module's outputs, by the files of its folder.
func (w *World) outputsOf(file, module string) []string {
	var out []string
	dir, ok := w.moduleFolder(file, module)
	if !ok {
		return nil
	}
	for _, d := range w.declarations(path.Join(dir, "any")) {
		if d.kind == "output" {
			out = append(out, d.name)
		}
	}
	slices.Sort(out)
	return out
}

// moduleFolder returns the folder of a module that a file beside uses.
func (w *World) moduleFolder(file, module string) (string, bool) {
	for _, d := range w.declarations(file) {
		if d.kind == "module" && d.name == module {
			return w.sourceOf(d)
		}
	}
	return "", false
}

// sourceOf returns the folder that a module's block names.
func (w *World) sourceOf(d declaration) (string, bool) {
	f := fieldOf(d.field, "source")
	if f == nil || len(f.Values) != 1 || !f.Values[0].Plain {
		return "", false
	}
	name := f.Values[0].Text
	if std, ok := strings.CutPrefix(name, "std/"); ok {
		language := "hcl"
		if d.file.Language == outline.CUE {
			language = "cue"
		}
		return source.Library + std + "/" + language, true
	}
	return path.Join(path.Dir(d.file.Name), name), true
}

package assist

import (
	"path"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// Definition returns where what stands at an offset is declared, and the stretch that stands for it. A path leads to the file, or of a
// folder to the file that a person would look at first.
func (w *World) Definition(name string, offset int) (to []Place, from Place) {
	f := w.file(name)
	if f == nil {
		return nil, Place{}
	}
	t := w.targetAt(f, offset)
	from = Place{name, t.start, t.end}
	switch t.kind {
	case entityTarget:
		if at, ok := w.declarationOf(name, t.address); ok {
			to = append(to, at)
		}
	case variableTarget:
		for _, d := range w.variableDeclarations(name) {
			if d.name == t.name {
				to = append(to, d.place())
			}
		}
	case localTarget:
		for _, g := range w.beside(name) {
			for _, local := range locals(g) {
				if local.Key != nil && local.Key.Text == t.name {
					to = append(to, Place{g.Name, local.Key.From, local.Key.To})
				}
			}
		}
	case outputTarget:
		if dir, ok := w.moduleFolder(name, t.address.Name); ok {
			for _, d := range w.declarations(path.Join(dir, "any")) {
				if d.kind == "output" && d.name == t.name {
					to = append(to, d.place())
				}
			}
		}
	case pathTarget:
		if file := w.fileOf(t.name, f.Language); file != "" {
			to = append(to, Place{File: file})
		}
	}
	return to, from
}

// declarationOf returns where an entity is declared that a file refers to: by its name, as one of a for_each, or as it was compiled.
func (w *World) declarationOf(file string, a schema.Address) (Place, bool) {
	var best declaration
	for _, d := range w.declarations(file) {
		if d.kind != string(a.Kind) {
			continue
		}
		if d.name == a.Name {
			return d.place(), true
		}
		if d.several && strings.HasPrefix(a.Name, d.name+"-") && len(d.name) > len(best.name) {
			best = d
		}
	}
	if best.field != nil {
		return best.place(), true
	}
	if e := w.compiled(a); e != nil {
		if at := e.EntityMeta().Node.Origin.KeyPlace(); !at.IsZero() {
			return w.now(Place{at.File.Name, int(at.Start), int(at.End)}, string(at.File.Data)), true
		}
	}
	return Place{}, false
}

// now moves a place of a text that was compiled to where it is in the file now: by as much as the text before it changed.
func (w *World) now(p Place, was string) Place {
	f := w.file(p.File)
	if f == nil || f.Text == was || p.End > len(was) {
		return p
	}
	same := 0
	for same < min(len(was), len(f.Text)) && was[same] == f.Text[same] {
		same++
	}
	if p.End > same {
		p.Start, p.End = p.Start+len(f.Text)-len(was), p.End+len(f.Text)-len(was)
	}
	p.Start = min(max(p.Start, 0), len(f.Text))
	p.End = min(max(p.End, p.Start), len(f.Text))
	return p
}

// entryFiles are what a person looks at first in a folder of source, a module, an overlay.
var entryFiles = []string{"index.js", "main.py", "main.hcl", "module.hcl", "main.cue", "kustomization.yaml", "package.json", "README.md"}

// fileOf returns the file that a path leads to, "" for none.
func (w *World) fileOf(p string, l outline.Language) string {
	if w.Folder == nil {
		return ""
	}
	if std, ok := strings.CutPrefix(p, "/std/"); ok && !strings.Contains(std, "/") {
		p += "/hcl"
		if l == outline.CUE {
			p = strings.TrimSuffix(p, "hcl") + "cue"
		}
	}
	folder, err := w.Folder.Sub(p)
	if err != nil {
		if _, err := w.Folder.Read(p); err != nil {
			return ""
		}
		return p
	}
	names, err := folder.Names()
	if err != nil || len(names) == 0 {
		return ""
	}
	for _, entry := range entryFiles {
		for _, name := range names {
			if name == entry {
				return path.Join(p, name)
			}
		}
	}
	return path.Join(p, names[0])
}

package assist

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/compiler/decode/format"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// Edit replaces a stretch of a file.
type Edit struct {
	Place
	Text string
}

// Renaming is a change of an entity's name: the edits that it takes, and what they have to come to.
type Renaming struct {
	Edits []Edit
	// To has the new address for each old one: several for what for_each or a module makes.
	To map[string]string
}

// Renamable returns the name at an offset that can be renamed, or says why there is none.
func (w *World) Renamable(name string, offset int) (at Place, old string, err error) {
	f := w.file(name)
	if f == nil {
		return Place{}, "", errors.New("this is no file of a topology")
	}
	t := w.targetAt(f, offset)
	if t.kind != entityTarget {
		return Place{}, "", errors.New("only an entity can be renamed: put the cursor on its name or on a reference to it")
	}
	d, err := w.renamable(name, t.address)
	if err != nil {
		return Place{}, "", err
	}
	start := t.start
	if !t.declares {
		start += len(t.address.Kind) + 1
	}
	return Place{name, start, start + len(d.name)}, d.name, nil
}

// renamable returns the declaration that gives an entity its name, or says why it has none of its own.
func (w *World) renamable(file string, a schema.Address) (declaration, error) {
	var best declaration
	for _, d := range w.declarations(file) {
		switch {
		case d.kind != string(a.Kind):
		case d.name == a.Name:
			return d, nil
		case d.several && strings.HasPrefix(a.Name, d.name+"-") && len(d.name) > len(best.name):
			best = d
		}
	}
	if best.field != nil {
		return best, nil
	}
	e := w.compiled(a)
	if e == nil {
		return best, fmt.Errorf("there is no %s", a)
	}
	at := e.EntityMeta().Node.Origin.KeyPlace()
	switch {
	case at.IsZero():
		return best, fmt.Errorf("%s is declared in no file", a)
	case at.File.ComesWithEspc():
		return best, fmt.Errorf("%s is made by a module that comes with espc (%s): rename the module", a, at.File.Label())
	case path.Dir(at.File.Name) != path.Dir(file):
		return best, fmt.Errorf("%s is made by the module in %s: rename it there, or rename the module", a, path.Dir(at.File.Name))
	}
	return best, fmt.Errorf("the name of %s is computed, at %s:%d: change what it is computed of", a, at.File.Name, at.Pos().Line)
}

// Rename returns what it takes to give the entity at an offset another name. Whether it comes to nothing else, a compiler has to
// say: see Differs. The world has to be compiled from its texts as they are. topologies are those of all environments.
func (w *World) Rename(name string, offset int, to string, topologies []*schema.Topology) (*Renaming, error) {
	f := w.file(name)
	if f == nil {
		return nil, errors.New("this is no file of a topology")
	}
	t := w.targetAt(f, offset)
	if t.kind != entityTarget {
		return nil, errors.New("only an entity can be renamed: put the cursor on its name or on a reference to it")
	}
	d, err := w.renamable(name, t.address)
	if err != nil {
		return nil, err
	}
	if p := format.Name(to); p != nil {
		return nil, fmt.Errorf("%s; %s", p.Summary, p.Fix)
	}
	r := &Renaming{To: w.renamed(d, to, topologies)}
	if d.kind == "module" {
		r.To["module."+d.name] = "module." + to
	}
	if to == d.name {
		return r, nil
	}
	for old, now := range r.To {
		a, _ := schema.ParseAddress(now)
		if p := format.Name(a.Name); p != nil {
			return nil, fmt.Errorf("%s becomes %s, and %s", old, now, p.Summary)
		}
		for _, topology := range topologies {
			if topology.Lookup(a) != nil && r.To[now] == "" {
				return nil, fmt.Errorf("there is a %s already", now)
			}
		}
	}
	for _, other := range w.declarations(d.file.Name) {
		if other.kind == d.kind && other.name == to {
			return nil, fmt.Errorf("there is a %s.%s already, in %s", d.kind, to, other.file.Name)
		}
	}
	w.edits(r, d, to)
	slices.SortFunc(r.Edits, func(a, b Edit) int { return comparePlaces(a.Place, b.Place) })
	r.Edits = slices.CompactFunc(r.Edits, func(a, b Edit) bool { return a.Place == b.Place })
	return r, nil
}

// renamed returns the addresses of all that a declaration makes with those that they get.
func (w *World) renamed(d declaration, to string, topologies []*schema.Topology) map[string]string {
	out := map[string]string{}
	add := func(a schema.Address, name string) {
		out[a.String()] = schema.Address{Kind: a.Kind, Name: name}.String()
	}
	modules := w.modulesOf(path.Dir(d.file.Name))
	for _, t := range topologies {
		for _, e := range t.Entities() {
			a := e.EntityMeta().Address
			at := e.EntityMeta().Node.Origin.KeyPlace()
			if at.IsZero() {
				continue
			}
			if d.kind == "module" {
				if path.Dir(at.File.Name) != path.Dir(d.file.Name) && strings.HasPrefix(a.Name, d.name+"-") {
					add(a, to+strings.TrimPrefix(a.Name, d.name))
				}
				continue
			}
			if string(a.Kind) != d.kind || path.Dir(at.File.Name) != path.Dir(d.file.Name) || !w.names(at, d.name) {
				continue
			}
			for _, module := range modules {
				rest, ok := strings.CutPrefix(a.Name, module)
				if ok && (rest == d.name || d.several && strings.HasPrefix(rest, d.name+"-")) {
					add(a, module+to+strings.TrimPrefix(rest, d.name))
				}
			}
		}
	}
	return out
}

// names reports whether what is at a compiled name's place is just a name: no other that starts with it.
func (w *World) names(at diag.Range, name string) bool {
	f := w.file(at.File.Name)
	if f == nil || int(at.End) > len(f.Text) {
		return false
	}
	return strings.Trim(f.Text[at.Start:at.End], `"'`) == name
}

// modulesOf returns what names of a folder's entities start with: nothing in the topology's own, else the names of the modules.
func (w *World) modulesOf(dir string) []string {
	if dir == "." {
		return []string{""}
	}
	var out []string
	for _, d := range w.declarations("any") {
		if d.kind == "module" {
			if folder, ok := w.sourceOf(d); ok && folder == dir {
				out = append(out, d.name+"-")
			}
		}
	}
	return out
}

// edits adds what changes in the files of the declaration's folder, and in the topology's own where a module's entity is renamed.
func (w *World) edits(r *Renaming, d declaration, to string) {
	w.targets(d.file.Name, func(f *File, u outline.Use, t target) {
		if t.kind != entityTarget && t.kind != outputTarget {
			return
		}
		if string(t.address.Kind) == d.kind && (t.address.Name == d.name || d.several && strings.HasPrefix(t.address.Name, d.name+"-") && !w.declaredPlainly(d, t.address)) {
			r.edit(f, u, t, to+strings.TrimPrefix(t.address.Name, d.name))
		} else if now := r.To[t.address.String()]; now != "" && d.kind == "module" {
			r.edit(f, u, t, strings.TrimPrefix(now, string(t.address.Kind)+"."))
		}
	})
	if path.Dir(d.file.Name) == "." {
		return
	}
	w.targets("any", func(f *File, u outline.Use, t target) {
		if now := r.To[t.address.String()]; now != "" && !t.declares {
			r.edit(f, u, t, strings.TrimPrefix(now, string(t.address.Kind)+"."))
		}
	})
}

// declaredPlainly reports whether an address that looks like one of a for_each has a declaration of its own.
func (w *World) declaredPlainly(d declaration, a schema.Address) bool {
	return slices.ContainsFunc(w.declarations(d.file.Name), func(other declaration) bool {
		return other.kind == string(a.Kind) && other.name == a.Name
	})
}

// edit writes another name where a use has one.
func (r *Renaming) edit(f *File, u outline.Use, t target, name string) {
	if t.declares {
		if u.Kind == outline.Word && !bare(f.Language, name) {
			quote := `"`
			if f.Language == outline.Jsonnet {
				quote = "'"
			}
			r.Edits = append(r.Edits, Edit{Place{f.Name, u.Start, u.End}, quote + name + quote})
			return
		}
		r.Edits = append(r.Edits, Edit{Place{f.Name, u.From, u.To}, name})
		return
	}
	start := u.From + len(t.address.Kind) + 1
	end := start + len(t.address.Name)
	if u.Kind == outline.Word && f.Language == outline.HCL && name[0] <= '9' && u.To == end { // no name of a traversal
		r.Edits = append(r.Edits, Edit{Place{f.Name, u.Start, u.End}, `"` + string(t.address.Kind) + "." + name + `"`})
		return
	}
	r.Edits = append(r.Edits, Edit{Place{f.Name, start, end}, name})
}

// bare reports whether a name can stand without quotes where one is declared.
func bare(l outline.Language, name string) bool {
	switch l {
	case outline.HCL:
		return name[0] > '9'
	case outline.YAML:
		return name[0] > '9' && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, name)
	}
	return name[0] > '9' && !strings.Contains(name, "-") && !jsonnetWords[name] && !slices.Contains([]string{"true", "false", "null", "self", "super", "then", "else", "for", "in", "let", "import", "importstr", "assert", "tailstrict"}, name)
}

// Apply returns the texts of the files that edits change, by their names.
func (w *World) Apply(edits []Edit) map[string][]byte {
	out := map[string][]byte{}
	for i := len(edits) - 1; i >= 0; i-- { // from the end, so that places hold
		e := edits[i]
		text, changed := out[e.File]
		if !changed {
			text = []byte(w.file(e.File).Text)
		}
		out[e.File] = slices.Concat(text[:e.Start], []byte(e.Text), text[e.End:])
	}
	return out
}

package assist

import (
	"path"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// References returns every place that names what stands at an offset, sorted; its declaration among them where that is wanted.
func (w *World) References(name string, offset int, declaration bool) []Place {
	f := w.file(name)
	if f == nil {
		return nil
	}
	of := w.targetAt(f, offset)
	if of.kind == noTarget || of.kind == pathTarget {
		return nil
	}
	var out []Place
	w.targets(name, func(f *File, _ outline.Use, t target) {
		if t.kind == of.kind && t.name == of.name && w.sameEntity(name, of.address, t.address) && (declaration || !t.declares) {
			out = append(out, Place{f.Name, t.start, t.end})
		}
	})
	slices.SortFunc(out, comparePlaces)
	return slices.Compact(out)
}

func comparePlaces(a, b Place) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	return a.Start - b.Start
}

// sameEntity reports whether two addresses are declared by the same: function.resize["a"] and function.resize-a are.
func (w *World) sameEntity(file string, a, b schema.Address) bool {
	if a == b || a.Kind != b.Kind {
		return a == b
	}
	if strings.HasPrefix(a.Name, b.Name+"-") || strings.HasPrefix(b.Name, a.Name+"-") {
		at, ok := w.declarationOf(file, a)
		other, too := w.declarationOf(file, b)
		return ok && too && at == other
	}
	return false
}

// targets calls f for whatever stands for something in the files beside a file, and may be meant to.
func (w *World) targets(name string, f func(*File, outline.Use, target)) {
	for _, file := range w.beside(name) {
		file.Uses(func(u outline.Use) {
			if t := w.targetOf(file, u, u.To); t.kind != noTarget && mayRefer(file, u, t) {
				f(file, u, t)
			}
		})
	}
}

// mayRefer reports whether an address means the entity where it stands: a description that reads as one does not.
func mayRefer(f *File, u outline.Use, t target) bool {
	if t.kind != entityTarget && t.kind != outputTarget || t.declares || u.Kind == outline.Word && f.Language != outline.YAML {
		return true
	}
	if u.Key {
		s := spotAt(f.Language, u.Path[:len(u.Path)-1])
		return s.level == labels && s.field != nil && (s.field.Label == "address" || s.field.Label == "kind_or_address")
	}
	s := spotAt(f.Language, u.Path)
	if s.field == nil {
		return s.level != single // a place that the schema does not know: a local value, an argument
	}
	switch s.field.Type {
	case schema.TypeRef, schema.TypeRefs, schema.TypeRoute:
		return true
	case schema.TypeTextMap:
		return t.address.Kind == schema.KindSecret && s.block == nil || t.address.Kind == schema.KindSecret && s.level == single
	case schema.TypeAny:
		return s.field.Name == "value"
	}
	return false
}

// Symbol is something that a file declares: Place bounds its name, Start and End all of it.
type Symbol struct {
	Name, Kind string
	Place
	Whole    Place
	Children []Symbol
}

// Symbols returns what a file declares, in order.
func (w *World) Symbols(name string) []Symbol {
	f := w.file(name)
	if f == nil {
		return nil
	}
	var out []Symbol
	for _, kind := range f.Root.Fields {
		if kind.Key == nil {
			continue
		}
		if s := spotAt(f.Language, []string{kind.Name()}); s.level == unknown && kind.Name() != "locals" || s.level == fields {
			continue
		}
		for _, v := range kind.Values {
			for _, entity := range v.Fields {
				if entity.Key == nil {
					continue
				}
				s := symbol(f, entity, kind.Name())
				if len(v.Fields) == 1 { // HCL's block starts with its kind
					s.Whole.Start = min(s.Whole.Start, kind.Key.Start)
				}
				s.Children = blocks(f, entity)
				out = append(out, s)
			}
		}
	}
	return out
}

func symbol(f *File, field *outline.Field, kind string) Symbol {
	s := Symbol{Name: field.Name(), Kind: kind, Place: Place{f.Name, field.Key.Start, field.Key.End}, Whole: Place{f.Name, field.Key.Start, field.Key.End}}
	for _, v := range field.Values {
		s.Whole.End = max(s.Whole.End, v.End)
	}
	return s
}

// blocks are the labelled blocks of an entity.
func blocks(f *File, entity *outline.Field) []Symbol {
	var out []Symbol
	for _, v := range entity.Values {
		for _, field := range v.Fields {
			if field.Key == nil || !field.Block {
				continue
			}
			for _, labelled := range field.Values {
				for _, label := range labelled.Fields {
					if label.Key != nil && label.Block {
						out = append(out, symbol(f, label, field.Name()))
					}
				}
			}
		}
	}
	return out
}

// SymbolsOf returns what all files of the topology's folder declare whose name has the text in it.
func (w *World) SymbolsOf(text string) []Symbol {
	var out []Symbol
	for _, f := range w.Files {
		if path.IsAbs(f.Name) {
			continue
		}
		for _, s := range w.Symbols(f.Name) {
			if strings.Contains(strings.ToLower(s.Kind+"."+s.Name), strings.ToLower(text)) {
				out = append(out, s)
			}
		}
	}
	return out
}

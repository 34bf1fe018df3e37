package cue

import (
	"cuelang.org/go/cue/ast"

	"espc.dev/schema/diag"
)

// features reports attributes that make a package depend on more than its files and variables.
func (l *loader) features(s *site) {
	for _, f := range s.files {
		l.fileFeatures(f)
	}
	for _, p := range l.packages {
		if p.checked {
			continue
		}
		p.checked = true
		for _, f := range p.files {
			if !contains(s.files, f) {
				l.fileFeatures(f)
			}
		}
	}
}

func contains(files []*file, f *file) bool {
	for _, other := range files {
		if other == f {
			return true
		}
	}
	return false
}

func (l *loader) fileFeatures(f *file) {
	ast.Walk(f.syntax, func(n ast.Node) bool {
		if a, ok := n.(*ast.Attribute); ok {
			l.feature(f, a)
		}
		return true
	}, nil)
}

func (l *loader) feature(f *file, a *ast.Attribute) {
	at := nodePlace(f.src, a)
	switch a.Name() {
	case "if":
		l.ds = append(l.ds, diag.CUEFeature.At(at, "a topology has no build conditions").
			WithFix("write _on: *false | bool @tag(NAME,type=bool) and if _on {…} in the package"))
	case "embed":
		l.ds = append(l.ds, diag.CUEFeature.At(at, "a topology embeds no files").
			WithFix("write the value in CUE, or the entity in a *.topology.json or *.topology.yaml of its own"))
	case "extern":
		l.ds = append(l.ds, diag.CUEFeature.At(at, "a topology has no values from outside of CUE").WithFix("remove the attribute"))
	}
}

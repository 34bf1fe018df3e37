package cue

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"

	"espc.dev/schema/diag"
)

// maxErrors is how many errors of one package are told.
const maxErrors = 50

// all returns the errors of a value and of everything below it. The evaluator tells at each level only the gravest, so
// fields with errors are asked one by one.
func (t *translator) all(v cue.Value, p *places) diag.List {
	var ds diag.List
	seen := map[string]bool{}
	t.collect(v, p, func(d diag.Diagnostic) {
		key := fmt.Sprint(d.Subject.File, d.Subject.Start, d.Summary)
		if !seen[key] && len(ds) < maxErrors {
			seen[key] = true
			ds = append(ds, d)
		}
	})
	return ds
}

func (t *translator) collect(v cue.Value, p *places, add func(diag.Diagnostic)) {
	err := v.Validate(cue.Concrete(true), cue.Final())
	if err == nil {
		return
	}
	none := map[string]bool{} // paths that no possibility fits: why each of them does not is not told too
	for _, e := range errors.Errors(err) {
		path := strings.Join(e.Path(), ".")
		if none[path] {
			continue
		}
		if format, _ := e.Msg(); strings.Contains(format, "empty disjunction") {
			none[path] = true
		}
		add(t.translate(e))
	}
	if p == nil {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(p.fields)) {
		if child := v.LookupPath(cue.MakePath(cue.Str(key))); child.Exists() {
			t.collect(child, p.fields[key], add)
		}
	}
}

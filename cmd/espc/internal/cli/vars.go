package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// variables collects the values given from outside, later ones winning: ESPC_VAR_k, --var-file, --var.
func (a *app) variables() (frontend.Vars, diag.List, error) {
	vars := frontend.Vars{}
	for _, e := range a.io.Environ {
		if name, value, _ := strings.Cut(e, "="); strings.HasPrefix(name, "ESPC_VAR_") {
			vars[strings.TrimPrefix(name, "ESPC_VAR_")] = given(value, name)
		}
	}
	for _, name := range a.varFiles {
		if ds, err := a.readVarFile(vars, name); len(ds) > 0 || err != nil {
			return nil, ds, err
		}
	}
	for _, v := range a.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, nil, failf("--var takes name=value, not %q", name)
		}
		vars[name] = given(value, "--var "+name)
	}
	return vars, nil, nil
}

// given returns the node of a value given as text.
func given(value, how string) *tree.Node {
	return tree.NewString(value).With(&tree.Origin{How: tree.Variable, Rule: how})
}

func (a *app) readVarFile(vars frontend.Vars, name string) (diag.List, error) {
	content, err := readRegular(a.path(name))
	if err != nil {
		return nil, failf("--var-file %s: %s", name, reason(err))
	}
	file := diag.NewFile(a.fromTopology(name), content)
	var docs []*tree.Node
	var ds diag.List
	switch filepath.Ext(name) {
	case ".json":
		var doc *tree.Node
		doc, ds = data.ParseJSON(file)
		docs = []*tree.Node{doc}
	case ".yaml", ".yml":
		docs, ds = data.Documents(file)
	default:
		return nil, failf("--var-file %s: the name must end in .json, .yaml or .yml", name)
	}
	if ds.HasErrors() {
		return ds, nil
	}
	if len(docs) != 1 || docs[0] == nil || docs[0].Kind != tree.Map {
		return nil, failf("--var-file %s: the file must hold one object of names and values", name)
	}
	if ds = frontend.CheckDocument(docs[0]); ds.HasErrors() {
		return ds, nil
	}
	for _, f := range docs[0].Fields {
		vars[f.Key] = f.Value
	}
	return nil, nil
}

// fromTopology returns a file's name as seen from the topology's folder, as the names of all files in diagnostics are.
func (a *app) fromTopology(name string) string {
	if from, err := filepath.Rel(a.path(a.dir), a.path(name)); err == nil {
		name = from
	}
	return filepath.ToSlash(name)
}

// readRegular reads a regular file of at most source.MaxFile bytes. The type is asked before opening, since a pipe that nobody
// writes to is never open.
func readRegular(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("not a regular file")
	case info.Size() > source.MaxFile:
		return nil, fmt.Errorf("larger than %d MiB", source.MaxFile>>20)
	}
	return os.ReadFile(name)
}

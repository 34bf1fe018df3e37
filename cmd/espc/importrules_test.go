package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

const modulePath = "espc.dev"

// goPackage is what go list says of a package, as far as the rules need it. Imports are those of the
// code that is built; a test may look at whatever it compares with.
type goPackage struct {
	ImportPath string
	Imports    []string
	GoFiles    []string
}

// layer is a part of the house: its packages import the standard library, themselves, and the folders
// in own. The first layer that holds a package is its layer.
type layer struct {
	folder     string   // relative to the module; "*" stands for one path element
	exact      bool     // the folder alone, not what is below it
	own        []string // folders of the module; "=backends" is that package alone, "." the package's own match of folder
	libraries  bool     // may import modules other than the standard library, libraryHomes permitting
	everything bool
}

// layers is "Who may import whom" of the architecture.
var layers = []layer{
	{folder: "cmd/espc", everything: true},
	{folder: "schema/internal/gen", own: []string{"schema"}, libraries: true},
	{folder: "schema", own: []string{"schema"}},
	{folder: "compiler/plan", own: []string{"schema", "compiler", "=backends"}, libraries: true},
	{folder: "compiler/overlay", own: []string{"schema", "compiler", "=backends"}, libraries: true},
	{folder: "compiler/why", own: []string{"schema", "compiler", "=backends"}, libraries: true},
	{folder: "compiler/output", own: []string{"schema", "compiler", "=backends"}, libraries: true},
	{folder: "compiler", own: []string{"schema", "compiler"}, libraries: true},
	{folder: "backends", exact: true, own: []string{"schema"}, libraries: true},
	{folder: "backends/documents", own: []string{"schema"}},
	{folder: "backends/internal", own: []string{"schema", "=backends", "."}, libraries: true},
	{folder: "backends/*", own: []string{"schema", "=backends", "backends/internal", "backends/documents", "."}, libraries: true},
	{folder: "stdlib", own: []string{"."}},
	{folder: "examples", own: []string{"."}},
}

// libraryHomes says which folders alone import a library: a language stays in its front end, so that nothing after
// it depends on which language was written.
var libraryHomes = []struct {
	library string
	homes   []string
}{
	{"cuelang.org/go", []string{"compiler/frontend/cue", generator}},
	{"github.com/hashicorp/hcl", []string{"compiler/frontend/hcl"}},
	{"github.com/zclconf/go-cty", []string{"compiler/frontend/hcl"}},
	{"github.com/google/go-jsonnet", []string{"compiler/frontend/jsonnet"}},
	{"go.yaml.in/yaml", []string{"compiler/frontend/data"}},
	{"gopkg.in/yaml.v2", []string{"compiler/frontend/data"}},
	{"gopkg.in/yaml.v3", []string{"compiler/frontend/data"}},
	{"sigs.k8s.io/kustomize", []string{"compiler/overlay"}},
	{"sigs.k8s.io/yaml", []string{"compiler/frontend/data"}},
	{"github.com/goccy/go-yaml", []string{"compiler/frontend/data"}},
}

// sdks talk to a target, and only the package of a target does.
var sdks = []string{"k8s.io/client-go", "github.com/aws/aws-sdk-go-v2", "github.com/aws/smithy-go"}

const generator = "schema/internal/gen"

// checkImports returns a sentence for each import that the rules forbid, in the order given.
func checkImports(packages []goPackage) []string {
	var violations []string
	for _, p := range packages {
		folder := relative(p.ImportPath)
		i := slices.IndexFunc(layers, func(l layer) bool { return l.holds(folder) })
		if i < 0 {
			violations = append(violations, fmt.Sprintf("%s is in no folder of the architecture", p.ImportPath))
			continue
		}
		if layers[i].everything {
			continue
		}
		for _, imported := range p.Imports {
			if why := layers[i].forbids(p, folder, imported); why != "" {
				violations = append(violations, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported, why))
			}
		}
	}
	return violations
}

// forbids returns why a package of the layer may not import a path, or "".
func (l layer) forbids(p goPackage, folder, imported string) string {
	switch {
	case isOwn(imported):
		target := relative(imported)
		if below(target, generator) && !below(folder, generator) {
			return "the generator runs by go generate alone"
		}
		if !slices.ContainsFunc(l.own, func(rule string) bool { return l.admits(rule, folder, target) }) {
			return fmt.Sprintf("packages of %s import of this module only %s", l.folder, strings.Join(l.own, ", "))
		}
		return ""
	case isStandard(imported):
		return ""
	case !l.libraries:
		return fmt.Sprintf("packages of %s import the standard library only", l.folder)
	}
	for _, rule := range libraryHomes {
		if below(imported, rule.library) && !slices.ContainsFunc(rule.homes, func(home string) bool { return below(folder, home) }) {
			return fmt.Sprintf("it is imported by %s alone", strings.Join(rule.homes, " and "))
		}
	}
	if slices.ContainsFunc(sdks, func(sdk string) bool { return below(imported, sdk) }) && !isTarget(p, folder) {
		return "an SDK is imported by a target's package alone: backends/X with a target.go, or backends/X/target"
	}
	return ""
}

// holds says whether a folder belongs to the layer.
func (l layer) holds(folder string) bool {
	_, ok := l.match(folder)
	return ok
}

// match returns the part of a folder that the layer's own folder stands for.
func (l layer) match(folder string) (string, bool) {
	if l.exact {
		return folder, folder == l.folder
	}
	pattern, elements := strings.Split(l.folder, "/"), strings.Split(folder, "/")
	if len(elements) < len(pattern) {
		return "", false
	}
	for i, want := range pattern {
		if want != "*" && want != elements[i] {
			return "", false
		}
	}
	return path.Join(elements[:len(pattern)]...), true
}

// admits applies one entry of own to a package of this module.
func (l layer) admits(rule, folder, target string) bool {
	if alone, ok := strings.CutPrefix(rule, "="); ok {
		return target == alone
	}
	if rule == "." {
		rule, _ = l.match(folder)
	}
	return below(target, rule)
}

// isTarget says whether a package is one that talks to a target.
func isTarget(p goPackage, folder string) bool {
	elements := strings.Split(folder, "/")
	if len(elements) < 2 || elements[0] != "backends" {
		return false
	}
	return len(elements) == 2 && slices.Contains(p.GoFiles, "target.go") || len(elements) == 3 && elements[2] == "target"
}

// below says whether a path is a folder or something in it.
func below(path, folder string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && (rest == "" || rest[0] == '/')
}

func isOwn(path string) bool { return below(path, modulePath) }

func relative(importPath string) string {
	return strings.TrimPrefix(strings.TrimPrefix(importPath, modulePath), "/")
}

// isStandard relies on a module's first element having a dot, as the go command does.
func isStandard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// Package compiler turns the files of a folder into a typed topology: front ends parse them, modules and overrides are
// merged in, decode and resolve check the whole.
package compiler

import (
	"context"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"espc.dev/compiler/decode"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/cue"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/compiler/frontend/jsonnet"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/compiler/resolve"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Languages returns the front ends, in the order that messages list them.
func Languages() []frontend.Language {
	return []frontend.Language{hcl.Language{}, cue.Language{}, jsonnet.Language{}, data.JSON{}, data.YAML{}}
}

// Project is a folder whose files are parsed. It can be compiled for each of its environments.
type Project struct {
	folder  *source.Folder
	units   []frontend.Unit
	first   *diag.File // of the topology's files, for what is wrong with all of them
	options Options
}

// Options are what a compilation takes from the world around it.
type Options struct {
	// Evaluator runs what computes in processes of their own; with nil, that is done in this one.
	Evaluator bounded.Evaluator
}

// Open is OpenWith no options.
func Open(folder *source.Folder) (*Project, diag.List) { return OpenWith(folder, Options{}) }

// OpenWith reads and parses the files of a folder. A file that does not parse is left out; its diagnostics say why, and
// nothing should be made of the rest.
func OpenWith(folder *source.Folder, options Options) (*Project, diag.List) {
	names, err := folder.Names()
	if err != nil {
		return nil, diag.List{diag.UnreadableFile.At(diag.Range{}, "%s", err)}
	}
	var ds, unread diag.List
	p := &Project{folder: folder, options: options}
	languages := Languages()
	files := make([][]*diag.File, len(languages))
	for _, name := range names {
		i := slices.IndexFunc(languages, func(l frontend.Language) bool { return l.Match(name) })
		if i < 0 {
			if meant := meantName(name); meant != "" {
				unread = append(unread, diag.NotRead.At(diag.Range{File: diag.NewFile(name, nil)}, "%s is not read: its name is not that of a topology's file", name).
					WithFix("rename it to %s, or to something else if it is none", meant))
			}
			continue
		}
		file, err := folder.Read(name)
		if err != nil {
			ds = append(ds, diag.UnreadableFile.At(diag.Range{File: folder.Unread(name)}, "%s", err).WithFix("make it a regular file of at most %d MiB inside the folder, or remove it", source.MaxFile>>20))
			continue
		}
		files[i] = append(files[i], file)
		if p.first == nil {
			p.first = file
		}
	}
	more := p.parse(languages, files)
	if len(p.units) == 0 && len(ds) == 0 && len(more) == 0 {
		return p, append(ds, noFiles(names))
	}
	return p, slices.Concat(ds, unread, more)
}

// meantName returns the name that a file should have which is named almost as a topology's file, or "".
func meantName(name string) string {
	stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
	if ext == ".yml" {
		ext = ".yaml"
	}
	if ext != ".yaml" && ext != ".json" || stem != "topology" && !strings.HasSuffix(stem, ".topology") {
		return ""
	}
	if stem == "topology" {
		stem = "main"
	}
	return strings.TrimSuffix(stem, ".topology") + ".topology" + ext
}

// noFiles says what a topology's files are called, by the example of a file that may be meant as one.
func noFiles(names []string) diag.Diagnostic {
	const says = "no topology files in this folder"
	for _, name := range names {
		stem, ext := strings.TrimSuffix(name, path.Ext(name)), path.Ext(name)
		switch ext {
		case ".yml":
			ext = ".yaml"
		case ".yaml", ".json":
		default:
			continue
		}
		return diag.NoFiles.At(diag.Range{File: diag.NewFile(name, nil)}, says).WithFix("if %s is one, rename it to %s.topology%s", name, strings.TrimSuffix(stem, ".topology"), ext)
	}
	return diag.NoFiles.At(diag.Range{}, says).WithFix("write *.hcl, *.cue, *.jsonnet, *.topology.json or *.topology.yaml here, or start with `espc init`")
}

// parse parses the files of all languages at once.
func (p *Project) parse(languages []frontend.Language, files [][]*diag.File) diag.List {
	units := make([]frontend.Unit, len(languages))
	lists := make([]diag.List, len(languages))
	var wg sync.WaitGroup
	for i, l := range languages {
		if len(files[i]) > 0 {
			wg.Go(func() {
				u, ds := l.Parse(p.folder, files[i])
				units[i], lists[i] = apart.Unit(u, l.Name(), p.folder.Dir(), files[i], p.options.Evaluator), ds
			})
		}
	}
	wg.Wait()
	for _, u := range units {
		if u != nil {
			p.units = append(p.units, u)
		}
	}
	return slices.Concat(lists...)
}

// Files returns the names of the files in a folder that are in a language of topologies, sorted.
func Files(folder *source.Folder) ([]string, error) {
	names, err := folder.Names()
	return slices.DeleteFunc(names, func(name string) bool {
		return !slices.ContainsFunc(Languages(), func(l frontend.Language) bool { return l.Match(name) })
	}), err
}

// Inputs returns every file that was read for the project so far, sorted by name.
func (p *Project) Inputs() []*diag.File { return p.folder.Inputs() }

// Compile compiles the project for one of its environments, "" meaning no environment at all. The topology is complete
// only when the diagnostics hold no error.
func (p *Project) Compile(ctx context.Context, env string, vars frontend.Vars) (*schema.Topology, diag.List) {
	c, ds := p.CompileAll(ctx, env, vars)
	return c.Topology, ds
}

// Compiled is an environment with what it was compiled from, for those who answer questions about a topology as it is written.
type Compiled struct {
	// Written is the document that the files declare: kind -> name -> fields, modules as they are used. Declared is the same with
	// the entities of modules in place of these. Overrides are applied to neither.
	Written, Declared *tree.Node
	Topology          *schema.Topology
	// References are those that fields make, in no particular order.
	References []decode.Reference
}

// CompileAll is Compile and returns the stages as well. The result is never nil; stages that errors kept from being reached are.
func (p *Project) CompileAll(ctx context.Context, env string, vars frontend.Vars) (*Compiled, diag.List) {
	c := &Compiled{}
	written, ds, whole := p.document(ctx, env, vars)
	if !whole {
		return c, ds
	}
	all := size{}
	more, fits := all.add(written)
	if ds = append(ds, more...); !fits {
		return c, ds
	}
	c.Written = written
	declared, more := expandModules(ctx, p.folder, p.options, written, nil, &all)
	if ds = append(ds, more...); more.HasErrors() {
		return c, ds
	}
	if declared != written { // what modules are given and give may be large, and stand in many places
		all = size{}
		if more, fits = all.add(declared); !fits {
			return c, append(ds, more...)
		}
	}
	c.Declared = declared
	t, refs, more := decode.Decode(applyOverrides(declared, env), env)
	for i, d := range more {
		if d.Code == diag.NoTopology.ID && d.Subject.IsZero() {
			more[i].Subject.File = p.first
		}
	}
	ds = append(ds, more...)
	if t == nil {
		return c, ds
	}
	c.Topology, c.References = t, refs
	ds = append(ds, readSources(p.folder, t)...)
	return c, append(ds, resolve.Check(t, refs, overriddenReferences(declared, env)...)...)
}

// Variables returns the variables that the files declare, sorted by name; one that several languages declare comes once.
func (p *Project) Variables() []frontend.Variable {
	var out []frontend.Variable
	for _, u := range p.units {
		out = append(out, u.Declared()...)
	}
	slices.SortStableFunc(out, func(a, b frontend.Variable) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b frontend.Variable) bool { return a.Name == b.Name })
}

// document evaluates and merges everything that is declared. It is whole where nothing is wrong but names of variables that
// are set: what follows can tell of the rest.
func (p *Project) document(ctx context.Context, env string, vars frontend.Vars) (doc *tree.Node, ds diag.List, whole bool) {
	environments, ds := p.environments(ctx, vars)
	wrong := ds.HasErrors()
	if wrong && !p.independent(environments, env, ds) {
		return nil, ds, false
	}
	given := vars
	vars, more := withEnvironment(environments.Get(env), vars)
	ds, wrong = append(ds, more...), wrong || more.HasErrors()
	unknown, meant := p.undeclared(env, environments.Get(env), given)
	ds = append(ds, unknown...)
	doc, more = p.evaluate(ctx, withMeant(vars, meant))
	more = unsetIn(environments, env, more)
	if wrong { // environments are evaluated a second time
		more = unsaid(ds, more)
	}
	return doc, append(ds, more...), !wrong && !more.HasErrors()
}

// evaluate evaluates all units at once and merges what they declare.
func (p *Project) evaluate(ctx context.Context, vars frontend.Vars) (*tree.Node, diag.List) {
	return p.each(func(u frontend.Unit) ([]*tree.Node, diag.List) { return u.Documents(ctx, p.varsFor(u, vars)) })
}

func (p *Project) each(evaluate func(frontend.Unit) ([]*tree.Node, diag.List)) (*tree.Node, diag.List) {
	docs := make([][]*tree.Node, len(p.units))
	lists := make([]diag.List, len(p.units))
	var wg sync.WaitGroup
	for i, u := range p.units {
		wg.Go(func() { docs[i], lists[i] = evaluate(u) })
	}
	wg.Wait()
	doc, ds := frontend.Merge(slices.Concat(docs...))
	return doc, append(slices.Concat(lists...), ds...)
}

// unsetIn says of variables without a value in which environment they have none, where there are several.
func unsetIn(environments *tree.Node, env string, ds diag.List) diag.List {
	for i, d := range ds {
		if e := environments.Get(env); d.Code == diag.UnsetVariable.ID && e != nil && len(environments.Fields) > 1 {
			ds[i] = d.WithRelated(e.Origin.KeyPlace(), "in environment %s", env)
		}
	}
	return ds
}

// undeclared reports variables that are given on the command line, in a file of variables, or by the environment, and that
// no file declares. What ESPC_VAR_k gives may be meant for another topology. Jsonnet declares none, so with it anything may
// be meant. Meant are, by what they are called, the declared ones of nearly the same name.
func (p *Project) undeclared(name string, env *tree.Node, given frontend.Vars) (ds diag.List, meant map[string]string) {
	declared := map[string]bool{}
	for _, u := range p.units {
		if _, open := u.(frontend.OpenVariables); open {
			return nil, nil
		}
		for _, v := range u.Declared() {
			declared[v.Name] = true
		}
	}
	meant = map[string]string{}
	report := func(name string, at diag.Range, drop string) {
		if !declared[name] {
			meant[name] = nearest.Of(name, maps.Keys(declared))
			ds = append(ds, diag.UnknownVariable.At(at, "no variable %q is declared", name).
				WithFix("%s", didYouMean(name, meant[name], drop)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		switch o := given[name].Origin; {
		case o == nil:
		case !o.Range.IsZero():
			report(name, o.KeyPlace(), "drop it")
		case strings.HasPrefix(o.Rule, "--var"):
			report(name, diag.Range{}, "drop "+o.Rule)
		}
	}
	if variables := env.Get("variables"); !variables.IsNull() {
		outside := len(ds)
		for _, f := range variables.Fields {
			report(f.Key, f.Value.Origin.KeyPlace(), "drop it")
		}
		for i := range ds[outside:] {
			ds[outside+i].Address = "environment." + name
		}
	}
	return ds, meant
}

func didYouMean(name, near, drop string) string {
	if near != "" {
		return "write " + near
	}
	return fmt.Sprintf("declare it with variable %q {}, or %s", name, drop)
}

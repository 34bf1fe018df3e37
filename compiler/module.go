package compiler

import (
	"context"
	"maps"
	"path"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// expandModules replaces the module entities of a document by the entities of their folders, under <module>-<name>, and
// module.NAME.X by the module's outputs. around holds the folders of the modules around this one.
func expandModules(ctx context.Context, root *source.Folder, options Options, doc *tree.Node, around []string, declared *size) (*tree.Node, diag.List) {
	modules := doc.Get("module")
	if modules == nil {
		return doc, nil
	}
	x := expander{ctx: ctx, root: root, options: options, around: around, declared: declared, outer: addresses(doc), outputs: map[string]*tree.Node{}, library: map[string]bool{}}
	docs := []*tree.Node{doc.Without("module")}
	if modules.Kind == tree.Map {
		for _, f := range modules.Fields {
			if sub := x.module(f.Key, f.Value); sub != nil {
				docs = append(docs, sub)
			}
			if x.exceeded() {
				break // the others would take as long, and be told as well once this one is corrected
			}
		}
	}
	merged, ds := frontend.Merge(docs)
	x.ds = append(x.ds, ds...)
	merged = x.substitute(merged)
	return merged, x.ds
}

type expander struct {
	ctx      context.Context
	root     *source.Folder
	options  Options
	around   []string
	declared *size                 // all that is declared so far, other modules included
	outer    map[string]bool       // addresses that the document around declares
	outputs  map[string]*tree.Node // by "module.NAME.X"
	names    []string              // modules that were expanded
	library  map[string]bool       // those of them that come with espc
	ds       diag.List
}

// exceeded reports whether evaluating a module took more than it may.
func (x *expander) exceeded() bool {
	return slices.ContainsFunc(x.ds, func(d diag.Diagnostic) bool { return d.Code == diag.EvaluationBound.ID })
}

// module evaluates one module and returns its entities under their final names, or nil.
func (x *expander) module(name string, block *tree.Node) *tree.Node {
	folder := x.folder(block)
	if folder == nil || x.declared.told {
		return nil
	}
	project, ds := OpenWith(folder.UsedBy(useOf(block)), x.options)
	x.ds = append(x.ds, ds...)
	if ds.HasErrors() {
		return nil
	}
	vars := x.arguments(project, block)
	doc, ds := project.evaluate(x.ctx, vars)
	x.ds = append(x.ds, unsetArguments(ds, name, block)...)
	if ds.HasErrors() {
		return nil
	}
	ds, fits := x.declared.add(doc)
	x.ds = append(x.ds, ds...)
	if !fits {
		return nil
	}
	for _, kind := range []string{"topology", "environment"} {
		if n := doc.Get(kind); n != nil {
			x.ds = append(x.ds, diag.ModuleContent.At(first(n).KeyPlace(), "a module holds no %s", kind).
				WithFix("move it to the topology that uses the module"))
		}
	}
	doc, ds = expandModules(x.ctx, x.root, x.options, doc, append(slices.Clip(x.around), folder.Dir()), x.declared)
	x.ds = append(x.ds, ds...)
	doc = prefixed(handedOn(doc, vars), name)
	for _, f := range entries(doc.Get("output")) {
		x.outputs["module."+name+"."+strings.TrimPrefix(f.Key, name+"-")] = f.Value.Get("value")
	}
	x.names = append(x.names, name)
	x.library[name] = path.IsAbs(folder.Dir())
	return doc.Without("output")
}

// useOf is a module's block for the diagnostics about the module's files: from its label to the last of its fields.
func useOf(block *tree.Node) diag.Use {
	at := block.Origin.KeyPlace()
	all := at
	for _, f := range entries(block) {
		if r := f.Value.Range(); r.File == all.File {
			all.Start, all.End = min(all.Start, f.Value.Origin.KeyPlace().Start), max(all.End, r.End)
		}
	}
	return diag.Use{At: at, Block: all}
}

// unsetArguments says of variables without a value where a module's are set.
func unsetArguments(ds diag.List, name string, block *tree.Node) diag.List {
	for i, d := range ds {
		switch {
		case d.Code != diag.UnsetVariable.ID:
		case d.Subject.File.ComesWithEspc():
			declared := d.Subject
			d.Subject, d.Related = block.Origin.KeyPlace(), nil
			ds[i] = d.WithRelated(declared, "the module declares it here").WithFix("set it in the block of module %q", name)
		default:
			ds[i] = d.WithRelated(block.Origin.KeyPlace(), "the module is used here").
				WithFix("set it in the block of module %q, or give it a default in the module", name)
		}
	}
	return ds
}

func (x *expander) folder(block *tree.Node) *source.Folder {
	src := block.Get("source")
	fail := func(code *diag.Code, fix, format string, args ...any) *source.Folder {
		at := src.Range()
		if src == nil {
			at = block.Origin.KeyPlace()
		}
		x.ds = append(x.ds, code.At(at, format, args...).WithFix("%s", fix))
		return nil
	}
	const nameFolder = "name a folder below the topology's: ./modules/NAME"
	switch {
	case src.IsNull() || src.Kind != tree.String:
		return fail(diag.ModuleSource, nameFolder, "a module needs a source, a string")
	case path.IsAbs(src.Text):
		return fail(diag.ModuleSource, nameFolder, "%s is an absolute path", src.Text)
	}
	dir, ours := strings.CutPrefix(src.Text, "std/")
	switch file := src.Range().File; {
	case ours && !slices.Contains(x.root.Library(), dir):
		d := diag.ModuleSource.At(src.Range(), "no module %s comes with espc", src.Text)
		if near := nearest.Of(dir, slices.Values(x.root.Library())); near != "" {
			d = d.WithFix("write std/%s", near)
		} else {
			d = d.WithFix("use one of std/%s", strings.Join(x.root.Library(), ", std/"))
		}
		x.ds = append(x.ds, d)
		return nil
	case ours:
		dir = source.Library + dir + "/" + libraryLanguage(file)
	case file != nil:
		dir = path.Join(path.Dir(file.Name), dir)
	}
	folder, err := x.root.Sub(dir)
	switch {
	case err != nil && remote(src.Text):
		return fail(diag.ModuleSource, "copy it into a folder and name that: ./modules/NAME",
			"the module %q is not in the topology's folder, and nothing is fetched", src.Text)
	case err != nil:
		return fail(diag.ModuleSource, nameFolder, "%s", err)
	}
	if i := slices.Index(x.around, folder.Dir()); i >= 0 || folder.Dir() == x.root.Dir() {
		return fail(diag.ModuleCycle, "move what both need into a module of its own", "the module contains itself: %s", strings.Join(append(x.around[max(i, 0):], folder.Dir()), " → "))
	}
	return folder
}

// remote reports whether a module's source is an address of the network, as other tools take them: a URL, a forced getter such as
// git::, or a host and a path.
func remote(src string) bool {
	host, _, isPath := strings.Cut(src, "/")
	return strings.Contains(src, "://") || strings.Contains(src, "::") || strings.HasPrefix(src, "git@") ||
		isPath && strings.Trim(host, ".") != "" && strings.Contains(strings.TrimLeft(host, "."), ".")
}

// libraryLanguage is which of its languages a module that comes with espc is read in: CUE where a CUE file uses it, so that
// who looks into it finds what he writes himself, else HCL. They say the same.
func libraryLanguage(file *diag.File) string {
	if file != nil && path.Ext(file.Name) == ".cue" {
		return "cue"
	}
	return "hcl"
}

// arguments are the module's variables as its block sets them. An address that the document around declares is marked,
// so that the module's own entity of the same address is not taken for it.
func (x *expander) arguments(p *Project, block *tree.Node) frontend.Vars {
	declared := map[string]bool{}
	open := false
	for _, u := range p.units {
		if _, any := u.(frontend.OpenVariables); any {
			open = true
		}
		for _, v := range u.Declared() {
			declared[v.Name] = true
		}
	}
	vars := frontend.Vars{}
	for _, f := range entries(block) {
		switch {
		case f.Key == "source":
		case !declared[f.Key] && !open:
			x.ds = append(x.ds, diag.ModuleVariable.At(f.Value.Origin.KeyPlace(), "the module has no variable %q", f.Key).
				WithFix("%s", variableFix(p, f.Key, declared)))
		default:
			vars[f.Key] = x.mark(f.Value)
		}
	}
	return vars
}

// variableFix is what to write in place of a variable that a module does not have.
func variableFix(p *Project, name string, declared map[string]bool) string {
	near := nearest.Of(name, maps.Keys(declared))
	switch {
	case near != "":
		return "write " + near
	case path.IsAbs(p.folder.Dir()): // comes with espc
		return "remove the field, or use one of " + strings.Join(slices.Sorted(maps.Keys(declared)), ", ")
	}
	return "declare it in the module, or remove the field"
}

package lsp

import (
	"context"
	"path/filepath"
	"sync"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// Analysis is what the compiler made of a topology's texts at one moment. It does not change.
type Analysis struct {
	// Root is the topology's folder, an absolute path.
	Root string
	// Folder reads what the analysis read: documents as they were open, files as they were on the disk.
	Folder *source.Folder
	// Project is the parsed topology. Files that don't parse are no part of it.
	Project *compiler.Project
	// Environments are the names of those that are declared, sorted.
	Environments []string
	// Variables are those that are declared, sorted by name.
	Variables []frontend.Variable
	// Compiled is the first environment: its document before and after modules, its topology and its references. What errors
	// kept from being made of it is nil.
	*compiler.Compiled

	// stamps and versions are those of the documents that were open, by name and by URI.
	stamps   map[string]int64
	versions map[string]int

	mu    sync.Mutex
	texts map[*diag.File]*text
}

// path returns the absolute path of a file of the topology.
func (a *Analysis) path(name string) string { return filepath.Join(a.Root, filepath.FromSlash(name)) }

// version returns the version of a document that was open, or nil.
func (a *Analysis) version(uri string) *int {
	if v, ok := a.versions[uri]; ok {
		return &v
	}
	return nil
}

// first returns the file that declares the topology, or else the first by name; nil where there is none.
func (a *Analysis) first() *diag.File {
	if a.Written != nil {
		if n := a.Written.Get("topology"); n != nil && n.Range().File != nil {
			return n.Range().File
		}
	}
	if a.Folder != nil {
		for _, f := range a.Folder.Inputs() {
			if languageOf(f.Name) != nil {
				return f
			}
		}
	}
	return nil
}

// textOf returns a file's text with its lines.
func (a *Analysis) textOf(f *diag.File) *text {
	a.mu.Lock()
	defer a.mu.Unlock()
	t := a.texts[f]
	if t == nil {
		t = newText(f.Data)
		a.texts[f] = t
	}
	return t
}

// analyse compiles a topology as `espc validate` does. early, unless it is nil, gets what is found first as soon as it is known. When
// ctx ends the result is of no use.
func (s *Server) analyse(ctx context.Context, root string, buffers map[string]buffer, memory *source.Memory, early func(*Analysis, findings)) (*Analysis, findings) {
	a := &Analysis{
		Root: root, Compiled: &compiler.Compiled{},
		stamps: map[string]int64{}, versions: map[string]int{}, texts: map[*diag.File]*text{},
	}
	for name, b := range buffers {
		a.stamps[name] = b.stamp
		if b.uri != "" {
			a.versions[b.uri] = b.version
		}
	}
	var f findings
	fsys, err := newOverlay(root, buffers)
	if err != nil {
		f.first = diag.List{diag.UnreadableFile.At(diag.Range{}, "%s", err)}
		return a, f
	}
	a.Folder = source.New(fsys).WithLibrary(s.config.Library).Remembering(memory)
	a.Project, f.first = s.config.Open(a.Folder)
	if f.first.HasErrors() || ctx.Err() != nil {
		return a, f
	}
	names, ds := a.Project.Environments(ctx, s.config.Vars)
	a.Environments, a.Variables = names, a.Project.Variables()
	if ds.HasErrors() { // what else is wrong is told along with it
		_, ds = a.Project.Compile(ctx, append(names, "")[0], s.config.Vars)
	}
	if f.first = append(f.first, ds...); f.first.HasErrors() || ctx.Err() != nil {
		return a, f
	}
	if len(names) == 0 {
		names = []string{""}
	}
	for i, env := range names {
		c, ds := a.Project.CompileAll(ctx, env, s.config.Vars)
		if ctx.Err() != nil {
			return a, f
		}
		if i > 0 {
			f.rest = append(f.rest, ds...)
		} else {
			a.Compiled = c
			if f.first = append(f.first, ds...); early != nil {
				early(a, f)
			}
		}
		if !ds.HasErrors() && ctx.Err() == nil {
			f.rest = append(f.rest, s.config.Check(ctx, a.Folder, c.Topology)...)
		}
	}
	return a, f
}

package lsp

import (
	"context"
	"path/filepath"
	"sync"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema"
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
	// Compiled is the first environment: its document before and after modules, its topology and its references. Nil where the
	// texts don't parse or evaluate.
	*compiler.Compiled

	mu    sync.Mutex
	texts map[*diag.File]*text
}

// path returns the absolute path of a file of the topology.
func (a *Analysis) path(name string) string { return filepath.Join(a.Root, filepath.FromSlash(name)) }

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

// analyse compiles a topology as `espc validate` does. early, unless it is nil, gets what the language has to say of the first environment as
// soon as it is known; the list that is returned has all. When ctx ends the result is of no use.
func (s *Server) analyse(ctx context.Context, root string, buffers map[string]buffer, memory *source.Memory, early func(*Analysis, diag.List)) (*Analysis, diag.List) {
	a := &Analysis{Root: root, texts: map[*diag.File]*text{}, Compiled: &compiler.Compiled{}}
	fsys, err := newOverlay(root, buffers)
	if err != nil {
		return a, diag.List{diag.UnreadableFile.At(diag.Range{}, "%s", err)}
	}
	a.Folder = source.New(fsys).WithLibrary(s.config.Library).Remembering(memory)
	project, ds := s.config.Open(a.Folder)
	a.Project = project
	if ds.HasErrors() || ctx.Err() != nil {
		return a, ds
	}
	names, more := project.Environments(ctx, s.config.Vars)
	a.Environments, a.Variables = names, project.Variables()
	ds = append(ds, more...)
	if ds.HasErrors() || ctx.Err() != nil {
		return a, ds
	}
	if len(names) == 0 {
		names = []string{""}
	}
	for i, env := range names {
		c, more := project.CompileAll(ctx, env, s.config.Vars)
		if ctx.Err() != nil {
			return a, ds
		}
		ds = append(ds, more...)
		if i == 0 {
			a.Compiled = c
			if early != nil {
				early(a, ds)
			}
		}
		if !more.HasErrors() && ctx.Err() == nil {
			ds = append(ds, s.config.Check(ctx, a.Folder, c.Topology)...)
		}
	}
	return a, ds
}

var _ = schema.Topology{}

package compiler

import (
	"errors"
	"fmt"
	"strings"

	"espc.dev/compiler/internal/schemafile"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// readSources reads every folder and file that a field names, so that backends need no disk.
func readSources(folder *source.Folder, t *schema.Topology) diag.List {
	r := sourceReader{folder: folder, sources: map[string]*schema.Source{}, trees: map[string]bool{}, searched: map[string]bool{}, refused: map[string]bool{}}
	for _, f := range t.Functions {
		r.folderAt(f.Source, f.Address)
		r.secretsBelow(f.Source, f.Address)
	}
	for _, j := range t.Jobs {
		r.folderAt(j.Source, j.Address)
		r.secretsBelow(j.Source, j.Address)
	}
	for _, m := range t.Microservices {
		for _, f := range m.File {
			r.fileAt(f.Source, m.Address)
			r.secretsIn(f.Source, m.Address, true)
		}
	}
	for _, s := range t.Schemas {
		r.fileAt(s.File, s.Address)
		r.secretsIn(s.File, s.Address, false)
		r.parse(s.File)
	}
	t.Sources = r.sources
	return r.ds
}

type sourceReader struct {
	folder   *source.Folder
	sources  map[string]*schema.Source
	trees    map[string]bool // those that are folders
	searched map[string]bool // those that were searched for secrets
	refused  map[string]bool // those that hold some, by what names them
	ds       diag.List
}

func (r *sourceReader) folderAt(v schema.Value[string], a schema.Address) {
	r.read(v, a, true, "create the folder, or name the one that holds the source")
}

func (r *sourceReader) fileAt(v schema.Value[string], a schema.Address) {
	r.read(v, a, false, "create the file, or name the one that is meant")
}

// parse gives a schema's file its tree. What does not parse has none; resolve says why.
func (r *sourceReader) parse(v schema.Value[string]) {
	if src := r.sources[schema.SourcePath(v)]; v.IsSet() && src != nil && src.Tree == nil && schemafile.Language(src.Path) != "" {
		src.Tree, _ = schemafile.Parse(diag.NewFile(src.Path, src.Files[0].Data))
	}
}

func (r *sourceReader) read(v schema.Value[string], a schema.Address, tree bool, fix string) {
	if !v.IsSet() || v.V == "" {
		return
	}
	p := schema.SourcePath(v)
	if r.refused[p] {
		return // which is said where it is named first
	}
	src := r.sources[p]
	if src == nil || r.trees[p] != tree { // a file is none that was read as a folder
		read, err := r.folder.ReadOne, error(nil)
		if tree {
			read = r.folder.ReadTree
		}
		if src, err = read(p); err != nil {
			var known *source.Error
			if errors.As(err, &known) && known.Fix != "" {
				fix = known.Fix
			}
			r.ds = append(r.ds, diag.UnreadableSource.At(v.Node.Range(), "%s", err).WithAddress(a.String()).WithFix("%s", fix))
			delete(r.sources, p)
			return
		}
		r.sources[p], r.trees[p] = src, tree
	}
	if len(src.Left) > 0 {
		left := strings.Join(src.Left[:min(len(src.Left), 8)], ", ")
		if more := len(src.Left) - 8; more > 0 {
			left += fmt.Sprintf(", and %d more", more)
		}
		r.ds = append(r.ds, diag.LeftOut.At(v.Node.Range(), "left out of %s: %s", src.Path, left).WithAddress(a.String()).
			WithFix("nothing to do: it never belongs into an output"))
	}
}

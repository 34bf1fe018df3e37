package cli

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// documentsName is what the folder of documents is called beside those of backends.
const documentsName = "documents"

// documentSet are the files with an environment's documents, and their folder, relative to the topology's.
type documentSet struct {
	folder    string
	artifacts []backends.Artifact
	// all are the documents that the files hold; nil for those of a saved plan.
	all []documents.Document
}

func newDocumentSet(env string, t *schema.Topology) documentSet {
	s := documentSet{folder: path.Join("deploy", env, documentsName), all: documents.Of(t)}
	for _, d := range s.all {
		s.artifacts = append(s.artifacts, backends.Artifact{Path: d.File, Data: d.Bytes()})
	}
	return s
}

// write writes the documents into a folder. One without documents goes, unless it is not espc's.
func (s *documentSet) write(dir, name string, force bool) (diag.List, error) {
	if len(s.artifacts) == 0 {
		return output.Remove(dir, name, force)
	}
	return output.Write(dir, name, s.artifacts, force)
}

// check lists the documents in a folder that are out of date.
func (s *documentSet) check(dir string) ([]string, error) {
	if len(s.artifacts) == 0 && !output.Written(dir) {
		return nil, nil
	}
	return output.Check(dir, s.artifacts)
}

// saved is the set as a saved plan holds it; nil where there is no folder to write it beside.
func (s *documentSet) saved() *plan.SavedDocuments {
	if s == nil {
		return nil
	}
	out := &plan.SavedDocuments{Folder: s.folder}
	for _, a := range s.artifacts {
		out.Files = append(out.Files, plan.SavedFile{Path: a.Path, Content: a.Bytes()})
	}
	return out
}

// restoreDocuments is the inverse of saved.
func restoreDocuments(saved *plan.SavedDocuments) *documentSet {
	if saved == nil {
		return nil
	}
	return &documentSet{folder: saved.Folder, artifacts: saved.Artifacts()}
}

// filesIn returns a target of a plan that is a folder, or nil.
func (p *planned) filesIn() *files {
	for _, d := range p.deployments {
		if f, ok := d.target.(*files); ok {
			return f
		}
	}
	return nil
}

// compareDocuments puts into a plan that writes files which documents it writes. A folder that can't be read is met when they are.
func (p *planned) compareDocuments() {
	f := p.filesIn()
	p.document.Documents = nil
	if p.documents == nil || f == nil {
		return
	}
	dir := p.documentsDir(f)
	changed, err := p.documents.check(dir)
	if err != nil {
		for _, a := range p.documents.artifacts {
			changed = append(changed, a.Path)
		}
	}
	out := &plan.DocumentFiles{Folder: p.documents.folder}
	for _, name := range changed {
		switch {
		case slices.ContainsFunc(p.documents.artifacts, func(a backends.Artifact) bool { return a.Path == name }):
			out.Write = append(out.Write, name)
		case name != output.ManifestName:
			out.Remove = append(out.Remove, name)
		}
	}
	if out.Changes() > 0 {
		p.document.Documents = out
	}
}

func (p *planned) documentsDir(f *files) string {
	return filepath.Join(filepath.Dir(f.Path), documentsName)
}

// writeDocuments writes the documents of a plan that writes files, before these: a file of somebody else in the way is met while
// nothing is changed.
func (p *planned) writeDocuments(ctx context.Context) (diag.List, error) {
	f := p.filesIn()
	if p.documents == nil || f == nil || ctx.Err() != nil {
		return nil, nil
	}
	ds, err := p.documents.write(p.documentsDir(f), p.documents.folder, f.force)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %s; nothing was changed there", p.documents.folder, reason(err))
	case ds.HasErrors():
		return nil, refused(ds)
	}
	return ds, nil
}

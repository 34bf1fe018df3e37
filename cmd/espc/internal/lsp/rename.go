package lsp

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"espc.dev/cmd/espc/internal/assist"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// prepareRenameResult is the name that is going to be renamed.
type prepareRenameResult struct {
	Range       Range  `json:"range"`
	Placeholder string `json:"placeholder"`
}

// renameOptions says that a rename can be prepared to a client that knows what that is.
func (s *Server) renameOptions() any {
	if s.client.TextDocument.Rename.PrepareSupport {
		return map[string]any{"prepareProvider": true}
	}
	return true
}

func (s *Server) prepareRename(_ context.Context, p TextDocumentPositionParams) (*prepareRenameResult, error) {
	at, w := s.at(p)
	if at == nil {
		return nil, nil
	}
	place, name, err := w.Renamable(at.Name, at.Offset)
	if err != nil {
		return nil, err
	}
	return &prepareRenameResult{Range: s.rangeAt(at, place.Start, place.End), Placeholder: name}, nil
}

// renameParams are those of textDocument/rename.
type renameParams struct {
	TextDocumentPositionParams
	NewName string `json:"newName"`
}

// rename answers with the edits that give an entity another name. They are compiled first: unless every environment's topology is
// the same but for the name, the rename is refused with what would differ.
func (s *Server) rename(ctx context.Context, p renameParams) (*WorkspaceEdit, error) {
	at := s.place(p.TextDocumentPositionParams)
	if at == nil {
		return nil, failf(RequestFailed, "the document is in no topology")
	}
	texts := s.buffers(at.Root)
	edit, err := s.renaming(ctx, at, p.NewName)
	if !bytes.Equal(texts[at.Name].data, at.Text) || !sameTexts(texts, s.buffers(at.Root)) { // its places are those of other texts
		return nil, failf(ContentModified, "a document was changed in the meantime: rename again")
	}
	return edit, err
}

func (s *Server) renaming(ctx context.Context, at *Place, to string) (*WorkspaceEdit, error) {
	before, all := s.try(ctx, at.Root, nil)
	if d, ok := firstError(all); ok {
		return nil, failf(RequestFailed, "a rename is checked by compiling the topology, and that has errors: %s", d)
	}
	old, ds := s.environmentsOf(ctx, before, before.names())
	if d, ok := firstError(ds); ok {
		return nil, failf(RequestFailed, "a rename is checked by compiling the topology, and that has errors: %s", d)
	}
	w := s.world(at.Root, before)
	r, err := w.Rename(at.Name, at.Offset, to, old)
	if err != nil {
		return nil, failf(RequestFailed, "%s", err)
	}
	if len(r.Edits) > 0 {
		if err := s.check(ctx, at.Root, before, old, w, r); err != nil {
			return nil, err
		}
	}
	return s.renameEdit(at.Root, w, r.Edits), nil
}

// check compiles the texts as they would be.
func (s *Server) check(ctx context.Context, root string, before *Analysis, old []*schema.Topology, w *assist.World, r *assist.Renaming) error {
	after, all := s.try(ctx, root, w.Apply(r.Edits))
	if d, ok := firstError(all); ok {
		return failf(RequestFailed, "can't be renamed safely, something names it in a way that can't be followed: %s", d)
	}
	names := slices.Clone(before.names())
	for i, name := range names {
		if to, renamed := strings.CutPrefix(r.To["environment."+name], "environment."); renamed {
			names[i] = to
		}
	}
	now, _ := s.environmentsOf(ctx, after, names)
	if ctx.Err() != nil {
		return failf(RequestCancelled, "the rename was cancelled")
	}
	if len(now) != len(old) || len(after.Environments) != len(before.Environments) {
		return failf(RequestFailed, "can't be renamed safely: there would be other environments")
	}
	for i := range old {
		if difference := r.Differs(old[i], now[i]); difference != "" {
			where := ""
			if len(old) > 1 {
				where = "in environment " + before.Environments[i] + ", "
			}
			return failf(RequestFailed, "can't be renamed safely: %s%s", where, difference)
		}
	}
	return nil
}

// environmentsOf compiles environments of an analysis.
func (s *Server) environmentsOf(ctx context.Context, a *Analysis, names []string) ([]*schema.Topology, diag.List) {
	var out []*schema.Topology
	var ds diag.List
	for _, name := range names {
		c := a.Compiled
		if len(a.Environments) > 0 && name != a.Environments[0] { // that one is compiled already
			var more diag.List
			c, more = a.Project.CompileAll(ctx, name, s.config.Vars)
			ds = append(ds, more...)
		}
		if c.Topology != nil {
			out = append(out, c.Topology)
		}
	}
	return out, ds
}

// names returns the environments of an analysis, the one without a name where none is declared.
func (a *Analysis) names() []string {
	if len(a.Environments) == 0 {
		return []string{""}
	}
	return a.Environments
}

// firstError returns the first error of a list in words.
func firstError(ds diag.List) (string, bool) {
	for _, d := range ds.Sorted() {
		if d.Severity == diag.Error {
			if place := d.Place(); place != "" {
				return d.Summary + " (" + place + ")", true
			}
			return d.Summary, true
		}
	}
	return "", false
}

// renameEdit is the change of the documents and files that edits are in.
func (s *Server) renameEdit(root string, w *assist.World, edits []assist.Edit) *WorkspaceEdit {
	byURI := map[string][]TextEdit{}
	var uris []string
	for _, e := range edits {
		l, ok := s.spanOf(root, w, e.Place)
		if !ok {
			continue
		}
		if byURI[l.URI] == nil {
			uris = append(uris, l.URI)
		}
		byURI[l.URI] = append(byURI[l.URI], TextEdit{Range: l.Range, NewText: e.Text})
	}
	if !s.client.Workspace.WorkspaceEdit.DocumentChanges {
		return &WorkspaceEdit{Changes: byURI}
	}
	out := &WorkspaceEdit{}
	for _, uri := range uris {
		id := OptionalVersionedTextDocumentIdentifier{URI: uri}
		if d := s.document(uri); d != nil {
			id.Version = &d.version
		}
		out.DocumentChanges = append(out.DocumentChanges, TextDocumentEdit{TextDocument: id, Edits: byURI[uri]})
	}
	return out
}

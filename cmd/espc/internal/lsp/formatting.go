package lsp

import (
	"context"

	"espc.dev/compiler/format"
	"espc.dev/schema/diag"
)

// formattingParams are those of textDocument/formatting. How far editors indent is not asked: a language has one style.
type formattingParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
}

// formatting formats a document as espc fmt does. One that does not parse stays as it is: its diagnostics say why.
func (s *Server) formatting(_ context.Context, p formattingParams) ([]TextEdit, error) {
	edits := []TextEdit{}
	d := s.document(p.TextDocument.URI)
	if d == nil || s.topologyOf(d.path) == nil || format.Language(d.path) == nil {
		return edits, nil
	}
	formatted, ds := format.File(diag.NewFile(d.path, d.text.data))
	if formatted == nil {
		for _, g := range ds.Sorted() {
			if g.Code == diag.NotFormatted.ID {
				return nil, failf(RequestFailed, "%s", g.Summary)
			}
		}
		return edits, nil
	}
	// The least that differs: what an editor keeps by places in the text (the cursor, marks) stays where it is.
	e := editOf(d.text.data, formatted)
	if text := formatted[e.start : e.end+e.by]; e.start < e.end || len(text) > 0 {
		edits = append(edits, TextEdit{Range: d.text.rangeOf(s.encoding, e.start, e.end), NewText: string(text)})
	}
	return edits, nil
}

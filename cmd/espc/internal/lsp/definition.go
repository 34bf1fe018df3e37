package lsp

import "context"

func (s *Server) definition(_ context.Context, p TextDocumentPositionParams) ([]Location, error) {
	out := []Location{}
	at, w := s.at(p)
	if at == nil {
		return out, nil
	}
	to, _ := w.Definition(at.Name, at.Offset)
	for _, place := range to {
		if l, ok := s.spanOf(at.Root, w, place); ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// referenceParams are those of textDocument/references.
type referenceParams struct {
	TextDocumentPositionParams
	Context struct {
		IncludeDeclaration bool `json:"includeDeclaration"`
	} `json:"context"`
}

func (s *Server) references(_ context.Context, p referenceParams) ([]Location, error) {
	out := []Location{}
	at, w := s.at(p.TextDocumentPositionParams)
	if at == nil {
		return out, nil
	}
	for _, place := range w.References(at.Name, at.Offset, p.Context.IncludeDeclaration) {
		if l, ok := s.spanOf(at.Root, w, place); ok {
			out = append(out, l)
		}
	}
	return out, nil
}

// documentHighlight is one place of what the cursor is on.
type documentHighlight struct {
	Range Range `json:"range"`
}

func (s *Server) highlights(_ context.Context, p TextDocumentPositionParams) ([]documentHighlight, error) {
	out := []documentHighlight{}
	at, w := s.at(p)
	if at == nil {
		return out, nil
	}
	for _, place := range w.References(at.Name, at.Offset, true) {
		if place.File == at.Name {
			out = append(out, documentHighlight{s.rangeAt(at, place.Start, place.End)})
		}
	}
	return out, nil
}

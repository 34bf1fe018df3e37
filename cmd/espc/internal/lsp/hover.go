package lsp

import "context"

// hover is what hover answers.
type hover struct {
	Contents MarkupContent `json:"contents"`
	Range    Range         `json:"range"`
}

func (s *Server) hover(_ context.Context, p TextDocumentPositionParams) (*hover, error) {
	at, w := s.at(p)
	if at == nil {
		return nil, nil
	}
	doc, place := w.Hover(at.Name, at.Offset)
	if doc == "" {
		return nil, nil
	}
	return &hover{Contents: s.markup(doc, s.client.TextDocument.Hover.ContentFormat), Range: s.rangeAt(at, place.Start, place.End)}, nil
}

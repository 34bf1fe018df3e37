package lsp

import (
	"context"
	"maps"
	"slices"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// feature is one request that clients can make, with what initialize says of it: the capability's name and options; "" for a request
// that belongs to another one's.
type feature struct {
	method     string
	capability string
	options    any
	handler    handler
}

// features returns what the server answers beside the life cycle. One file each.
func (s *Server) features() []feature {
	return []feature{
		{"textDocument/codeAction", "codeActionProvider", map[string]any{"codeActionKinds": []string{quickFix}}, asks(s.codeActions)},
		{"textDocument/formatting", "documentFormattingProvider", true, asks(s.formatting)},
		{"textDocument/completion", "completionProvider", map[string]any{"triggerCharacters": []string{".", `"`, "'", "/"}, "resolveProvider": true}, asks(s.completion)},
		{"completionItem/resolve", "", nil, asks(s.resolveCompletion)},
		{"textDocument/hover", "hoverProvider", true, asks(s.hover)},
		{"textDocument/definition", "definitionProvider", true, asks(s.definition)},
		{"textDocument/references", "referencesProvider", true, asks(s.references)},
		{"textDocument/documentHighlight", "documentHighlightProvider", true, asks(s.highlights)},
		{"textDocument/documentSymbol", "documentSymbolProvider", true, asks(s.documentSymbols)},
		{"workspace/symbol", "workspaceSymbolProvider", true, asks(s.workspaceSymbols)},
		{"textDocument/rename", "renameProvider", s.renameOptions(), asks(s.rename)},
		{"textDocument/prepareRename", "", nil, asks(s.prepareRename)},
	}
}

func (s *Server) requests() map[string]handler {
	out := map[string]handler{}
	for _, f := range s.features() {
		out[f.method] = f.handler
	}
	return out
}

// Place is where in a topology a request asks, in the text as the client has it now.
type Place struct {
	// Root is the topology's folder, an absolute path; Name the file's path in it, with slashes, as diag.File has it.
	Root, Name string
	// Text is the document's text now, and Offset the place in it in bytes.
	Text   []byte
	Offset int
	// Language is the file's, nil for a file that is in no language of topologies (a *.libsonnet, a patch).
	Language frontend.Language
	// Analysis is the last one that got as far as a topology, so its texts may be older than Text. Nil before the first.
	Analysis *Analysis

	text *text
}

// place returns the place that a request asks about, nil where there is nothing to say: the document is not open, or in no topology.
func (s *Server) place(p TextDocumentPositionParams) *Place {
	d := s.document(p.TextDocument.URI)
	if d == nil {
		return nil
	}
	t := s.topologyOf(d.path)
	if t == nil {
		return nil
	}
	return &Place{
		Root: t.root, Name: t.name(d.path), Language: languageOf(d.path),
		Text: d.text.data, Offset: d.text.offset(s.encoding, p.Position), text: d.text,
		Analysis: t.lastGood(),
	}
}

// rangeAt returns a stretch of the place's text as the client has it.
func (s *Server) rangeAt(p *Place, start, end int) Range {
	return p.text.rangeOf(s.encoding, start, end)
}

// location returns a place in a file of an analysis as the client has it; ok is false for a place in no file, or in one that comes with
// espc.
func (s *Server) location(a *Analysis, r diag.Range) (l Location, ok bool) {
	if r.IsZero() || r.File.ComesWithEspc() {
		return l, false
	}
	path := a.path(r.File.Name)
	return Location{URI: s.uri(path), Range: a.textOf(r.File).rangeOf(s.encoding, int(r.Start), int(r.End))}, true
}

// try returns an analysis of a topology with other texts in place of some files', by their names in the topology's folder, and all that
// `espc validate` would say of it. The client is not shown it.
func (s *Server) try(ctx context.Context, root string, texts map[string][]byte) (*Analysis, diag.List) {
	buffers := s.buffers(root)
	for name, data := range texts {
		buffers[name] = buffer{data: data, stamp: s.nextStamp()}
	}
	a, f := s.analyse(ctx, root, buffers, nil, nil)
	return a, slices.Concat(f.first, f.rest)
}

// isOf reports whether the analysis is of the documents that are open now, as they are.
func (a *Analysis) isOf(buffers map[string]buffer) bool {
	return maps.EqualFunc(a.stamps, buffers, func(stamp int64, b buffer) bool { return stamp == b.stamp })
}

package lsp

import (
	"context"
	"maps"
	"slices"

	"espc.dev/cmd/espc/internal/assist"
)

// documentSymbol is something that a document declares.
type documentSymbol struct {
	Name           string           `json:"name"`
	Detail         string           `json:"detail,omitempty"`
	Kind           int              `json:"kind"`
	Range          Range            `json:"range"`
	SelectionRange Range            `json:"selectionRange"`
	Children       []documentSymbol `json:"children,omitempty"`
}

// symbolInformation is something that a topology declares.
type symbolInformation struct {
	Name          string   `json:"name"`
	Kind          int      `json:"kind"`
	Location      Location `json:"location"`
	ContainerName string   `json:"containerName,omitempty"`
}

// symbolKinds are the protocol's numbers for kinds of symbols: an object for what is not listed.
var symbolKinds = map[string]int{
	"function": 12, "model": 5, "variable": 13, "locals": 13, "event": 24, "module": 4, "environment": 3, "property": 7,
}

func symbolKind(kind string) int {
	if n := symbolKinds[kind]; n != 0 {
		return n
	}
	return 19
}

// documentSymbolParams are those of textDocument/documentSymbol.
type documentSymbolParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
}

// documentSymbols answers with a tree, or with a list for a client that knows no trees.
func (s *Server) documentSymbols(_ context.Context, p documentSymbolParams) (any, error) {
	at, w := s.at(TextDocumentPositionParams{TextDocument: p.TextDocument})
	if at == nil {
		return []documentSymbol{}, nil
	}
	symbols := w.Symbols(at.Name)
	if !s.client.TextDocument.DocumentSymbol.HierarchicalDocumentSymbolSupport {
		return s.information(at.Root, w, symbols), nil
	}
	return s.symbolTree(at, symbols), nil
}

func (s *Server) symbolTree(at *Place, symbols []assist.Symbol) []documentSymbol {
	out := make([]documentSymbol, 0, len(symbols))
	for _, v := range symbols {
		out = append(out, documentSymbol{
			Name: v.Name, Detail: v.Kind, Kind: symbolKind(v.Kind),
			Range: s.rangeAt(at, v.Whole.Start, v.Whole.End), SelectionRange: s.rangeAt(at, v.Start, v.End),
			Children: s.symbolTree(at, v.Children),
		})
	}
	return out
}

func (s *Server) information(root string, w *assist.World, symbols []assist.Symbol) []symbolInformation {
	out := make([]symbolInformation, 0, len(symbols))
	for _, v := range symbols {
		if l, ok := s.spanOf(root, w, v.Place); ok {
			out = append(out, symbolInformation{Name: v.Name, Kind: symbolKind(v.Kind), Location: l, ContainerName: v.Kind})
		}
	}
	return out
}

// workspaceSymbolParams are those of workspace/symbol.
type workspaceSymbolParams struct {
	Query string `json:"query"`
}

// maxSymbols is how many symbols one query answers with: who wants another one writes more of its name.
const maxSymbols = 500

func (s *Server) workspaceSymbols(_ context.Context, p workspaceSymbolParams) ([]symbolInformation, error) {
	out := []symbolInformation{}
	for _, root := range s.roots() {
		t := s.topologyAt(root)
		if t == nil {
			continue
		}
		w := s.world(root, t.lastGood())
		out = append(out, s.information(root, w, w.SymbolsOf(p.Query))...)
	}
	return out[:min(len(out), maxSymbols)], nil
}

// roots returns the folders of the topologies that are open, sorted.
func (s *Server) roots() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.topologies))
}

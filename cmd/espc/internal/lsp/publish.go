package lsp

import (
	"slices"

	"espc.dev/schema/diag"
)

// shown is what the client was shown of a topology: the last complete list with the analysis that it is of, and the files it has
// diagnostics of.
type shown struct {
	analysis *Analysis
	list     diag.List
	uris     []string
}

// publishDiagnosticsParams are those of textDocument/publishDiagnostics.
type publishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// Diagnostic is a diagnostic as the protocol has it.
type Diagnostic struct {
	Range              Range                `json:"range"`
	Severity           int                  `json:"severity"` // 1 error, 2 warning, 3 information
	Code               string               `json:"code"`
	Source             string               `json:"source"`
	Message            string               `json:"message"`
	RelatedInformation []RelatedInformation `json:"relatedInformation,omitempty"`
	Data               *diagnosticData      `json:"data,omitempty"`
}

// RelatedInformation is another place that has to do with a diagnostic.
type RelatedInformation struct {
	Location Location `json:"location"`
	Message  string   `json:"message"`
}

// diagnosticData is what comes back with a request for code actions.
type diagnosticData struct {
	Fix     string `json:"fix,omitempty"`
	Address string `json:"address,omitempty"`
}

// publish shows the client the diagnostics of an analysis, and takes away those of files that have none any more.
func (s *Server) publish(t *topology, a *Analysis, ds diag.List, complete bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.Topology != nil {
		t.good = a
	}
	files := map[string][]Diagnostic{}
	for _, d := range ds.Sorted() {
		l, ok := s.location(a, d.Subject)
		if !ok {
			continue
		}
		files[l.URI] = append(files[l.URI], s.diagnostic(a, d, l.Range))
	}
	before := t.shown
	if before == nil {
		before = &shown{}
	}
	now := &shown{analysis: a, list: ds}
	for uri := range files {
		now.uris = append(now.uris, uri)
	}
	slices.Sort(now.uris)
	for _, uri := range now.uris {
		s.conn.notify("textDocument/publishDiagnostics", publishDiagnosticsParams{URI: uri, Diagnostics: files[uri]})
	}
	for _, uri := range before.uris {
		if files[uri] == nil {
			s.conn.notify("textDocument/publishDiagnostics", publishDiagnosticsParams{URI: uri, Diagnostics: []Diagnostic{}})
		}
	}
	t.shown = now
	_ = complete
}

func (s *Server) diagnostic(a *Analysis, d diag.Diagnostic, r Range) Diagnostic {
	out := Diagnostic{Range: r, Severity: int(d.Severity) + 1, Code: d.Code, Source: "espc", Message: d.Summary}
	return out
}

// clear takes away all that the client was shown of a topology.
func (s *Server) clear(t *topology) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.shown == nil {
		return
	}
	for _, uri := range t.shown.uris {
		s.conn.notify("textDocument/publishDiagnostics", publishDiagnosticsParams{URI: uri, Diagnostics: []Diagnostic{}})
	}
	t.shown = nil
}

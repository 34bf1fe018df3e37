package lsp

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"espc.dev/schema/diag"
)

// maxPublished is how many diagnostics of a topology an editor is shown: more are never read.
const maxPublished = 1000

// publishDiagnosticsParams are those of textDocument/publishDiagnostics.
type publishDiagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics"`
}

// findings are what there is to say of a topology: first what its language has to say of the first environment, which is soon known, and
// the rest, of the backends and the other environments.
type findings struct{ first, rest diag.List }

// all returns the diagnostics to show, sorted: all, or of too many the most severe.
func (f findings) all() diag.List {
	list := slices.Concat(f.first, f.rest).Sorted()
	if len(list) > maxPublished {
		slices.SortStableFunc(list, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Severity, b.Severity) })
		list = list[:maxPublished]
	}
	return list
}

// shown is what the client was shown of a topology.
type shown struct {
	analysis *Analysis // the last complete one, with what it found
	findings findings
	sent     map[string]string // by URI: the last notification
}

// publish shows the client what an analysis found, and takes away what files have no more. Of an analysis that is not complete
// the rest is that of the last one, where the texts since have not changed.
func (s *Server) publish(t *topology, a *Analysis, f findings, complete bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a.Topology != nil {
		t.good = a
	}
	switch {
	case complete:
		t.shown.analysis, t.shown.findings = a, f
	case !f.first.HasErrors() && t.shown.analysis != nil:
		f.rest = newMover(a).list(t.shown.findings.rest)
	}
	files := map[string][]Diagnostic{}
	for _, d := range f.all() {
		uri, v := s.diagnostic(a, d)
		if uri != "" {
			files[uri] = append(files[uri], v)
		}
	}
	for uri := range t.shown.sent {
		if files[uri] == nil {
			files[uri] = []Diagnostic{}
		}
	}
	for uri := range a.versions {
		if files[uri] == nil {
			files[uri] = []Diagnostic{}
		}
	}
	for _, uri := range slices.Sorted(maps.Keys(files)) {
		s.send(t.shown, publishDiagnosticsParams{URI: uri, Version: a.version(uri), Diagnostics: files[uri]})
	}
}

// send sends what a file is shown unless that is what it was shown last.
func (s *Server) send(to *shown, p publishDiagnosticsParams) {
	content, err := json.Marshal(p)
	if err != nil || to.sent[p.URI] == string(content) {
		return
	}
	if len(p.Diagnostics) == 0 && p.Version == nil {
		delete(to.sent, p.URI)
	} else {
		to.sent[p.URI] = string(content)
	}
	s.conn.write(message{Method: "textDocument/publishDiagnostics", Params: content})
}

// clear takes away all that the client was shown of a topology.
func (s *Server) clear(t *topology) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, uri := range slices.Sorted(maps.Keys(t.shown.sent)) {
		s.send(t.shown, publishDiagnosticsParams{URI: uri, Diagnostics: []Diagnostic{}})
	}
}

package lsp

import (
	"espc.dev/schema/diag"
)

// Diagnostic is a diagnostic as the protocol has it.
type Diagnostic struct {
	Range              Range                `json:"range"`
	Severity           int                  `json:"severity"`
	Code               string               `json:"code"`
	Source             string               `json:"source"`
	Message            string               `json:"message"`
	RelatedInformation []RelatedInformation `json:"relatedInformation,omitempty"`
	Data               *DiagnosticData      `json:"data,omitempty"`
}

// RelatedInformation is another place that has to do with a diagnostic.
type RelatedInformation struct {
	Location Location `json:"location"`
	Message  string   `json:"message"`
}

// DiagnosticData is what an editor may want of a diagnostic beside its text.
type DiagnosticData struct {
	// Fix is what to do about it, in words.
	Fix string `json:"fix,omitempty"`
	// Address is the entity that it is about.
	Address string `json:"address,omitempty"`
}

// severities are the protocol's numbers. A note is a hint, which editors don't list: mostly there is nothing to do.
var severities = map[diag.Severity]int{diag.Error: 1, diag.Warning: 2, diag.Note: 4}

// diagnostic returns a diagnostic as the protocol has it, and the document that it belongs to.
func (s *Server) diagnostic(a *Analysis, d diag.Diagnostic) (uri string, out Diagnostic) {
	at, elsewhere := s.shownAt(a, d)
	out = Diagnostic{
		Range: at.Range, Severity: severities[d.Severity], Code: d.Code, Source: "espc", Message: words(d, elsewhere),
	}
	for _, r := range d.Related {
		if l, ok := s.location(a, r.Range); ok && l != at {
			out.RelatedInformation = append(out.RelatedInformation, RelatedInformation{Location: l, Message: r.Message})
		}
	}
	if !s.client.TextDocument.PublishDiagnostics.RelatedInformation {
		out.RelatedInformation = nil
	}
	if s.client.TextDocument.PublishDiagnostics.DataSupport && (d.Fix != "" || d.Address != "") {
		out.Data = &DiagnosticData{Fix: d.Fix, Address: d.Address}
	}
	return at.URI, out
}

// words returns a diagnostic's text: one sentence, what is more to say, and what to do.
func words(d diag.Diagnostic, elsewhere string) string {
	text := d.Summary
	if elsewhere != "" {
		text = elsewhere + ": " + text
	}
	if d.Detail != "" {
		text += "\n" + d.Detail
	}
	if d.Fix != "" {
		text += "\nfix: " + d.Fix
	}
	return text
}

// shownAt returns where a diagnostic is shown. One in a file that comes with espc is shown where the topology uses it, one without a
// place at the start of the topology's first file; elsewhere then says where it is.
func (s *Server) shownAt(a *Analysis, d diag.Diagnostic) (at Location, elsewhere string) {
	at, ok := s.location(a, d.Subject)
	if ok {
		return at, ""
	}
	for _, r := range d.Related {
		if at, ok := s.location(a, r.Range); ok {
			return at, d.Place()
		}
	}
	if file := a.first(); file != nil {
		at, _ = s.location(a, diag.Range{File: file})
	}
	return at, d.Place()
}

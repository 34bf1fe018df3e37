package lsp

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema/diag"
)

// maxTried is how many corrections are tried for one request: each compiles the topology once.
const maxTried = 6

// codeActionParams are those of textDocument/codeAction.
type codeActionParams struct {
	TextDocument TextDocumentIdentifier `json:"textDocument"`
	Range        Range                  `json:"range"`
	Context      struct {
		Diagnostics []Diagnostic `json:"diagnostics"`
		Only        []string     `json:"only"`
	} `json:"context"`
}

// CodeAction is a correction that the person may choose.
type CodeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	Diagnostics []Diagnostic  `json:"diagnostics"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Edit        WorkspaceEdit `json:"edit"`
}

const quickFix = "quickfix"

// codeActions offers what the fixes of the diagnostics in a range say to write. A fix is words, so each is tried first: what does
// not take its diagnostic away, or brings another error, is not offered.
func (s *Server) codeActions(ctx context.Context, p codeActionParams) ([]CodeAction, error) {
	out := []CodeAction{}
	wanted := len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(kind string) bool {
		return kind == quickFix || kind == ""
	})
	d := s.document(p.TextDocument.URI)
	if d == nil || !wanted || len(p.Context.Diagnostics) == 0 || s.client.TextDocument.CodeAction.CodeActionLiteralSupport == nil {
		return out, nil
	}
	t := s.topologyOf(d.path)
	if t == nil {
		return out, nil
	}
	name := t.name(d.path)
	a, all := s.latest(ctx, t)
	if a.stamps[name] != d.stamp { // the text was changed in the meantime, and its places are others
		return out, nil
	}
	start, end := d.text.span(s.encoding, p.Range)
	tried := 0
	for _, g := range all.Sorted() {
		if g.Subject.IsZero() || g.Subject.File.Name != name || int(g.Subject.End) < start || int(g.Subject.Start) > end {
			continue
		}
		first := true
		for _, c := range corrections(g) {
			if tried++; tried > maxTried || ctx.Err() != nil {
				return out, nil
			}
			text := slices.Concat(d.text.data[:c.start], []byte(c.text), d.text.data[c.end:])
			if _, after := s.try(ctx, t.root, map[string][]byte{name: text}); !cures(all, after, g, c) {
				continue
			}
			_, shown := s.diagnostic(a, g)
			edit := TextEdit{Range: d.text.rangeOf(s.encoding, c.start, c.end), NewText: c.text}
			out = append(out, CodeAction{
				Title: c.title, Kind: quickFix, Diagnostics: []Diagnostic{shown}, IsPreferred: first, Edit: s.edit(d, edit),
			})
			first = false
		}
	}
	return out, nil
}

// latest returns an analysis of a topology's texts as they are now with all that it found: the one that was shown, or else a new one.
func (s *Server) latest(ctx context.Context, t *topology) (*Analysis, diag.List) {
	t.mu.Lock()
	a, f := t.shown.analysis, t.shown.findings
	t.mu.Unlock()
	if a != nil && a.isOf(s.buffers(t.root)) {
		return a, slices.Concat(f.first, f.rest)
	}
	return s.try(ctx, t.root, nil)
}

// edit is a change of one open document.
func (s *Server) edit(d *document, edits ...TextEdit) WorkspaceEdit {
	if !s.client.Workspace.WorkspaceEdit.DocumentChanges {
		return WorkspaceEdit{Changes: map[string][]TextEdit{d.uri: edits}}
	}
	return WorkspaceEdit{DocumentChanges: []TextDocumentEdit{{
		TextDocument: OptionalVersionedTextDocumentIdentifier{URI: d.uri, Version: &d.version}, Edits: edits,
	}}}
}

// cures reports whether a correction takes a diagnostic away and brings no error to the place where it stands. Elsewhere there may be
// more errors than before: some are only found when others are corrected.
func cures(before, after diag.List, of diag.Diagnostic, by correction) bool {
	same := func(d diag.Diagnostic) bool { return d.Code == of.Code && d.Summary == of.Summary }
	there := func(d diag.Diagnostic) bool {
		return isError(d) && !d.Subject.IsZero() && d.Subject.File.Name == of.Subject.File.Name &&
			int(d.Subject.Start) < by.start+len(by.text) && int(d.Subject.End) > by.start
	}
	return count(after, same) < count(before, same) && count(after, there) == 0
}

func isError(d diag.Diagnostic) bool { return d.Severity == diag.Error }

// count returns how many diagnostics are so, each counted once.
func count(ds diag.List, f func(diag.Diagnostic) bool) int {
	n := 0
	for _, d := range ds.Sorted() {
		if f(d) {
			n++
		}
	}
	return n
}

// correction is a text to write in place of a stretch of the file.
type correction struct {
	title      string
	start, end int
	text       string
}

// written finds what a fix says to write: a word, number, address or quoted text, or several to choose from. Words in capitals stand for
// something that only a person knows.
var (
	written = regexp.MustCompile(`(?:^|; |, | or )(?:write|write one of) ((?:"[^"]*"|[^\s",;]+)(?:(?:, or |, | or )(?:"[^"]*"|[^\s",;]+))*)(?:$|[,;:]| in )`)
	choice  = regexp.MustCompile(`"[^"]*"|[^\s",;]+`)
	unknown = regexp.MustCompile(`…|\b[A-Z][A-Z_]+\b`)
)

// corrections returns what the fix of a diagnostic may mean, the likeliest first.
func corrections(d diag.Diagnostic) []correction {
	m := written.FindStringSubmatch(d.Fix)
	if m == nil {
		return nil
	}
	start, end := int(d.Subject.Start), int(d.Subject.End)
	now := string(d.Subject.File.Data[start:end])
	var out []correction
	add := func(text string) {
		if text != now && !slices.ContainsFunc(out, func(c correction) bool { return c.text == text }) {
			out = append(out, correction{title: "Write " + text, start: start, end: end, text: text})
		}
	}
	for _, word := range choice.FindAllString(m[1], -1) {
		if word == "or" || word == "write" || unknown.MatchString(word) {
			continue
		}
		bare := strings.Trim(word, `"`)
		switch quoted := len(now) > 1 && (now[0] == '"' || now[0] == '\'') && now[0] == now[len(now)-1]; {
		case quoted && !strings.ContainsAny(bare, "\"'\\$%"):
			add(now[:1] + bare + now[:1])
		case bare != word && !insideQuotes(d.Subject):
			add(word)
		default:
			add(bare)
		}
	}
	return out
}

// insideQuotes reports whether a range is what stands between two quotes.
func insideQuotes(r diag.Range) bool {
	data := r.File.Data
	return r.Start > 0 && int(r.End) < len(data) && (data[r.Start-1] == '"' || data[r.Start-1] == '\'') && data[r.End] == data[r.Start-1]
}

package lsp

import (
	"bytes"
	"unicode/utf8"

	"espc.dev/schema/diag"
)

// mover takes places of an analysis to where they are in the texts of a later one.
type mover struct {
	files map[string]*diag.File
	edits map[string]edit
}

// edit is what differs between two texts: up to start they are the same, and so is what follows end, by bytes further.
type edit struct{ start, end, by int }

func newMover(to *Analysis) *mover {
	m := &mover{files: map[string]*diag.File{}, edits: map[string]edit{}}
	for _, f := range to.Folder.Inputs() {
		m.files[f.Name] = f
	}
	return m
}

// editOf returns the smallest edit that makes a text another one. It splits no code point, nor \r\n.
func editOf(before, after []byte) edit {
	start := commonPrefix(before, after)
	for start > 0 && !cuts(before, start, after, start) {
		start--
	}
	rest := min(len(before), len(after)) - start
	tail := 0
	for tail < rest && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	for tail > 0 && !cuts(before, len(before)-tail, after, len(after)-tail) {
		tail--
	}
	return edit{start: start, end: len(before) - tail, by: len(after) - len(before)}
}

// cuts reports whether two texts may be cut at offsets.
func cuts(a []byte, i int, b []byte, j int) bool {
	may := func(text []byte, at int) bool {
		return at == len(text) || utf8.RuneStart(text[at]) && (at == 0 || text[at] != '\n' || text[at-1] != '\r')
	}
	return may(a, i) && may(b, j)
}

func commonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	if bytes.Equal(a[:n], b[:n]) {
		return n
	}
	i := 0
	for a[i] == b[i] {
		i++
	}
	return i
}

// place returns where a range is now; ok is false for one that was changed, or whose file is gone.
func (m *mover) place(r diag.Range) (out diag.Range, ok bool) {
	if r.IsZero() || r.File.ComesWithEspc() {
		return r, true
	}
	now := m.files[r.File.Name]
	if now == nil {
		return r, false
	}
	e, known := m.edits[r.File.Name]
	if !known {
		e = editOf(r.File.Data, now.Data)
		m.edits[r.File.Name] = e
	}
	switch {
	case int(r.End) <= e.start:
	case int(r.Start) >= e.end:
		r.Start, r.End = r.Start+int32(e.by), r.End+int32(e.by)
	default:
		return r, false
	}
	r.File = now
	return r, true
}

// list returns the diagnostics whose places are still there, where they are now.
func (m *mover) list(ds diag.List) diag.List {
	var out diag.List
	for _, d := range ds {
		subject, ok := m.place(d.Subject)
		if !ok {
			continue
		}
		d.Subject = subject
		related := d.Related
		d.Related = nil
		for _, r := range related {
			if at, ok := m.place(r.Range); ok {
				d.Related = append(d.Related, diag.Related{Message: r.Message, Range: at})
			}
		}
		out = append(out, d)
	}
	return out
}

package diag

import (
	"slices"
	"strings"
	"sync"
)

// Hide marks a stretch of the file that no message may show: a secret that somebody wrote into it. Line and Text show it
// as asterisks from then on.
func (f *File) Hide(start, end int) {
	f.hidden.mu.Lock()
	defer f.hidden.mu.Unlock()
	// A file that is compiled again and again is told the same each time.
	if s := (span{max(start, 0), min(end, len(f.Data))}); !slices.Contains(f.hidden.spans, s) {
		f.hidden.spans = append(f.hidden.spans, s)
	}
}

// hidden is what no message may show of a file, whatever it was read for.
type hidden struct {
	mu    sync.Mutex
	spans []span
}

type span struct{ start, end int }

// Text returns a stretch of the file with what is hidden as asterisks, one for each rune so that columns stay in place.
func (f *File) Text(start, end int) string {
	text := string(f.Data[start:end])
	near := f.near(start, end)
	if len(near) == 0 {
		return text
	}
	var b strings.Builder
	for i, r := range text {
		if covered(near, start+i) {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// near returns what is hidden of a stretch of the file.
func (f *File) near(start, end int) []span {
	f.hidden.mu.Lock()
	defer f.hidden.mu.Unlock()
	var out []span
	for _, s := range f.hidden.spans {
		if s.start < end && s.end > start {
			out = append(out, s)
		}
	}
	return out
}

func covered(spans []span, offset int) bool {
	for _, s := range spans {
		if offset >= s.start && offset < s.end {
			return true
		}
	}
	return false
}

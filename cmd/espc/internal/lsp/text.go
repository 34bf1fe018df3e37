package lsp

import (
	"bytes"
	"sort"
	"sync"
	"unicode/utf8"
)

// Encodings of positions: what Position.Character counts.
const (
	utf8Encoding  encoding = "utf-8"
	utf16Encoding encoding = "utf-16"
	utf32Encoding encoding = "utf-32"
)

// encoding is the encoding of positions that was agreed on.
type encoding string

// units returns how many of the encoding's units a code point has that takes size bytes of UTF-8.
func (e encoding) units(size int) uint32 {
	switch {
	case e == utf8Encoding:
		return uint32(size)
	case e == utf16Encoding && size == utf8.UTFMax:
		return 2
	}
	return 1
}

// text is a document's text with its lines, which are found when they are first asked for.
type text struct {
	data []byte
	once sync.Once
	// starts holds the offset of each line's first byte, ends the one behind its last before the line break.
	starts, ends []int
}

func newText(data []byte) *text { return &text{data: data} }

// lines finds the lines. As the protocol has it they end in \n, \r\n or \r.
func (t *text) lines() {
	t.once.Do(func() {
		for start := 0; ; {
			line, next := t.data[start:], len(t.data)
			last := true
			if i := bytes.IndexByte(line, '\n'); i >= 0 {
				line, next, last = line[:i], start+i+1, false
			}
			if r := bytes.IndexByte(line, '\r'); r >= 0 {
				if r < len(line)-1 || last {
					next, last = start+r+1, false
				}
				line = line[:r]
			}
			t.starts, t.ends = append(t.starts, start), append(t.ends, start+len(line))
			if last {
				return
			}
			start = next
		}
	})
}

// position returns the position of a byte offset; one outside the text is moved to its nearest end.
func (t *text) position(e encoding, offset int) Position {
	t.lines()
	offset = min(max(offset, 0), len(t.data))
	line := sort.SearchInts(t.starts, offset+1) - 1
	p := Position{Line: uint32(line)}
	for at := t.starts[line]; at < offset; {
		_, size := utf8.DecodeRune(t.data[at:])
		p.Character += e.units(size)
		at += size
	}
	return p
}

// offset returns the byte offset of a position. As the protocol has it, one behind the end of a line means its end; one behind the
// last line means the end of the text, and one inside a code point the point's start.
func (t *text) offset(e encoding, p Position) int {
	t.lines()
	if int64(p.Line) >= int64(len(t.starts)) {
		return len(t.data)
	}
	at, end := t.starts[p.Line], t.ends[p.Line]
	for units := uint32(0); at < end; {
		_, size := utf8.DecodeRune(t.data[at:end])
		if units += e.units(size); units > p.Character {
			break
		}
		at += size
	}
	return at
}

// span returns the byte offsets of a range, in order.
func (t *text) span(e encoding, r Range) (start, end int) {
	start, end = t.offset(e, r.Start), t.offset(e, r.End)
	return min(start, end), max(start, end)
}

// rangeOf returns the range of a stretch in byte offsets.
func (t *text) rangeOf(e encoding, start, end int) Range {
	return Range{Start: t.position(e, start), End: t.position(e, end)}
}

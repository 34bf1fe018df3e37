// Package diag holds what the compiler tells a person about what they wrote: positions in source files, the
// Diagnostic, and the table of codes.
package diag

import (
	"bytes"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// File is one source file that was read. Name is its slash-separated path relative to the topology's folder, so that
// no path of the machine reaches an output; for a file that comes with espc it is an absolute one, /std/….
type File struct {
	Name string
	Data []byte

	once  sync.Once
	lines []int32 // byte offset of each line's first byte
	marks []mark  // one after each markEvery bytes, so that a place in a very long line is found without reading the line

	hidden *hidden // see Hide
	use    Use
}

// mark says how many code points there are before a byte offset. The offset is never inside a code point.
type mark struct{ offset, runes int32 }

const markEvery = 4096

// NewFile returns a File. Data is kept, not copied.
func NewFile(name string, data []byte) *File {
	return &File{Name: name, Data: data, hidden: &hidden{}}
}

// Label is the name that people are shown: the path relative to the topology's folder, or std/… for a file that comes with espc.
func (f *File) Label() string { return strings.TrimPrefix(f.Name, "/") }

// ComesWithEspc reports whether the file is none of the topology's own.
func (f *File) ComesWithEspc() bool { return f != nil && strings.HasPrefix(f.Name, "/") }

func (f *File) index() {
	f.once.Do(func() {
		f.lines = make([]int32, 1, 1+bytes.Count(f.Data, newline))
		for i := bytes.IndexByte(f.Data, '\n'); i >= 0; {
			start := int(f.lines[len(f.lines)-1]) + i + 1
			f.lines = append(f.lines, int32(start))
			i = bytes.IndexByte(f.Data[start:], '\n')
		}
		last := mark{}
		f.marks = append(f.marks, last)
		for end := markEvery; end < len(f.Data); end += markEvery {
			for end < len(f.Data) && !utf8.RuneStart(f.Data[end]) {
				end++
			}
			last = mark{int32(end), last.runes + int32(utf8.RuneCount(f.Data[last.offset:end]))}
			f.marks = append(f.marks, last)
		}
	})
}

var newline = []byte{'\n'}

// runes returns how many code points there are before a byte offset.
func (f *File) runes(offset int) int {
	i := sort.Search(len(f.marks), func(i int) bool { return int(f.marks[i].offset) > offset }) - 1
	return int(f.marks[i].runes) + utf8.RuneCount(f.Data[f.marks[i].offset:offset])
}

// Pos is a place in a file: Line and Column count from 1, Column in Unicode code points; Byte counts from 0.
type Pos struct {
	Line   int `json:"line"`
	Column int `json:"column"`
	Byte   int `json:"byte"`
}

// Pos returns the position of a byte offset; an offset outside the file is moved to its nearest end.
func (f *File) Pos(offset int) Pos {
	offset = min(max(offset, 0), len(f.Data))
	f.index()
	n := sort.Search(len(f.lines), func(i int) bool { return int(f.lines[i]) > offset }) - 1
	start := int(f.lines[n])
	if offset-start <= markEvery {
		return Pos{Line: n + 1, Column: utf8.RuneCount(f.Data[start:offset]) + 1, Byte: offset}
	}
	return Pos{Line: n + 1, Column: f.runes(offset) - f.runes(start) + 1, Byte: offset}
}

// Offset returns the byte offset of a line and column, both from 1, with the column in code points. Places outside
// the file are moved to the nearest one inside.
func (f *File) Offset(line, column int) int {
	f.index()
	if line < 1 {
		return 0
	}
	if line > len(f.lines) {
		return len(f.Data)
	}
	start, end := int(f.lines[line-1]), len(f.Data)
	if line < len(f.lines) {
		end = int(f.lines[line]) - 1
	}
	offset, before := start, max(column-1, 0)
	if before > markEvery { // the nearest mark in the line that is not behind the place
		target := f.runes(start) + before
		i := sort.Search(len(f.marks), func(i int) bool { return int(f.marks[i].runes) > target }) - 1
		if m := f.marks[i]; int(m.offset) > start {
			offset, before = min(int(m.offset), end), target-int(m.runes)
		}
	}
	for ; before > 0 && offset < end; before-- {
		_, size := utf8.DecodeRune(f.Data[offset:])
		offset += size
	}
	return offset
}

// Line returns the text of a line, from 1, without its line ending, and with what is hidden as asterisks.
func (f *File) Line(line int) string {
	f.index()
	if line < 1 || line > len(f.lines) {
		return ""
	}
	end := len(f.Data)
	if line < len(f.lines) {
		end = int(f.lines[line]) - 1
	}
	return strings.TrimSuffix(f.Text(int(f.lines[line-1]), end), "\r")
}

// Range is a stretch of a file in byte offsets, End exclusive. The zero Range is no place at all.
type Range struct {
	File       *File
	Start, End int32
}

// IsZero reports whether the range names no place.
func (r Range) IsZero() bool { return r.File == nil }

// Pos returns where the range starts.
func (r Range) Pos() Pos {
	if r.File == nil {
		return Pos{}
	}
	return r.File.Pos(int(r.Start))
}

// EndPos returns where the range ends.
func (r Range) EndPos() Pos {
	if r.File == nil {
		return Pos{}
	}
	return r.File.Pos(int(r.End))
}

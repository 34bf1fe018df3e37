// Package diag holds what the compiler tells a person about what they wrote: positions in source files, the
// Diagnostic, and the table of codes.
package diag

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// File is one source file that was read. Name is its slash-separated path relative to the topology's folder, so that
// no path of the machine reaches an output.
type File struct {
	Name string
	Data []byte

	once  sync.Once
	lines []int32 // byte offset of each line's first byte
}

// NewFile returns a File. Data is kept, not copied.
func NewFile(name string, data []byte) *File {
	return &File{Name: name, Data: data}
}

func (f *File) index() []int32 {
	f.once.Do(func() {
		lines := []int32{0}
		for i, b := range f.Data {
			if b == '\n' {
				lines = append(lines, int32(i+1))
			}
		}
		f.lines = lines
	})
	return f.lines
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
	lines := f.index()
	n := sort.Search(len(lines), func(i int) bool { return int(lines[i]) > offset }) - 1
	start := int(lines[n])
	return Pos{Line: n + 1, Column: utf8.RuneCount(f.Data[start:offset]) + 1, Byte: offset}
}

// Offset returns the byte offset of a line and column, both from 1, with the column in code points. Places outside
// the file are moved to the nearest one inside.
func (f *File) Offset(line, column int) int {
	lines := f.index()
	if line < 1 {
		return 0
	}
	if line > len(lines) {
		return len(f.Data)
	}
	offset := int(lines[line-1])
	for ; column > 1 && offset < len(f.Data) && f.Data[offset] != '\n'; column-- {
		_, size := utf8.DecodeRune(f.Data[offset:])
		offset += size
	}
	return offset
}

// Line returns the text of a line, from 1, without its line ending.
func (f *File) Line(line int) string {
	lines := f.index()
	if line < 1 || line > len(lines) {
		return ""
	}
	end := len(f.Data)
	if line < len(lines) {
		end = int(lines[line]) - 1
	}
	return strings.TrimSuffix(string(f.Data[lines[line-1]:end]), "\r")
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

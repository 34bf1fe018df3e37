package diag

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestPos(t *testing.T) {
	tests := []struct {
		name, data   string
		offset       int
		line, column int
	}{
		{"the start", "ab\ncd", 0, 1, 1},
		{"an empty file", "", 0, 1, 1},
		{"a newline belongs to its line", "ab\ncd", 2, 1, 3},
		{"the line after", "ab\ncd", 3, 2, 1},
		{"the end", "ab\ncd", 5, 2, 3},
		{"after the last newline", "ab\n", 3, 2, 1},
		{"behind the end is the end", "ab", 99, 1, 3},
		{"before the start is the start", "ab", -1, 1, 1},
		{"CRLF is one line ending", "a\r\nb", 3, 2, 1},
		{"a CR alone ends no line", "a\rb", 2, 1, 3},
		{"a tab is one column", "\t\tx", 2, 1, 3},
		{"two bytes, one column", "éx", 2, 1, 2},
		{"four bytes, one column", "🚗x", 4, 1, 2},
		{"a combining accent is a column of its own", "e\u0301x", 3, 1, 3},
		{"a byte order mark is a column", "\ufeffx", 3, 1, 2},
		{"a byte that is not UTF-8 is a column", "\xffx", 1, 1, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := NewFile("f", []byte(test.data)).Pos(test.offset)
			want := Pos{test.line, test.column, min(max(test.offset, 0), len(test.data))}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestOffset(t *testing.T) {
	tests := []struct {
		name, data         string
		line, column, want int
	}{
		{"the start", "ab\ncd", 1, 1, 0},
		{"the second line", "ab\ncd", 2, 2, 4},
		{"columns count code points", "é🚗x", 1, 3, 6},
		{"a column behind the line is its end", "ab\ncd", 1, 9, 2},
		{"a column behind the last line is the file's end", "ab", 1, 9, 2},
		{"a column of zero is the first", "ab\ncd", 2, 0, 3},
		{"a line behind the file is its end", "ab", 7, 1, 2},
		{"a line of zero is the start", "ab", 0, 5, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := NewFile("f", []byte(test.data)).Offset(test.line, test.column); got != test.want {
				t.Errorf("got %d, want %d", got, test.want)
			}
		})
	}
}

// TestPlacesInLongLines compares places with those found by walking the file from its start: long lines are looked up by
// marks, whose edges fall inside code points, lines and invalid bytes.
func TestPlacesInLongLines(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "漢", "🚗", "\t", "\xff", "\x80\x80", "\r\n"}
	for range 20 {
		var b strings.Builder
		for b.Len() < 3*markEvery+random.IntN(2*markEvery) {
			b.WriteString(pieces[random.IntN(len(pieces)-1)])
			if random.IntN(6000) == 0 {
				b.WriteString("\r\n")
			}
		}
		data := b.String()
		f := NewFile("f", []byte(data))
		line, column := 1, 1
		for offset := 0; offset < len(data); {
			if random.IntN(50) == 0 {
				if got := f.Pos(offset); got != (Pos{line, column, offset}) {
					t.Fatalf("Pos(%d) = %+v, want %d:%d", offset, got, line, column)
				}
				if got := f.Offset(line, column); got != offset {
					t.Fatalf("Offset(%d, %d) = %d, want %d", line, column, got, offset)
				}
			}
			r, size := utf8.DecodeRuneInString(data[offset:])
			offset += size
			column++
			if r == '\n' {
				line, column = line+1, 1
			}
		}
	}
}

func TestLine(t *testing.T) {
	f := NewFile("f", []byte("one\r\n\ttwo\n\nlast"))
	for line, want := range []string{"", "one", "\ttwo", "", "last", ""} {
		if got := f.Line(line); got != want {
			t.Errorf("Line(%d) = %q, want %q", line, got, want)
		}
	}
}

func TestHiddenTextIsAsterisksInPlace(t *testing.T) {
	f := NewFile("f", []byte("a = \"häh\"\nb = \"x\"\n"))
	f.Hide(5, 9)
	if got, want := f.Line(1), `a = "***"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := f.Line(2), `b = "x"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := f.Text(7, 10), "**\""; got != want { // from inside a rune: a broken byte, a letter, the quote
		t.Errorf("got %q, want %q", got, want)
	}
	f.Hide(-5, 1000)
	if got := f.Line(2); strings.Trim(got, "*") != "" {
		t.Errorf("got %s", got)
	}
}

func TestRangeOfNoFileIsNoPlace(t *testing.T) {
	var r Range
	if !r.IsZero() || r.Pos() != (Pos{}) || r.EndPos() != (Pos{}) {
		t.Errorf("a zero range has a place: %+v", r)
	}
}

// BenchmarkPosInOneLine looks places up in a file of one line of 8 MiB, as a generator writes JSON.
func BenchmarkPosInOneLine(b *testing.B) {
	f := NewFile("f", []byte(strings.Repeat("0123456é", 1<<20)))
	i := 0
	for b.Loop() {
		i = (i + 7919*9) % len(f.Data)
		f.Pos(i)
	}
}

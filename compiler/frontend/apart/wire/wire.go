// Package wire writes what goes between espc and a process that evaluates for it: sources and variables there, documents with
// their places and diagnostics back. Both ends are the same program, so nothing here is kept or sent to another version.
//
// Numbers are varints, and a text that was there before is a number. What is read is checked: whatever the bytes, reading them
// ends in an error or in something that could have been written, and takes memory in proportion to them.
package wire

import (
	"encoding/binary"
	"errors"
)

// errDamaged is the error of bytes that were not written by this package.
var errDamaged = errors.New("the message is damaged")

// maxShared is the length of texts from which they are written anew each time: keys, kinds and names are shorter.
const maxShared = 64

// writer appends values. The zero writer is ready for use.
type writer struct {
	b     []byte
	texts map[string]int
}

func (w *writer) int(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }

func (w *writer) bool(v bool) {
	if v {
		w.int(1)
	} else {
		w.int(0)
	}
}

// text writes a text: 0, its length and its bytes, or, where it was written before, its number.
func (w *writer) text(s string) {
	if n, ok := w.texts[s]; ok {
		w.int(n)
		return
	}
	w.int(0)
	w.int(len(s))
	w.b = append(w.b, s...)
	if len(s) <= maxShared {
		if w.texts == nil {
			w.texts = map[string]int{}
		}
		w.texts[s] = len(w.texts) + 1
	}
}

// reader reads what a writer wrote. After the first error everything is zero.
type reader struct {
	b     string
	left  int // how many things may still be counted: each takes a byte of the message of its own
	texts []string
	err   error
}

func newReader(message []byte) reader { return reader{b: string(message), left: len(message)} }

func (r *reader) fail() { r.b, r.left, r.err = "", 0, errDamaged }

func (r *reader) int() int {
	n := uint64(0)
	for shift := 0; shift < 35; shift += 7 { // all numbers have 32 bits
		if len(r.b) == 0 {
			break
		}
		c := r.b[0]
		r.b = r.b[1:]
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if n > 1<<31-1 {
				break
			}
			return int(n)
		}
	}
	r.fail()
	return 0
}

// count reads the number of things that follow, of which each takes at least a byte.
func (r *reader) count() int {
	n := r.int()
	if n > len(r.b) || n > r.left {
		r.fail()
		return 0
	}
	r.left -= n
	return n
}

func (r *reader) bool() bool { return r.int() == 1 }

// text reads a text. It is part of the message, not a copy.
func (r *reader) text() string {
	if n := r.int(); n > 0 {
		if n > len(r.texts) {
			r.fail()
			return ""
		}
		return r.texts[n-1]
	}
	n := r.count()
	s := r.b[:n]
	r.b = r.b[n:]
	if n <= maxShared && r.err == nil {
		r.texts = append(r.texts, s)
	}
	return s
}

// end returns the error of reading, of bytes left over too.
func (r *reader) end() error {
	if r.err == nil && r.b != "" {
		r.fail()
	}
	return r.err
}

package data

import (
	"unicode/utf8"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// readBlocks reads what the emitter of package tree writes: block style, JSON's double quotes, plain text on one line,
// literal blocks. It reports false, having told nothing, for everything else, wrong input included. What it accepts it
// reads as ParseYAML would.
func readBlocks(file *diag.File) ([]*tree.Node, bool) {
	if !ordinary(file.Data) {
		return nil, false
	}
	r := &blockReader{}
	r.file, r.text = file, string(file.Data)
	var docs []*tree.Node
	for fresh := true; ; {
		r.skipComments()
		switch {
		case r.pos == len(r.text):
			return docs, true
		case r.at("---\n"):
			r.pos += len("---\n")
			fresh = true
		case !fresh:
			return nil, false
		default:
			n := r.block(0, 0)
			if n == nil {
				return nil, false
			}
			docs = append(docs, n)
			fresh = false
		}
	}
}

// ordinary reports whether a text is UTF-8 without what needs more care than is worth it here: other line breaks than
// \n, tabs, controls and byte order marks.
func ordinary(data []byte) bool {
	for i, c := range data {
		switch {
		case c < ' ' && c != '\n', c == 0x7f:
			return false
		case c == 0xc2 && i+1 < len(data) && data[i+1] < 0xa0, // C1 controls, NEL
			c == 0xe2 && i+2 < len(data) && data[i+1] == 0x80 && data[i+2]&^1 == 0xa8, // LS, PS
			c == 0xef: // U+F000 to U+FFFF: byte order marks, non-characters
			return false
		}
	}
	return utf8.Valid(data)
}

package data

import (
	"strings"
	"unicode/utf8"

	yaml "go.yaml.in/yaml/v3"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// lineIndex turns the library's line and column, both from 1 and the column in code points, into byte offsets. The
// library breaks lines as YAML 1.1 does, also at a lone CR, NEL, LS and PS.
type lineIndex struct {
	text   string
	base   int // what stands before the text in the file: a byte order mark
	starts []int
}

func newLineIndex(text string, base int) lineIndex {
	starts := []int{0}
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		i += size
		switch {
		case r == '\r' && i < len(text) && text[i] == '\n':
		case r == '\n', r == '\r', r == 0x85, r == 0x2028, r == 0x2029:
			starts = append(starts, i)
		}
	}
	return lineIndex{text: text, base: base, starts: starts}
}

// offset returns the byte offset in the file.
func (l lineIndex) offset(line, column int) int {
	return l.base + l.within(line, column)
}

func (l lineIndex) within(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(l.starts) {
		return len(l.text)
	}
	i := l.starts[line-1]
	for ; column > 1 && i < len(l.text); column-- {
		if l.text[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(l.text[i:])
		i += size
	}
	return i
}

// line returns a line without its break, from 1, and the offset of its first byte that is no space.
func (l lineIndex) line(n int) diag.Range {
	n = min(max(n, 1), len(l.starts))
	start, end := l.starts[n-1], len(l.text)
	if n < len(l.starts) {
		end = l.starts[n]
	}
	text := l.text[start:end]
	start += len(text) - len(strings.TrimLeft(text, " \t\r\n"))
	return diag.Range{Start: int32(l.base + start), End: int32(l.base + start + len(strings.TrimSpace(text)))}
}

// mark returns the place of a node: a scalar whole where it stands on one line, a list or object at its start.
func (r *yamlReader) mark(y *yaml.Node) diag.Range {
	start := r.lines.within(y.Line, y.Column)
	text := r.lines.text
	if y.Kind == yaml.AliasNode {
		return r.span(r.lines.base+start, r.lines.base+start+1+len(y.Value))
	}
	if y.Kind != yaml.ScalarNode {
		return r.span(r.lines.base+start, r.lines.base+min(start+1, len(text)))
	}
	if y.Style&yaml.TaggedStyle != 0 || y.Anchor != "" {
		start = afterProperties(text, start)
	}
	return r.span(r.lines.base+start, r.lines.base+scalarEnd(text, start, y))
}

// afterProperties skips tags and anchors before a scalar.
func afterProperties(text string, i int) int {
	for i < len(text) && (text[i] == '!' || text[i] == '&') {
		for i < len(text) && !strings.ContainsRune(" \t\r\n,]}", rune(text[i])) {
			i++
		}
		for i < len(text) && strings.ContainsRune(" \t\r\n", rune(text[i])) {
			i++
		}
	}
	return i
}

func scalarEnd(text string, start int, y *yaml.Node) int {
	switch {
	case start >= len(text):
		return start
	case y.Style&yaml.DoubleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
	case y.Style&yaml.SingleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			if text[i] == '\'' {
				if i+1 == len(text) || text[i+1] != '\'' {
					return i + 1
				}
				i++
			}
		}
	case y.Style&^yaml.TaggedStyle == 0 && strings.HasPrefix(text[start:], y.Value):
		return start + len(y.Value)
	}
	if end := strings.IndexAny(text[start:], "\r\n"); end >= 0 { // a block, or a plain scalar of several lines
		return start + end
	}
	return len(text)
}

// endOf returns where an item of a list or object ends, given where the one before did.
func (r *yamlReader) endOf(y *yaml.Node, n *tree.Node, before int) int {
	end := int(n.Origin.Range.End)
	if y.Kind == yaml.AliasNode {
		end = int(r.mark(y).End)
	}
	return max(before, end)
}

// closing returns the end of a list or object whose last item ends at end: past the bracket in flow style.
func (r *yamlReader) closing(y *yaml.Node, end int) int {
	if y.Style&yaml.FlowStyle == 0 {
		return end
	}
	rest := r.lines.text[min(max(end-r.lines.base, 0), len(r.lines.text)):]
	if i := strings.IndexAny(rest, "]}"); i >= 0 && strings.Trim(rest[:i], " \t\r\n,") == "" {
		return end + i + 1
	}
	return end
}

package data

import (
	"strings"

	"espc.dev/schema/tree"
)

// blockReader reads from pos, which stands at a line's start unless a function says otherwise.
type blockReader struct {
	jsonParser
}

func (r *blockReader) at(s string) bool { return strings.HasPrefix(r.text[r.pos:], s) }

// skipComments skips lines that start with # and empty lines.
func (r *blockReader) skipComments() {
	for r.pos < len(r.text) && (r.text[r.pos] == '#' || r.text[r.pos] == '\n') {
		r.pos = r.lineEnd() + 1
	}
	r.pos = min(r.pos, len(r.text))
}

// lineEnd returns the offset of the line's break, or of the text's end.
func (r *blockReader) lineEnd() int {
	if i := strings.IndexByte(r.text[r.pos:], '\n'); i >= 0 {
		return r.pos + i
	}
	return len(r.text)
}

// indent returns how many spaces the line starts with.
func (r *blockReader) indent() int {
	n := r.pos
	for n < len(r.text) && r.text[n] == ' ' {
		n++
	}
	return n - r.pos
}

// block reads a map or list whose lines are indented by indent. It returns nil for what it does not know.
func (r *blockReader) block(indent, depth int) *tree.Node {
	if depth > maxDepth || r.indent() != indent {
		return nil
	}
	r.pos += indent
	return r.blockHere(indent, depth)
}

// blockHere is block with the cursor past the first line's indentation.
func (r *blockReader) blockHere(indent, depth int) *tree.Node {
	if depth > maxDepth {
		return nil
	}
	if r.at("- ") {
		return r.list(indent, depth)
	}
	return r.object(indent, depth)
}

// again reports whether the next line belongs to a block of this indent, and moves past its indentation. ok is false
// when the line belongs to nothing.
func (r *blockReader) again(indent int) (more, ok bool) {
	if r.pos == len(r.text) || indent > 0 && r.text[r.pos] != ' ' {
		return false, true
	}
	if indent == 0 {
		if r.skipComments(); r.pos == len(r.text) || r.at("---\n") {
			return false, true
		}
	}
	switch n := r.indent(); {
	case n > indent:
		return false, false
	case n < indent:
		return false, true
	}
	r.pos += indent
	return true, true
}

func (r *blockReader) list(indent, depth int) *tree.Node {
	n := r.node(tree.List, "", r.pos, r.pos+1)
	for {
		if !r.at("- ") {
			r.pos -= indent // the next key of the map around it
			break
		}
		r.pos += 2
		item := r.item(indent+2, depth+1)
		if item == nil {
			return nil
		}
		n.Items = append(n.Items, item)
		r.end(n, int(item.Origin.Range.End))
		more, ok := r.again(indent)
		if !ok {
			return nil
		}
		if !more {
			break
		}
	}
	return n
}

// item reads what follows a list's dash.
func (r *blockReader) item(indent, depth int) *tree.Node {
	if r.at("- ") || r.startsEntry() {
		return r.blockHere(indent, depth)
	}
	return r.inline(indent)
}

// startsEntry reports whether the line from the cursor on is a map's entry. The values of other items are plain or
// quoted, and a plain value has no colon before a space or the line's end.
func (r *blockReader) startsEntry() bool {
	line := r.text[r.pos:r.lineEnd()]
	if strings.HasPrefix(line, `"`) {
		end := quotedEnd(line)
		return end > 0 && strings.HasPrefix(line[end:], ":")
	}
	i := strings.IndexByte(line, ':')
	for i >= 0 && i+1 < len(line) && line[i+1] != ' ' {
		next := strings.IndexByte(line[i+1:], ':')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return i >= 0
}

func quotedEnd(line string) int {
	for i := 1; i < len(line); i++ {
		switch line[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

func (r *blockReader) object(indent, depth int) *tree.Node {
	n := r.node(tree.Map, "", r.pos, r.pos+1)
	var index keys
	for {
		start := r.pos
		key, ok := r.entryKey()
		if !ok || index.find(n.Fields, key) >= 0 {
			return nil
		}
		place := r.span(start, r.pos)
		r.pos++ // the colon
		v := r.entryValue(indent, depth+1)
		if v == nil {
			return nil
		}
		v.Origin.Name = place
		n.Fields = append(n.Fields, tree.Field{Key: key, Value: v})
		r.end(n, int(v.Origin.Range.End))
		more, ok := r.again(indent)
		if !ok {
			return nil
		}
		if !more {
			return n
		}
	}
}

// entryKey reads a key and leaves the cursor at its colon.
func (r *blockReader) entryKey() (string, bool) {
	if r.at(`"`) {
		key, ok := r.quoted()
		return key, ok && r.at(":")
	}
	line := r.text[r.pos:r.lineEnd()]
	end := strings.IndexByte(line, ':')
	if end <= 0 || !plain(line[:end]) {
		return "", false
	}
	r.pos += end
	return line[:end], true
}

// entryValue reads what follows a key's colon.
func (r *blockReader) entryValue(indent, depth int) *tree.Node {
	if !r.at("\n") {
		if !r.at(" ") {
			return nil
		}
		r.pos++
		return r.inline(indent + 2)
	}
	r.pos++
	switch n := r.indent(); {
	case n == indent && strings.HasPrefix(r.text[min(r.pos+n, len(r.text)):], "- "):
		return r.block(n, depth)
	case n > indent:
		return r.block(n, depth)
	}
	return nil
}

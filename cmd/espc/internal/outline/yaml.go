package outline

import (
	"slices"
	"strings"
)

// yaml reads block mappings and sequences line by line, by their indent.
type yaml struct {
	text  string
	file  *File
	stack []collection
	// unclosed says that brackets were open up to the end of the text. From then on what is in brackets is read up to the end of its line,
	// so that the text is not read once more for every line.
	unclosed bool
}

// collection is a mapping or sequence whose entries start at an indent.
type collection struct {
	indent int
	node   *Node
	path   []string
}

func readYAML(s string) (*File, place) {
	f := &File{Language: YAML, Text: s, Root: &Node{Kind: Object, Start: -1, End: len(s)}}
	y := &yaml{text: s, file: f, stack: []collection{{node: f.Root}}}
	for at := 0; at < len(s); {
		at = y.line(at)
	}
	return f, place{}
}

// lineEnd returns where the line of an offset ends, without its newline.
func lineEnd(s string, at int) int {
	if i := strings.IndexByte(s[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s)
}

// line reads the line that starts at an offset and returns where the next starts.
func (y *yaml) line(start int) int {
	end := lineEnd(y.text, start)
	at := start + indentOf(y.text[start:end])
	rest := strings.TrimRight(y.text[at:end], " \t\r")
	if rest == "" || rest[0] == '#' || rest[0] == '%' || rest == "---" || rest == "..." {
		return end + 1
	}
	for rest == "-" || strings.HasPrefix(rest, "- ") {
		y.item(at - start)
		skip := 1 + indentOf(rest[1:])
		at, rest = at+skip, rest[skip:]
		if rest == "" {
			return end + 1
		}
	}
	key, value, ok := splitKey(rest)
	if !ok {
		return y.scalarItem(at, end) + 1
	}
	n := y.mapping(at-start, at)
	f := &Field{Key: y.scalar(at, at+key)}
	n.Fields = append(n.Fields, f)
	next := y.value(at+value, end, func(v *Node) { f.Values = append(f.Values, v) })
	if next == end && isBlockScalar(rest[value:]) {
		next = y.skipDeeper(end+1, at-start)
	}
	return next + 1
}

func indentOf(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

func isBlockScalar(s string) bool { return s != "" && (s[0] == '|' || s[0] == '>') }

// skipDeeper returns the end of the last line that belongs to a block scalar.
func (y *yaml) skipDeeper(start, indent int) int {
	for start < len(y.text) {
		end := lineEnd(y.text, start)
		line := strings.TrimRight(y.text[start:end], " \r")
		if line != "" && indentOf(line) <= indent {
			break
		}
		start = end + 1
	}
	return start - 1
}

// splitKey returns how long a line's key is and where its value starts.
func splitKey(s string) (key, value int, ok bool) {
	if s[0] == '"' || s[0] == '\'' {
		q, _ := quotesOf(YAML, s)
		t := scanText(YAML, s, 0, q)
		key = t.end
	} else if i := strings.Index(s, ": "); i > 0 {
		key = i
	} else if strings.HasSuffix(s, ":") {
		key = len(s) - 1
	}
	if key == 0 || key >= len(s) || s[key] != ':' || strings.ContainsAny(s[:1], "{[|>&*!") || strings.Contains(s[:key], " #") {
		return 0, 0, false
	}
	value = key + 1
	return key, value + indentOf(s[value:]), true
}

// unwind leaves the collections that are deeper than an indent.
func (y *yaml) unwind(indent int) *collection {
	for len(y.stack) > 1 && y.top().indent > indent {
		y.stack = y.stack[:len(y.stack)-1]
	}
	return y.top()
}

func (y *yaml) top() *collection { return &y.stack[len(y.stack)-1] }

// pending returns the field of a mapping whose value is still to come.
func (c *collection) pending() *Field {
	if c.node.Kind != Object || len(c.node.Fields) == 0 {
		return nil
	}
	if last := c.node.Fields[len(c.node.Fields)-1]; len(last.Values) == 0 {
		return last
	}
	return nil
}

// mapping returns the mapping that a key at an indent belongs to.
func (y *yaml) mapping(indent, at int) *Node {
	c := y.unwind(indent)
	for c.node.Kind == List && c.indent == indent && len(y.stack) > 1 && !y.opened(c) {
		y.stack = y.stack[:len(y.stack)-1]
		c = y.top()
	}
	if c.node.Kind == Object && (c.indent == indent || c.pending() == nil) {
		return c.node
	}
	n := &Node{Kind: Object, Start: at, End: at}
	if len(y.stack) > maxDepth {
		return n
	}
	path := slices.Clone(c.path)
	if f := c.pending(); f != nil {
		f.Values = append(f.Values, n)
		path = append(path, f.Name())
	} else {
		c.node.Items = append(c.node.Items, n)
		path = append(path, Item)
	}
	y.stack = append(y.stack, collection{indent, n, path})
	return n
}

// opened reports whether an item's dash was just read, so that its content is to come.
func (y *yaml) opened(c *collection) bool { return c.node.End < 0 }

// item notes a dash at an indent.
func (y *yaml) item(indent int) {
	c := y.unwind(indent)
	if c.node.Kind == List && c.indent == indent {
		c.node.End = -1
		return
	}
	if len(y.stack) > maxDepth {
		return
	}
	n := &Node{Kind: List, Start: -1, End: -1}
	path := slices.Clone(c.path)
	switch f := c.pending(); {
	case f != nil:
		f.Values = append(f.Values, n)
		path = append(path, f.Name())
	case c.node.Kind == List:
		c.node.Items = append(c.node.Items, n)
		path = append(path, Item)
	}
	y.stack = append(y.stack, collection{indent, n, path})
}

// scalarItem reads a line without a key: an item of a sequence, or what is not understood.
func (y *yaml) scalarItem(at, end int) int {
	c := y.top()
	if c.node.Kind != List || !y.opened(c) {
		return end
	}
	c.node.End = 0
	return y.value(at, end, func(v *Node) { c.node.Items = append(c.node.Items, v) })
}

// value reads a scalar or a flow collection and returns the end of the line where it ends.
func (y *yaml) value(at, end int, add func(*Node)) int {
	rest := strings.TrimRight(y.text[at:end], " \t\r")
	for rest != "" && (rest[0] == '&' || rest[0] == '!') { // an anchor, a tag
		i := strings.IndexByte(rest, ' ')
		if i < 0 {
			return end
		}
		i += indentOf(rest[i:])
		at, rest = at+i, rest[i:]
	}
	switch {
	case rest == "" || rest[0] == '#' || rest[0] == '*':
	case isBlockScalar(rest):
		add(&Node{Kind: Text, Start: at, End: end, From: end, To: end})
	case rest[0] == '{' || rest[0] == '[':
		stop := len(y.text)
		if y.unclosed {
			stop = end
		}
		p := y.flow(at, stop)
		for _, n := range p.flowValue() {
			add(n)
			if n.End > end {
				end = lineEnd(y.text, n.End)
			}
		}
	default:
		add(y.scalar(at, at+len(plain(rest))))
	}
	return end
}

// plain is a scalar without the comment after it.
func plain(s string) string {
	if s[0] == '"' || s[0] == '\'' {
		q, _ := quotesOf(YAML, s)
		return s[:scanText(YAML, s, 0, q).end]
	}
	if i := strings.Index(s, " #"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimRight(s, " \t")
}

// scalar makes the node of a quoted or plain scalar.
func (y *yaml) scalar(at, end int) *Node {
	s := y.text[at:end]
	if q, ok := quotesOf(YAML, s); ok {
		t := scanText(YAML, y.text, at, q)
		return &Node{Kind: Text, Start: at, End: t.end, From: t.from, To: t.to, Text: y.text[t.from:t.to], Plain: t.plain}
	}
	return &Node{Kind: Word, Start: at, End: end, From: at, To: end, Text: s, Plain: true}
}

package outline

import (
	"slices"
	"strings"
)

// yamlPlace finds out what the cursor is in by the lines before its own, and by what stands before it there.
func (c *Context) yamlPlace(s string, offset int) place {
	start := strings.LastIndexByte(s[:offset], '\n') + 1
	f := &File{Language: YAML, Text: s[:start], Root: &Node{Kind: Object, Start: -1, End: start}}
	y := &yaml{text: s[:start], file: f, stack: []collection{{node: f.Root}}}
	for at := 0; at < start; {
		at = y.line(at)
		if at > start {
			return place{} // in a block scalar or in brackets that started before
		}
	}
	y.text = s[:offset]
	at := start + indentOf(s[start:offset])
	inItem := false
	for at < offset && s[at] == '-' && (at+1 == offset || s[at+1] == ' ') {
		y.item(at - start)
		at = min(at+1+indentOf(s[at+1:offset]), offset)
		inItem = true
	}
	rest := s[at:offset]
	if strings.HasPrefix(rest, "#") || strings.Contains(rest, " #") {
		return place{}
	}
	if rest != "" {
		if key, value, ok := splitKey(rest); ok && (value > key+1 || value < len(rest)) {
			return c.yamlValue(y, at, start, key, value, offset)
		}
	}
	c.Start = at
	if rest != "" && (rest[0] == '"' || rest[0] == '\'') {
		c.Quoted, c.Start = true, at+1
	}
	if inItem {
		return place{slot: ValueSlot, path: append(slices.Clone(y.top().path), Item), around: -2}
	}
	return c.yamlKey(y, at-start)
}

// yamlKey is the place of a key at an indent.
func (c *Context) yamlKey(y *yaml, indent int) place {
	top := y.unwind(indent)
	for top.node.Kind == List && top.indent == indent && len(y.stack) > 1 {
		y.stack = y.stack[:len(y.stack)-1]
		top = y.top()
	}
	if f := top.pending(); f != nil && top.indent < indent {
		return place{slot: KeySlot, path: append(slices.Clone(top.path), f.Name()), around: c.Start}
	}
	return place{slot: KeySlot, path: slices.Clone(top.path), around: top.node.Start}
}

// yamlValue is the place of a value on its key's line.
func (c *Context) yamlValue(y *yaml, at, start, key, value, offset int) place {
	n := y.mapping(at-start, at)
	name := y.scalar(at, at+key)
	path := slices.Clone(y.top().path)
	if y.top().node != n {
		path = nil
	}
	path = append(path, name.Text)
	rest := y.text[at+value:]
	switch {
	case rest == "":
	case rest[0] == '{' || rest[0] == '[':
		return c.flowPlace(y, path, at+value, offset)
	case rest[0] == '"' || rest[0] == '\'':
		c.Quoted, c.Start = true, at+value+1
		if strings.IndexByte(rest[1:], rest[0]) >= 0 {
			return place{}
		}
		return place{slot: ValueSlot, path: path, around: -2}
	case isBlockScalar(rest) || strings.IndexByte("&*!", rest[0]) >= 0:
		return place{}
	}
	c.Start = at + value
	return place{slot: ValueSlot, path: path, around: -2}
}

// flowPlace is a place in brackets on the cursor's line.
func (c *Context) flowPlace(y *yaml, path []string, at, offset int) place {
	p := y.flow(at, offset)
	p.path = path
	if last := len(p.tokens) - 2; last >= 0 && p.tokens[last].end == offset {
		switch t := p.tokens[last]; {
		case t.kind == text && !t.closed:
			c.Quoted, c.Start = true, t.from
			p.tokens = append(p.tokens[:last], p.tokens[last+1])
		case t.kind == word:
			c.Start = t.start
			p.tokens = append(p.tokens[:last], p.tokens[last+1])
		}
	}
	p.flowValue()
	return p.end
}

package outline

import (
	"slices"
	"strings"
)

// Context says what the cursor is in.
type Context struct {
	Language Language
	Slot     Slot
	// Path leads to the object around in a KeySlot, to the block in a LabelSlot, and to the value in a ValueSlot.
	Path []string
	// Start and End bound the word or the text's content that the cursor is in; they are the cursor where it is in none.
	Start, End int
	// Prefix is what of it stands before the cursor.
	Prefix string
	// Quoted says that quotes are open already.
	Quoted bool
	// Code says that the cursor is in a text's interpolation.
	Code bool
	// Attribute says that names take = and that there are no blocks: in an object that is a value. Of HCL alone.
	Attribute bool
	// Followed says that what follows a name stands there already.
	Followed bool
	// Set are the names that the object around has already, but for the one that the cursor is in.
	Set []string
	// Indent is the white space that the cursor's line starts with.
	Indent string
}

// At returns what the cursor at a byte offset is in.
func At(l Language, s string, offset int) Context {
	offset = min(max(offset, 0), len(s))
	c := Context{Language: l, Start: offset, End: offset}
	line := s[strings.LastIndexByte(s[:offset], '\n')+1 : offset]
	c.Indent = line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	var end place
	if l == YAML {
		end = c.yamlPlace(s, offset)
	} else {
		end = c.tokenPlace(l, s, offset)
	}
	c.Slot, c.Path, c.Attribute = end.slot, end.path, end.attribute
	c.Prefix = s[c.Start:offset]
	c.End = offset + c.rest(s[offset:])
	after := strings.TrimLeft(s[c.End:], ` "']`)
	c.Followed = after != "" && (after[0] == ':' || after[0] == '=' || l == HCL && (after[0] == '{' || s[c.End] == ' ' && strings.HasPrefix(s[c.End:], ` "`)))
	if c.Slot == KeySlot {
		whole := s
		if l == YAML && !c.Followed && c.Prefix != "" { // a name becomes a field by its colon
			whole = s[:c.End] + ":" + s[c.End:]
		}
		c.Set = c.names(Read(l, whole), end.around)
	}
	return c
}

// tokenPlace finds out about all languages but YAML.
func (c *Context) tokenPlace(l Language, s string, offset int) place {
	tokens := lex(l, s[:offset])
	last := len(tokens) - 2
	if last >= 0 && tokens[last].end == offset {
		switch t := tokens[last]; {
		case t.kind == comment:
			return place{}
		case t.kind == text && !t.closed && t.open >= 0:
			c.Code = true
			c.Start = t.open + lastWord(l, s[t.open:offset])
			tokens = append(tokens[:last], tokens[last+1])
		case t.kind == text && !t.closed && t.lines:
			return place{}
		case t.kind == text && !t.closed:
			c.Quoted, c.Start = true, t.from
			tokens = append(tokens[:last], tokens[last+1])
		case t.kind == text:
			return place{}
		case t.kind == word || t.kind == number:
			c.Start = t.start
			tokens = append(tokens[:last], tokens[last+1])
		}
	}
	_, end := readTokens(l, s[:offset], tokens)
	if c.Code {
		end.slot = ValueSlot
	}
	return end
}

// lastWord is where the word starts that a piece of code ends with.
func lastWord(l Language, code string) int {
	tokens := lex(l, code)
	if n := len(tokens) - 2; n >= 0 && tokens[n].kind == word && tokens[n].end == len(code) {
		return tokens[n].start
	}
	return len(code)
}

// rest is how much of the word or text follows the cursor.
func (c *Context) rest(s string) int {
	for i := range len(s) {
		switch {
		case s[i] == '\n' || s[i] == '\r':
			return i
		case c.Quoted && (s[i] == '"' || s[i] == '\''):
			return i
		case c.Quoted:
		case s[i] == '-' && c.Language != HCL && c.Language != YAML:
			return i
		case !wordStart(s[i]) && strings.IndexByte("0123456789-.", s[i]) < 0:
			return i
		}
	}
	return len(s)
}

// names are those of the object that starts at an offset.
func (c *Context) names(f *File, around int) []string {
	var out []string
	if n := objectAt(f.Root, around); n != nil {
		for _, field := range n.Fields {
			if field.Key != nil && (field.Key.From > c.Start || field.Key.To < c.Start) && !slices.Contains(out, field.Key.Text) {
				out = append(out, field.Key.Text)
			}
		}
	}
	return out
}

func objectAt(n *Node, start int) *Node {
	if n.Kind == Object && n.Start == start {
		return n
	}
	for _, f := range n.Fields {
		for _, v := range f.Values {
			if found := objectAt(v, start); found != nil {
				return found
			}
		}
	}
	for _, item := range n.Items {
		if found := objectAt(item, start); found != nil {
			return found
		}
	}
	return nil
}

package fields

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// maxDepth bounds how deep an answer may nest; the API server has the same bound.
const maxDepth = 10000

// scanner reads JSON into nodes of an arena. An answer has many values that are read once and dropped, so nodes are reused and texts
// are parts of the text that is read. It accepts some text that is no JSON (a raw control character in a string), and never
// another value than the JSON has.
type scanner struct {
	text string
	at   int
	// skip tells of a value, by the key it has in a map at a depth, that it stays text.
	skip func(depth int, key string) bool

	nodes  arena[tree.Node]
	fields arena[tree.Field]
	items  arena[*tree.Node]
	open   []tree.Field // fields of maps that are not closed
	listed []*tree.Node // elements of lists that are not closed
}

// reset makes the memory of what was read free for what is read next.
func (s *scanner) reset() {
	s.nodes.reset()
	s.fields.reset()
	s.items.reset()
}

// read reads one value, which is the whole text.
func (s *scanner) read(text string) (*tree.Node, error) {
	s.text, s.at, s.open, s.listed = text, 0, s.open[:0], s.listed[:0]
	n, err := s.value(0)
	if err != nil {
		return nil, err
	}
	if s.space(); s.at < len(text) {
		return nil, s.bad()
	}
	return n, nil
}

func (s *scanner) bad() error {
	return errors.New("no JSON at byte " + strconv.Itoa(s.at))
}

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\n', '\t', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) take(c byte) bool {
	if s.at < len(s.text) && s.text[s.at] == c {
		s.at++
		return true
	}
	return false
}

func (s *scanner) value(depth int) (*tree.Node, error) {
	if s.space(); s.at == len(s.text) || depth > maxDepth {
		return nil, s.bad()
	}
	switch c := s.text[s.at]; c {
	case '{':
		return s.object(depth)
	case '[':
		return s.list(depth)
	case '"':
		text, err := s.str()
		return s.node(tree.String, text), err
	default:
		return s.word()
	}
}

func (s *scanner) node(kind tree.Kind, text string) *tree.Node {
	n := s.nodes.one()
	*n = tree.Node{Kind: kind, Text: text}
	return n
}

func (s *scanner) object(depth int) (*tree.Node, error) {
	s.at++
	n := s.node(tree.Map, "")
	first := len(s.open)
	for s.space(); !s.take('}'); s.space() {
		if len(s.open) > first {
			if !s.take(',') {
				return nil, s.bad()
			}
			s.space()
		}
		key, err := s.str()
		if err != nil {
			return nil, err
		}
		if s.space(); !s.take(':') {
			return nil, s.bad()
		}
		var value *tree.Node
		if s.skip != nil && s.skip(depth, key) {
			value, err = s.raw()
		} else {
			value, err = s.value(depth + 1)
		}
		if err != nil {
			return nil, err
		}
		s.open = append(s.open, tree.Field{Key: key, Value: value})
	}
	n.Fields = s.fields.copy(s.open[first:])
	s.open = s.open[:first]
	return n, nil
}

func (s *scanner) list(depth int) (*tree.Node, error) {
	s.at++
	n := s.node(tree.List, "")
	first := len(s.listed)
	for s.space(); !s.take(']'); s.space() {
		if len(s.listed) > first && !s.take(',') {
			return nil, s.bad()
		}
		item, err := s.value(depth + 1)
		if err != nil {
			return nil, err
		}
		s.listed = append(s.listed, item)
	}
	n.Items = s.items.copy(s.listed[first:])
	s.listed = s.listed[:first]
	return n, nil
}

// raw steps over a value and returns its text.
func (s *scanner) raw() (*tree.Node, error) {
	s.space()
	start, depth := s.at, 0
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '"':
			if err := s.quoted(); err != nil {
				return nil, err
			}
			s.at--
		case '{', '[':
			depth++
		case '}', ']', ',':
			if s.text[s.at] != ',' && depth > 0 {
				depth--
				break
			}
			if depth == 0 {
				return s.node(tree.String, strings.TrimSpace(s.text[start:s.at])), nil
			}
		}
		s.at++
	}
	return nil, s.bad()
}

// quoted steps over a string.
func (s *scanner) quoted() error {
	for s.at++; ; s.at++ {
		end := strings.IndexByte(s.text[s.at:], '"')
		if end < 0 {
			return s.bad()
		}
		s.at += end
		escapes := s.at
		for s.text[escapes-1] == '\\' { // the opening quote ends this at the latest
			escapes--
		}
		if (s.at-escapes)%2 == 0 {
			s.at++
			return nil
		}
	}
}

func (s *scanner) str() (string, error) {
	if s.at == len(s.text) || s.text[s.at] != '"' {
		return "", s.bad()
	}
	start := s.at
	if err := s.quoted(); err != nil {
		return "", err
	}
	quoted := s.text[start:s.at]
	if strings.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], nil
	}
	var out string
	if err := json.Unmarshal([]byte(quoted), &out); err != nil {
		return "", s.bad()
	}
	return out, nil
}

// word reads a number, a boolean or null.
func (s *scanner) word() (*tree.Node, error) {
	start := s.at
	for s.at < len(s.text) && strings.IndexByte(" \n\t\r,]}:\"[{", s.text[s.at]) < 0 {
		s.at++
	}
	switch word := s.text[start:s.at]; word {
	case "true", "false":
		return s.node(tree.Bool, word), nil
	case "null":
		return s.node(tree.Null, ""), nil
	default:
		if !json.Valid([]byte(word)) {
			return nil, s.bad()
		}
		return s.node(tree.Number, word), nil
	}
}

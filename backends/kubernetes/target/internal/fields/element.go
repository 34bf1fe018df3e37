package fields

import (
	"strings"

	"espc.dev/schema/tree"
)

// element returns what is owned of a list's live element, nil for nothing.
func element(own, item *tree.Node) *tree.Node {
	if own == nil {
		return nil
	}
	for i := range own.Fields {
		if is(own.Fields[i].Key, item) {
			return own.Fields[i].Value
		}
	}
	return nil
}

// ownElement is element for the i-th of a list: quick where what is owned is in the list's order.
func ownElement(own, item *tree.Node, i int) *tree.Node {
	if own != nil && len(own.Fields) > 0 && own.Fields[0].Key == "." {
		i++
	}
	if own != nil && i < len(own.Fields) && is(own.Fields[i].Key, item) {
		return own.Fields[i].Value
	}
	return element(own, item)
}

// is reports whether an owned element, by its key (`k:{"name":"app"}` or `v:"app"`), is a live one.
func is(key string, item *tree.Node) bool {
	switch {
	case strings.HasPrefix(key, "v:"):
		value, rest, ok := scalar(key[2:])
		return ok && rest == "" && tree.Equal(&value, item)
	case strings.HasPrefix(key, "k:{"):
		for rest := key[2:]; rest != "}"; {
			name, value, after, ok := member(rest[1:])
			if !ok || !sameScalar(item.Get(name), &value) {
				return false
			}
			rest = after
		}
		return true
	}
	return false
}

// keyNames returns the names in an owned element's key.
func keyNames(key string) []string {
	var names []string
	for rest := key[2:]; rest != "}" && rest != ""; {
		name, _, after, ok := member(rest[1:])
		if !ok {
			return nil
		}
		names = append(names, name)
		rest = after
	}
	return names
}

// member reads `"name":value` and returns the rest, which begins with a comma or is the closing brace.
func member(text string) (name string, value tree.Node, rest string, ok bool) {
	n, rest, ok := scalar(text)
	if !ok || n.Kind != tree.String || !strings.HasPrefix(rest, ":") {
		return "", value, "", false
	}
	value, rest, ok = scalar(rest[1:])
	return n.Text, value, rest, ok && (strings.HasPrefix(rest, ",") || rest == "}")
}

// scalar reads a scalar as the server writes it into keys: compact JSON.
func scalar(text string) (value tree.Node, rest string, ok bool) {
	if text == "" {
		return value, "", false
	}
	end := strings.IndexAny(text, ",}")
	if text[0] == '"' {
		if end = strings.IndexByte(text[1:], '"') + 2; end < 2 {
			return value, "", false
		}
		if strings.IndexByte(text[:end], '\\') < 0 {
			return tree.Node{Kind: tree.String, Text: text[1 : end-1]}, text[end:], true
		}
		s := scanner{text: text}
		if s.quoted() != nil {
			return value, "", false
		}
		end = s.at
	}
	if end < 0 {
		end = len(text)
	}
	if strings.Trim(text[:end], "0123456789") == "" {
		return tree.Node{Kind: tree.Number, Text: text[:end]}, text[end:], true
	}
	err := value.UnmarshalJSON([]byte(text[:end]))
	return value, text[end:], err == nil
}

// elements tells how a list's elements are told apart by what is owned of it: by fields, or as a set.
func elements(own *tree.Node) (names []string, set bool) {
	if own == nil {
		return nil, false
	}
	for i := range own.Fields {
		switch key := own.Fields[i].Key; {
		case strings.HasPrefix(key, "v:"):
			return nil, true
		case strings.HasPrefix(key, "k:{"):
			return keyNames(key), false
		}
	}
	return nil, false
}

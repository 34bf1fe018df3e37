package tree

import (
	"strings"
	"unicode/utf8"
)

// AppendYAML appends n to dst as one YAML 1.2 document in block style, without a document marker. The same tree gives
// the same bytes always. Strings that any YAML reader, 1.1 ones included, could take for something else are quoted.
func AppendYAML(dst []byte, n *Node) []byte {
	switch {
	case n == nil:
		return append(dst, "null\n"...)
	case n.Kind == Map && len(n.Fields) > 0:
		return appendMap(dst, n, 0, false)
	case n.Kind == List && len(n.Items) > 0:
		return appendList(dst, n, 0, false)
	}
	dst = appendInline(dst, n, 0)
	return append(dst, '\n')
}

// appendMap appends a map's entries at an indent. The first entry's indent is left out when it follows a "- ".
func appendMap(dst []byte, n *Node, indent int, inItem bool) []byte {
	for i := range n.Fields {
		f := &n.Fields[i]
		if i > 0 || !inItem {
			dst = appendIndent(dst, indent)
		}
		dst = appendScalarString(dst, f.Key, -1)
		dst = append(dst, ':')
		dst = appendValue(dst, f.Value, indent)
	}
	return dst
}

// appendValue appends what follows a key's colon, up to and with the line's end.
func appendValue(dst []byte, v *Node, indent int) []byte {
	switch {
	case v != nil && v.Kind == Map && len(v.Fields) > 0:
		dst = append(dst, '\n')
		return appendMap(dst, v, indent+2, false)
	case v != nil && v.Kind == List && len(v.Items) > 0:
		dst = append(dst, '\n')
		return appendList(dst, v, indent, false) // as kubectl prints: items at the key's own indent
	}
	dst = append(dst, ' ')
	dst = appendInline(dst, v, indent+2)
	return endLine(dst)
}

func appendList(dst []byte, n *Node, indent int, inItem bool) []byte {
	for i, item := range n.Items {
		if i > 0 || !inItem {
			dst = appendIndent(dst, indent)
		}
		dst = append(dst, '-', ' ')
		switch {
		case item != nil && item.Kind == Map && len(item.Fields) > 0:
			dst = appendMap(dst, item, indent+2, true)
		case item != nil && item.Kind == List && len(item.Items) > 0:
			dst = appendList(dst, item, indent+2, true)
		default:
			dst = appendInline(dst, item, indent+2)
			dst = endLine(dst)
		}
	}
	return dst
}

// endLine ends a line; a literal block has ended its own.
func endLine(dst []byte) []byte {
	if dst[len(dst)-1] == '\n' {
		return dst
	}
	return append(dst, '\n')
}

func appendInline(dst []byte, n *Node, indent int) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.Kind {
	case Null:
		return append(dst, "null"...)
	case Bool, Number:
		return append(dst, n.Text...)
	case String:
		return appendScalarString(dst, n.Text, indent)
	case List:
		return append(dst, "[]"...)
	default:
		return append(dst, "{}"...)
	}
}

const spaces = "                                "

func appendIndent(dst []byte, n int) []byte {
	for ; n > len(spaces); n -= len(spaces) {
		dst = append(dst, spaces...)
	}
	return append(dst, spaces[:n]...)
}

// appendScalarString appends a string plain, as a literal block (where indent >= 0 allows one) or double quoted.
func appendScalarString(dst []byte, s string, indent int) []byte {
	if plainSafe(s) {
		return append(dst, s...)
	}
	if indent >= 0 && literalSafe(s) {
		return appendLiteral(dst, s, max(indent, 2))
	}
	return appendQuoted(dst, s)
}

func appendLiteral(dst []byte, s string, indent int) []byte {
	dst = append(dst, '|')
	body := strings.TrimSuffix(s, "\n")
	switch {
	case !strings.HasSuffix(s, "\n"):
		dst = append(dst, '-')
	case strings.HasSuffix(body, "\n"):
		dst = append(dst, '+')
	}
	for line := range strings.SplitSeq(body, "\n") {
		dst = append(dst, '\n')
		if line != "" {
			dst = appendIndent(dst, indent)
			dst = append(dst, line...)
		}
	}
	return append(dst, '\n')
}

// literalSafe reports whether a literal block can hold s: several lines of printable text of which the first that is
// not empty has no leading space (so that no indentation indicator is needed).
func literalSafe(s string) bool {
	if !strings.Contains(s, "\n") || strings.Trim(s, "\n") == "" {
		return false
	}
	if first := strings.TrimLeft(s, "\n")[0]; first == ' ' || first == '\t' {
		return false
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && !printable(r) {
			return false
		}
	}
	return utf8.ValidString(s)
}

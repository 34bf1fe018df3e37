package tree

import "slices"

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
	return endLine(appendInline(dst, n, 0))
}

// appendMap appends a map's entries at an indent. The first entry's indent is left out when it follows a "- ".
func appendMap(dst []byte, n *Node, indent int, inItem bool) []byte {
	for i := range n.Fields {
		f := &n.Fields[i]
		if i > 0 || !inItem {
			dst = appendIndent(dst, indent)
		}
		dst = appendKey(dst, f.Key, indent)
		dst = appendValue(dst, f.Value, indent)
	}
	return dst
}

// maxSimpleKey is how many bytes a key may take to stand before its colon: readers look no more than 1024 characters ahead
// for one (YAML 1.2.2, 7.4.2).
const maxSimpleKey = 1000

// appendKey appends a key and its colon.
func appendKey(dst []byte, key string, indent int) []byte {
	start := len(dst)
	if plainSafe(key) {
		dst = append(dst, key...)
	} else {
		dst = appendQuoted(dst, key, false)
	}
	if len(dst)-start > maxSimpleKey {
		dst = slices.Insert(dst, start, '?', ' ')
		dst = appendIndent(append(dst, '\n'), indent)
	}
	return append(dst, ':')
}

// appendValue appends what follows a key's colon, up to and with the line's end.
func appendValue(dst []byte, v *Node, indent int) []byte {
	switch {
	case v != nil && v.Kind == Map && len(v.Fields) > 0:
		return appendMap(append(dst, '\n'), v, indent+2, false)
	case v != nil && v.Kind == List && len(v.Items) > 0:
		return appendList(append(dst, '\n'), v, indent, false) // as kubectl prints: items at the key's own indent
	}
	return endLine(appendInline(append(dst, ' '), v, indent+2))
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
			dst = endLine(appendInline(dst, item, indent+2))
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

// appendInline appends a scalar or what is empty. A literal block goes on in lines at the indent.
func appendInline(dst []byte, n *Node, indent int) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.Kind {
	case String:
		return appendString(dst, n.Text, indent)
	case Number:
		return appendNumber(dst, n.Text)
	case Bool:
		return append(dst, n.Text...)
	case Null:
		return append(dst, "null"...)
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

package tree

// AppendJSON appends n to dst as JSON. An indent of "" gives one line; otherwise each level is indented by it. Text is
// escaped as in AppendYAML.
func AppendJSON(dst []byte, n *Node, indent string) []byte {
	return appendJSON(dst, n, indent, "\n")
}

func appendJSON(dst []byte, n *Node, indent, newline string) []byte {
	if n == nil {
		return append(dst, "null"...)
	}
	switch n.Kind {
	case Null:
		return append(dst, "null"...)
	case Bool, Number:
		return append(dst, n.Text...)
	case String:
		return appendQuoted(dst, n.Text, true)
	case List:
		return appendJSONList(dst, n, indent, newline)
	default:
		return appendJSONMap(dst, n, indent, newline)
	}
}

func appendJSONList(dst []byte, n *Node, indent, newline string) []byte {
	if len(n.Items) == 0 {
		return append(dst, "[]"...)
	}
	inner := newline + indent
	dst = append(dst, '[')
	for i, item := range n.Items {
		dst = appendSeparator(dst, i, indent, inner)
		dst = appendJSON(dst, item, indent, inner)
	}
	if indent != "" {
		dst = append(dst, newline...)
	}
	return append(dst, ']')
}

func appendJSONMap(dst []byte, n *Node, indent, newline string) []byte {
	if len(n.Fields) == 0 {
		return append(dst, "{}"...)
	}
	inner := newline + indent
	dst = append(dst, '{')
	for i := range n.Fields {
		dst = appendSeparator(dst, i, indent, inner)
		dst = appendQuoted(dst, n.Fields[i].Key, true)
		dst = append(dst, ':')
		if indent != "" {
			dst = append(dst, ' ')
		}
		dst = appendJSON(dst, n.Fields[i].Value, indent, inner)
	}
	if indent != "" {
		dst = append(dst, newline...)
	}
	return append(dst, '}')
}

func appendSeparator(dst []byte, i int, indent, inner string) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	if indent != "" {
		dst = append(dst, inner...)
	}
	return dst
}

package fields

import (
	"cmp"
	"slices"
	"strconv"

	"espc.dev/schema/tree"
)

// AppendDigest appends a tree so that two are the same bytes only if they hold the same data: maps whatever their order.
func AppendDigest(out []byte, n *tree.Node) []byte {
	out = append(out, byte('0'+n.Kind))
	switch n.Kind {
	case tree.List:
		for _, item := range n.Items {
			out = AppendDigest(append(out, ','), item)
		}
		return append(out, ']')
	case tree.Map:
		order := make([]int, 0, 16)
		for i := range n.Fields {
			order = append(order, i)
		}
		slices.SortFunc(order, func(a, b int) int { return cmp.Compare(n.Fields[a].Key, n.Fields[b].Key) })
		for _, i := range order {
			out = text(out, n.Fields[i].Key)
			out = AppendDigest(out, n.Fields[i].Value)
		}
		return append(out, '}')
	}
	return text(out, n.Text)
}

func text(out []byte, s string) []byte {
	return append(append(strconv.AppendInt(out, int64(len(s)), 10), ':'), s...)
}

package frontend

import (
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// OuterMark starts a text that a module is given and that names an entity of the document around it. It is made of what
// no file can hold, so it can't be meant for anything else.
const OuterMark = "\x00outer\x00"

// CheckDocument reports what no document may have whatever its language: kinds, names and fields that are not what they look
// like (CheckName), and a NUL in a text, which escapes can bring in.
func CheckDocument(doc *tree.Node) diag.List { return checkDocument(nil, doc, 3) }

// checkDocument checks a node; the keys of so many levels are names.
func checkDocument(ds diag.List, n *tree.Node, levels int) diag.List {
	if strings.IndexByte(strings.TrimPrefix(n.Text, OuterMark), 0) >= 0 {
		ds = append(ds, diag.NULByte.At(n.Range(), "the text has a NUL in it, which no target takes").WithFix("remove its escape"))
	}
	for _, item := range n.Items {
		ds = checkDocument(ds, item, 0)
	}
	for _, f := range n.Fields {
		switch {
		case levels > 0:
			ds = append(ds, CheckName(f.Key, f.Value.Origin.KeyPlace())...)
		case strings.IndexByte(f.Key, 0) >= 0:
			ds = append(ds, diag.NULByte.At(f.Value.Origin.KeyPlace(), "the key has a NUL in it, which no target takes").WithFix("remove its escape"))
		}
		ds = checkDocument(ds, f.Value, max(levels-1, 0))
	}
	return ds
}

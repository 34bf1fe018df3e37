package tree

import "strings"

// Literal returns a number as its file has it, 0123 or 1e400, and the text of any other scalar. A number that no file has as it is,
// because it is computed, is its text too.
func Literal(n *Node) string {
	r := n.Range()
	if n.Kind != Number || r.IsZero() || r.Start >= r.End {
		return n.Text
	}
	literal := string(r.File.Data[r.Start:r.End])
	if strings.Trim(literal, "+-.0123456789abcdefABCDEFoxX_") != "" || !strings.ContainsAny(literal, "0123456789") {
		return n.Text
	}
	return literal
}

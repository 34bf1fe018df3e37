package compatibility

import (
	"fmt"

	"espc.dev/schema/tree"
)

// Problem is something that makes a document none of its language.
type Problem struct {
	// Node is where it is, Pointer the same as a JSON pointer.
	Node            *tree.Node
	Pointer, Reason string
	// Fix says what to write.
	Fix string
}

// CheckDocument returns what is wrong in a schema of format avro, openapi or asyncapi: types, names and references that there are
// not. What each keyword takes is left to the tools of its language.
func CheckDocument(format string, n *tree.Node) []Problem {
	root := place{n, "#", n}
	c := &wellFormed{}
	switch format {
	case "avro":
		c.avro(root)
	case "openapi":
		c.openAPI(root)
	case "asyncapi":
		c.asyncAPI(root)
	}
	return c.problems
}

// wellFormed collects problems.
type wellFormed struct{ problems []Problem }

func (c *wellFormed) add(at place, fix, format string, args ...any) {
	c.problems = append(c.problems, Problem{Node: at.n, Pointer: at.pointer, Reason: fmt.Sprintf(format, args...), Fix: fix})
}

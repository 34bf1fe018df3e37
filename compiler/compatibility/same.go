package compatibility

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// Same reports whether two versions say the same: spaces between what they say are nothing.
func Same(a, b Version) bool {
	if a.Format == "protobuf" {
		return slices.Equal(strings.Fields(string(a.File.Data)), strings.Fields(string(b.File.Data)))
	}
	x, err := parse(a.File)
	if err != nil {
		return false
	}
	y, err := parse(b.File)
	return err == nil && tree.Equal(x.n, y.n)
}

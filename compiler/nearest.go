package compiler

import (
	"slices"

	"espc.dev/compiler/internal/nearest"
)

// Nearest returns the name that was probably meant by one that is not there, or "" where none is near enough.
func Nearest(name string, names []string) string { return nearest.Of(name, slices.Values(names)) }

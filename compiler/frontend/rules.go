package frontend

import "strings"

// Rule says what a derivation that a front end names in an origin means: "expression", "each.key", "for.NAME", "local.NAME". ok is
// false for a name that is none of these.
func Rule(name string) (doc string, ok bool) {
	switch {
	case name == "expression":
		return "The value of an expression, of what it names.", true
	case name == "each.key", name == "each.value":
		return "The key or value of for_each that this entity is for.", true
	case strings.HasPrefix(name, "for."):
		return "The key or value that a for expression or a dynamic block is at.", true
	case strings.HasPrefix(name, "local."):
		return "The value of a local.", true
	}
	return "", false
}

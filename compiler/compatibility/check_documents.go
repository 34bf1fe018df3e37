package compatibility

import (
	"regexp"
	"strings"

	"espc.dev/schema/tree"
)

// Versions that can be compared and that registries take.
var (
	openAPIVersion  = regexp.MustCompile(`^3\.[01]\.\d+$`)
	asyncAPIVersion = regexp.MustCompile(`^(2|3)\.\d+\.\d+$`)
)

// openAPI checks a document of OpenAPI 3.
func (c *wellFormed) openAPI(root place) {
	c.version(root, "openapi", openAPIVersion, "3.1.0")
	paths := root.get("paths")
	if paths.n == nil && root.get("components").n == nil && root.get("webhooks").n == nil {
		c.add(root, "add paths", "has none of paths, components and webhooks")
	}
	for _, path := range paths.fields() {
		if !strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "x-") {
			c.add(paths.get(path), "begin it with /", "the path %q does not begin with /", path)
		}
	}
	c.references(root)
}

// asyncAPI checks a document of AsyncAPI 2 or 3.
func (c *wellFormed) asyncAPI(root place) {
	c.version(root, "asyncapi", asyncAPIVersion, "3.0.0")
	operations := root.get("operations")
	for _, id := range operations.fields() {
		operation := operations.get(id).resolved()
		if action := operation.get("action"); action.n != nil && action.n.Str() != "send" && action.n.Str() != "receive" {
			c.add(action, "write send or receive", "%q is no action", action.n.Str())
		}
	}
	c.references(root)
}

func (c *wellFormed) version(root place, key string, known *regexp.Regexp, latest string) {
	at := root.get(key)
	switch {
	case at.n == nil:
	case at.n.Kind != tree.String:
		c.add(at, "write it in quotes, such as \""+latest+"\"", "is %s, and a version is a string", at.n.Kind)
	case !known.MatchString(at.n.Text):
		c.add(at, "write the document in a version such as "+latest, "%q is no version that is known", at.n.Text)
	}
	if root.get("info").n == nil {
		c.add(root, "add info with title and version", "has no info")
	}
}

// references reports each reference within the document that leads nowhere. What shows a value is not looked into.
func (c *wellFormed) references(p place) {
	if ref := p.get("$ref"); ref.n != nil && ref.n.Kind == tree.String && strings.HasPrefix(ref.n.Text, "#") && !p.leads() {
		c.add(ref, "refer to a part of this document", "%q leads nowhere", ref.n.Text)
	}
	for _, key := range p.fields() {
		switch key {
		case "example", "examples", "default", "const", "enum":
		default:
			c.references(p.get(key))
		}
	}
	for _, item := range p.items() {
		c.references(item)
	}
}

// leads reports whether a reference within the document leads to a part of it.
func (p place) leads() bool {
	target := p.resolved()
	return target.n != p.n || p.n.Get("$ref").Str() == p.pointer
}

package assist

import (
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// What is written differs by language: how a text is quoted, how a field is set, what a block is.

// text is a text as a value.
func (c *completer) text(s string) string {
	if c.c.Quoted {
		return s
	}
	switch c.file.Language {
	case outline.Jsonnet:
		return "'" + s + "'"
	case outline.YAML:
		if s == "$0" || !strings.ContainsAny(s[:1], "*&!|>%@`\"'{[") && !strings.Contains(s, ": ") && !strings.Contains(s, " #") {
			return s
		}
	}
	return `"` + s + `"`
}

// key is a field's name with what sets it.
func (c *completer) key(name, value string) string {
	if c.c.Followed {
		return name
	}
	switch c.file.Language {
	case outline.HCL:
		return name + " = " + value
	case outline.JSON:
		if c.c.Quoted {
			return name
		}
		return `"` + name + `": ` + value
	case outline.Jsonnet:
		if c.c.Quoted {
			return name
		}
		if jsonnetWords[name] {
			name = "'" + name + "'"
		}
		return name + ": " + value + ","
	}
	if c.c.Quoted {
		return name
	}
	if strings.HasPrefix(value, "\n") {
		return name + ":" + value
	}
	return name + ": " + value
}

// quotedKey is a name that is no identifier, with what sets it.
func (c *completer) quotedKey(name, value string) string {
	if c.c.Quoted || c.file.Language == outline.YAML && c.c.Followed {
		return name
	}
	quoted := c.text(name)
	if c.c.Followed || value == "" {
		return quoted
	}
	if c.file.Language == outline.HCL {
		return quoted + " = " + value
	}
	return quoted + ": " + value
}

// jsonnetWords are kinds and fields that are keywords of Jsonnet, so that they are quoted.
var jsonnetWords = map[string]bool{"function": true, "local": true, "if": true, "import": true, "error": true, "assert": true}

// braces is an object of several lines with a tab stop in it.
func (c *completer) braces() string {
	switch c.file.Language {
	case outline.CUE:
		return "{\n\t$0\n}"
	case outline.YAML:
		return "\n  $0"
	}
	return "{\n  $0\n}"
}

// object is a small object on one line.
func (c *completer) object(pairs ...string) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		switch c.file.Language {
		case outline.HCL:
			parts = append(parts, pairs[i]+" = "+pairs[i+1])
		case outline.JSON:
			parts = append(parts, `"`+pairs[i]+`": `+pairs[i+1])
		default:
			parts = append(parts, pairs[i]+": "+pairs[i+1])
		}
	}
	if len(parts) == 0 {
		parts = []string{"$0"}
	}
	if c.file.Language == outline.HCL || c.file.Language == outline.Jsonnet || c.file.Language == outline.JSON {
		return "{ " + strings.Join(parts, ", ") + " }"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// kindText is a declaration of a kind to fill in.
func (c *completer) kindText(kind string) string {
	switch {
	case c.c.Followed:
		return kind
	case c.file.Language == outline.HCL:
		return kind + " \"${1:name}\" {\n  $0\n}"
	case kind == "topology":
		return c.key(kind, c.braces())
	case c.file.Language == outline.CUE:
		return kind + ": ${1:name}: {\n\t$0\n}"
	case c.file.Language == outline.YAML:
		return kind + ":\n  ${1:name}:\n    $0"
	case c.file.Language == outline.JSON:
		return c.key(kind, "{\n  \"${1:name}\": {\n    $0\n  }\n}")
	}
	return c.key(kind, "{\n  ${1:name}: {\n    $0\n  },\n}")
}

// fieldText is a field or block to fill in.
func (c *completer) fieldText(name string, f *schema.FieldInfo) string {
	if c.c.Followed {
		return name
	}
	block := c.file.Language == outline.HCL && !c.c.Attribute
	switch f.Type {
	case schema.TypeBlock:
		if block && f.BlockName == "Backends" {
			return name + " \"${1|kubernetes,aws|}\" {\n  $0\n}"
		}
		if block {
			return name + " {\n  $0\n}"
		}
	case schema.TypeBlocks, schema.TypeSteps:
		if block {
			return name + " \"${1:name}\" {\n  $0\n}"
		}
	}
	return c.key(name, c.value(f))
}

// value is a field's value to fill in.
func (c *completer) value(f *schema.FieldInfo) string {
	switch f.Type {
	case schema.TypeBlock, schema.TypeBlocks, schema.TypeStringMap, schema.TypeAnyMap, schema.TypeTextMap, schema.TypeFilters:
		return c.braces()
	case schema.TypeSteps, schema.TypeObjects:
		if c.file.Language == outline.CUE && f.Type == schema.TypeSteps {
			return c.braces()
		}
		if c.file.Language == outline.YAML {
			return "\n  - $0"
		}
		return "[" + c.object() + "]"
	case schema.TypeRefs:
		if c.file.Language == outline.YAML {
			return "\n  - $0"
		}
		if c.file.Language == outline.HCL {
			return "[$0]"
		}
		return "[" + c.text("$0") + "]"
	case schema.TypeStrings:
		if c.file.Language == outline.YAML {
			return "\n  - $0"
		}
		return "[" + c.text("$0") + "]"
	case schema.TypeInt, schema.TypeBool, schema.TypeAny:
		return "$0"
	case schema.TypeRef, schema.TypeRoute:
		if c.file.Language == outline.HCL {
			return "$0"
		}
	}
	return c.text("$0")
}

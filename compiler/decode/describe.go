package decode

import (
	"strings"

	"espc.dev/schema"
)

// takes says in words what a field takes.
func takes(f *schema.FieldInfo) string {
	switch f.Type {
	case schema.TypeInt:
		return "a whole number"
	case schema.TypeBool:
		return "true or false"
	case schema.TypeMemory:
		return "an amount of memory"
	case schema.TypeCPU:
		return "an amount of cpu"
	case schema.TypeDuration:
		return "a duration"
	case schema.TypeRate:
		return "a rate"
	case schema.TypeQuota:
		return "a quota"
	case schema.TypeRef:
		return "a reference to " + list(f.Refs, " or ")
	case schema.TypeStrings:
		return "a list of strings"
	case schema.TypeRefs, schema.TypeObjects:
		return "a list"
	case schema.TypeBlocks:
		return "an object of blocks by label"
	case schema.TypeStringMap, schema.TypeAnyMap, schema.TypeTextMap, schema.TypeBlock, schema.TypeFilters:
		return "an object"
	case schema.TypeRoute:
		return "a reference to " + list(f.Refs, " or ") + ", or blocks with a target and a weight"
	case schema.TypeSteps:
		return "step blocks or a list of steps"
	}
	return "a string"
}

// example is a value that a field takes, as a fix shows it.
func example(f *schema.FieldInfo) string {
	switch f.Type {
	case schema.TypeInt:
		return "a whole number"
	case schema.TypeBool:
		return "true or false"
	case schema.TypeMemory:
		return `"256Mi"`
	case schema.TypeCPU:
		return `"100m"`
	case schema.TypeDuration:
		return `"30s"`
	case schema.TypeRate:
		return `"100/s"`
	case schema.TypeQuota:
		return `"1000/day"`
	case schema.TypeRef:
		return list(f.Refs, ".NAME or ") + ".NAME"
	case schema.TypeRoute:
		return string(f.Refs[0]) + ".NAME"
	case schema.TypeRefs:
		return "[" + string(f.Refs[0]) + ".NAME]"
	case schema.TypeStrings:
		return "[" + exampleText(f) + "]"
	case schema.TypeObjects:
		return "a list of objects"
	case schema.TypeBlock, schema.TypeBlocks, schema.TypeFilters, schema.TypeStringMap, schema.TypeAnyMap, schema.TypeTextMap:
		return "an object"
	case schema.TypeSteps:
		return "step blocks, or a list of steps"
	case schema.TypeAny:
		return "a value"
	}
	if len(f.Enum) > 0 {
		return "one of " + list(f.Enum, ", ")
	}
	return exampleText(f)
}

func exampleText(f *schema.FieldInfo) string {
	if len(f.Enum) > 0 {
		return `"` + f.Enum[0] + `"`
	}
	switch f.Format {
	case "url":
		return `"https://example.com"`
	case "origin":
		return `"https://example.com"`
	case "route_path":
		return `"/cars/{id}"`
	case "image":
		return `"registry.example.com/app:1.0.0"`
	case "table_key":
		return `"id:string"`
	case "mount_path":
		return `"/data"`
	}
	return `"…"`
}

// list joins kinds or other words.
func list[T ~string](words []T, separator string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = string(w)
	}
	return strings.Join(out, separator)
}

package documents

import (
	"fmt"
	"math/rand/v2"
)

// randomAvro makes an Avro type. Names are those of their places, so that two versions have the same.
func randomAvro(r *rand.Rand, name string, depth int) any {
	primitives := []any{"null", "boolean", "int", "long", "float", "double", "bytes", "string"}
	if depth == 0 || r.IntN(3) == 0 {
		return primitives[r.IntN(len(primitives))]
	}
	switch r.IntN(6) {
	case 0:
		return map[string]any{"type": "array", "items": randomAvro(r, name+"_i", depth-1)}
	case 1:
		return map[string]any{"type": "map", "values": randomAvro(r, name+"_v", depth-1)}
	case 2:
		symbols := []any{"A", "B", "C", "D"}
		return map[string]any{"type": "enum", "name": name, "symbols": symbols[:1+r.IntN(4)]}
	case 3:
		return map[string]any{"type": "fixed", "name": name, "size": 1 + r.IntN(2)}
	case 4:
		picked := r.Perm(len(primitives))[:1+r.IntN(3)]
		union := []any{}
		for _, i := range picked {
			union = append(union, primitives[i])
		}
		return union
	}
	fields := []any{}
	for i := range 1 + r.IntN(4) {
		field := map[string]any{"name": fmt.Sprintf("f%d", i), "type": randomAvro(r, fmt.Sprintf("%s_%d", name, i), depth-1)}
		if r.IntN(3) == 0 {
			field["type"], field["default"] = "int", 0
		}
		if r.IntN(4) == 0 { // renamed
			field["name"] = fmt.Sprintf("g%d", i)
			if r.IntN(2) == 0 {
				field["aliases"] = []any{fmt.Sprintf("f%d", i)}
			}
		}
		fields = append(fields, field)
	}
	return map[string]any{"type": "record", "name": name, "fields": fields}
}

// changed returns a tree in which some parts are those of another of the same shape, so that most is as it was.
func changed(r *rand.Rand, a, b any) any {
	if r.IntN(8) == 0 {
		return b
	}
	switch x := a.(type) {
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok {
			return a
		}
		out := map[string]any{}
		for k, v := range x {
			out[k] = v
		}
		_, field := x["aliases"]
		_, named := x["name"]
		_, fields := x["fields"]
		field = field || named && !fields && x["symbols"] == nil && x["size"] == nil
		if !field && kindOf(x) != kindOf(y) || x["default"] != nil || y["default"] != nil {
			return a
		}
		for k, v := range x {
			if other, ok := y[k]; ok && (k != "name" || field) && (k != "type" || field) {
				out[k] = changed(r, v, other)
			}
		}
		for k, v := range y {
			if _, ok := x[k]; !ok && k != "fields" && r.IntN(6) == 0 && kindOf(x) == kindOf(y) {
				out[k] = v
			}
		}
		return out
	case []any:
		y, ok := b.([]any)
		if !ok {
			return a
		}
		out := []any{}
		for i, v := range x {
			if i < len(y) {
				v = changed(r, v, y[i])
			}
			if r.IntN(12) > 0 {
				out = append(out, v)
			}
		}
		if len(y) > len(x) && r.IntN(3) == 0 {
			out = append(out, y[len(x):]...)
		}
		return out
	}
	return a
}

// kindOf is the type that a schema says, where it says one by its name.
func kindOf(m map[string]any) string {
	kind, _ := m["type"].(string)
	return kind
}

// randomSchema makes a JSON Schema.
func randomSchema(r *rand.Rand, depth int) map[string]any {
	if depth > 0 && r.IntN(6) == 0 {
		return map[string]any{"anyOf": []any{randomSchema(r, depth-1), randomSchema(r, depth-1)}}
	}
	bounds := func(out map[string]any, low, high string) map[string]any {
		if r.IntN(3) == 0 {
			out[low] = r.IntN(3)
		}
		if r.IntN(3) == 0 {
			out[high] = 2 + r.IntN(3)
		}
		return out
	}
	kind := r.IntN(7)
	switch {
	case kind == 0:
		return map[string]any{"enum": []any{"a", "b", 1, nil}[:1+r.IntN(4)]}
	case kind == 1:
		return map[string]any{"type": []any{"string", "null"}}
	case kind == 2:
		return bounds(map[string]any{"type": "string"}, "minLength", "maxLength")
	case kind == 3 || depth == 0:
		return bounds(map[string]any{"type": []string{"integer", "number"}[r.IntN(2)]}, "minimum", "maximum")
	case kind == 4:
		return bounds(map[string]any{"type": "array", "items": randomSchema(r, depth-1)}, "minItems", "maxItems")
	}
	properties, required := map[string]any{}, []any{}
	for _, name := range []string{"a", "b", "c"} {
		if r.IntN(3) > 0 {
			properties[name] = randomSchema(r, depth-1)
			if r.IntN(3) == 0 {
				required = append(required, name)
			}
		}
	}
	out := map[string]any{"type": "object", "properties": properties, "required": required}
	switch r.IntN(4) {
	case 0:
		out["additionalProperties"] = false
	case 1:
		out["additionalProperties"] = randomSchema(r, 0)
	}
	return out
}

// randomInstance makes a value that a schema most likely allows. It has no property that the schema says nothing of.
func randomInstance(r *rand.Rand, schema map[string]any) any {
	if list, ok := schema["anyOf"].([]any); ok {
		return randomInstance(r, list[r.IntN(len(list))].(map[string]any))
	}
	if list, ok := schema["enum"].([]any); ok {
		return list[r.IntN(len(list))]
	}
	switch schema["type"] {
	case "string":
		return "xxxxxx"[:r.IntN(6)]
	case "integer":
		return r.IntN(6)
	case "number":
		return float64(r.IntN(12)) / 2
	case "array":
		out := []any{}
		for range r.IntN(5) {
			out = append(out, randomInstance(r, schema["items"].(map[string]any)))
		}
		return out
	case "object":
		out := map[string]any{}
		for name, p := range schema["properties"].(map[string]any) {
			if r.IntN(3) > 0 {
				out[name] = randomInstance(r, p.(map[string]any))
			}
		}
		if more, ok := schema["additionalProperties"].(map[string]any); ok {
			for _, name := range []string{"a", "b", "c", "d"} {
				if _, declared := schema["properties"].(map[string]any)[name]; !declared && r.IntN(2) == 0 {
					out[name] = randomInstance(r, more)
				}
			}
		}
		return out
	}
	return []any{"x", nil}[r.IntN(2)]
}

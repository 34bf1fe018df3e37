package assist

import (
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// level says what the names are that stand at a spot.
type level uint8

const (
	unknown level = iota
	root          // kinds
	names         // names of entities of the kind
	fields        // fields of block
	labels        // labels of the blocks of field, or keys of its map
	single        // no names: field's value stands here. With a block it may be an object with its fields
)

// spot is what the schema says of a path.
type spot struct {
	level level
	kind  string
	field *schema.FieldInfo
	block *schema.BlockInfo
	// topic is what the spot is called for schema.Explain.
	topic string
	// item says that it is in a list.
	item bool
}

// variableBlock are the fields of HCL's variable.
var variableBlock = schema.BlockInfo{Name: "Variable", Fields: []schema.FieldInfo{
	{Name: "type", Doc: "The type that a value is checked by, such as string, number, bool or list(string).", Type: schema.TypeAny},
	{Name: "default", Doc: "The value where nobody gives one.", Type: schema.TypeAny},
	{Name: "description", Doc: "What it is for.", Type: schema.TypeString},
	{Name: "sensitive", Doc: "Whether the value may be shown in no output and no message.", Type: schema.TypeBool},
}}

// spotAt follows a path of a document.
func spotAt(l outline.Language, path []string) spot {
	s := spot{level: root}
	for _, step := range path {
		s = s.step(l, step)
	}
	return s
}

func (s spot) step(l outline.Language, name string) spot {
	switch s.level {
	case root:
		return kindSpot(l, name)
	case names:
		block := &variableBlock
		if s.kind == "topology" {
			block = &schema.TopologyBlock
		} else if info := schema.LookupKind(schema.Kind(s.kind)); info != nil {
			block = &info.BlockInfo
		}
		return spot{level: fields, kind: s.kind, block: block, topic: s.kind}
	case labels:
		return s.labelled(name)
	case fields:
		return s.fieldSpot(l, name)
	case single:
		if s.block != nil && name != outline.Item {
			return (spot{level: fields, kind: s.kind, block: s.block, topic: s.topic}).fieldSpot(l, name)
		}
		if s.field != nil && s.field.Type == schema.TypeRoute && name != outline.Item {
			return spot{level: fields, kind: s.kind, field: s.field, block: s.field.Block(), topic: s.topic}
		}
		if name == outline.Item && s.field != nil {
			out := s
			out.item = true
			if s.field.Type == schema.TypeObjects || s.field.Type == schema.TypeSteps {
				out.level, out.block = fields, s.field.Block()
			}
			return out
		}
	}
	return spot{}
}

func kindSpot(l outline.Language, kind string) spot {
	switch {
	case kind == "topology" && l != outline.HCL:
		return spot{level: fields, kind: kind, block: &schema.TopologyBlock, topic: kind}
	case kind == "topology", kind == "variable" && l == outline.HCL, schema.LookupKind(schema.Kind(kind)) != nil:
		return spot{level: names, kind: kind, topic: kind}
	}
	return spot{}
}

// fieldSpot is the spot of a field's value.
func (s spot) fieldSpot(l outline.Language, name string) spot {
	if name == "steps" && l != outline.HCL {
		name = "step" // the list form of the same field
	}
	out := spot{level: single, kind: s.kind, topic: s.topic + "." + name}
	if s.block == nil {
		return spot{}
	}
	if out.field = s.block.Field(name); out.field == nil {
		if name == "for_each" || s.block.Open {
			return spot{level: single, kind: s.kind}
		}
		return spot{}
	}
	switch out.field.Type {
	case schema.TypeBlock:
		out.level, out.block = fields, out.field.Block()
	case schema.TypeBlocks, schema.TypeStringMap, schema.TypeAnyMap, schema.TypeTextMap, schema.TypeFilters:
		out.level = labels
	case schema.TypeSteps:
		out.level = labels
		if l != outline.HCL && l != outline.CUE {
			out.level = single
		}
	}
	return out
}

// labelled is the spot of what a label or key leads to.
func (s spot) labelled(name string) spot {
	if name == outline.Item {
		out := s
		out.level, out.item = fields, true
		out.block = s.field.Block()
		return out
	}
	out := spot{level: single, kind: s.kind, field: s.field, topic: s.topic}
	switch s.field.Type {
	case schema.TypeBlocks, schema.TypeSteps:
		out.level, out.block = fields, s.field.Block()
	case schema.TypeTextMap:
		out.block = s.field.Block()
	case schema.TypeAnyMap:
		if s.topic == "environment.override" {
			kind, _, _ := strings.Cut(name, ".")
			if info := schema.LookupKind(schema.Kind(kind)); info != nil {
				return spot{level: fields, kind: kind, block: &info.BlockInfo, topic: kind}
			}
		}
		return spot{level: single, kind: s.kind, topic: s.topic}
	case schema.TypeFilters:
		return spot{level: single, kind: s.kind, topic: s.topic}
	}
	return out
}

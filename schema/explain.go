package schema

import "strings"

// Topic is what the schema says of a kind, a block or a field.
type Topic struct {
	// Path is how the topic is asked for: "function", "function.scale.max".
	Path string
	Doc  string
	// Field describes a field or block; nil for a kind.
	Field *FieldInfo
	// Block holds the fields of a kind or block; nil for a field that has none.
	Block *BlockInfo
	// Example is a kind's example, a small topology in HCL; of a block or field how it is written, in the blocks that hold it.
	Example string
}

// Unknown says which part of a path Explain does not know.
type Unknown struct {
	// Part is the part, In the path before it, "" when it is the kind.
	Part, In string
	// Names are what could stand there, in the order of the schema.
	Names []string
}

// Explain returns what the schema says of a KIND, a KIND.FIELD or a field of its blocks (KIND.BLOCK.FIELD, labels left
// out). Where there is no such thing the Topic is nil and Unknown says why.
func Explain(path string) (*Topic, *Unknown) {
	parts := strings.Split(path, ".")
	t := explainKind(parts[0])
	if t == nil {
		return nil, &Unknown{Part: parts[0], Names: kindNames()}
	}
	var fields []*FieldInfo
	for _, part := range parts[1:] {
		if t.Block == nil || t.Block.Field(part) == nil {
			return nil, &Unknown{Part: part, In: t.Path, Names: t.Block.names()}
		}
		f := t.Block.Field(part)
		fields = append(fields, f)
		t = &Topic{Path: t.Path + "." + part, Doc: f.Doc, Field: f, Block: f.Block(), Example: fieldExample(parts[0], fields)}
	}
	return t, nil
}

func explainKind(name string) *Topic {
	block := &TopologyBlock
	if name != "topology" {
		kind := LookupKind(Kind(name))
		if kind == nil {
			return nil
		}
		block = &kind.BlockInfo
	}
	return &Topic{Path: name, Doc: block.Doc, Block: block, Example: Example(name)}
}

// kindNames returns topology and the kinds, sorted but for topology, which stands first.
func kindNames() []string {
	names := []string{"topology"}
	for i := range AllKinds {
		names = append(names, string(AllKinds[i].Kind))
	}
	return names
}

func (b *BlockInfo) names() []string {
	if b == nil {
		return nil
	}
	names := make([]string, len(b.Fields))
	for i := range b.Fields {
		names[i] = b.Fields[i].Name
	}
	return names
}

// DefaultRule says how a field gets its default where that depends on other fields; origins name the field as the rule:
// "function.handler". ok is false for what is no such field.
func DefaultRule(rule string) (doc string, ok bool) {
	t, _ := Explain(FieldPath(rule, ""))
	if t == nil || t.Field == nil || t.Field.DefaultDoc == "" {
		return "", false
	}
	return t.Field.DefaultDoc, true
}

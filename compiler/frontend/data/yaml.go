package data

import (
	"bytes"
	"errors"
	"io"
	"regexp"

	yaml "go.yaml.in/yaml/v3"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// ParseYAML parses a file as one YAML document; a file of comments alone gives a Null. The rules are those of YAML 1.2's
// core schema (https://yaml.org/spec/1.2.2/#103-core-schema): NO, on, 1:30 are strings, 0123 is 123, 0o17 is 15. Merge
// keys, tags of one's own and keys that are no scalars are errors; so are aliases that expand too far. Keys are the text
// that is written. Origins: a value's own place and that of its key; for an alias the place of what it names. The node is
// nil only with errors.
func ParseYAML(file *diag.File) (*tree.Node, diag.List) {
	if docs, ok := readBlocks(file); ok && len(docs) == 1 {
		return docs[0], nil
	}
	docs, ds := readYAML(file, true)
	switch {
	case ds.HasErrors():
		return nil, ds
	case len(docs) == 0:
		return &tree.Node{Kind: tree.Null, Origin: tree.At(diag.Range{File: file})}, ds
	}
	return docs[0], ds
}

// Documents parses a file as a stream of YAML documents under the rules of ParseYAML. Empty documents are left out.
// What the emitter of package tree writes is read by a reader of its own that is about ten times faster than a full
// YAML parser; whatever else stands in a file makes it fall back to that one, with the same result.
func Documents(file *diag.File) ([]*tree.Node, diag.List) {
	if docs, ok := readBlocks(file); ok {
		return docs, nil
	}
	docs, ds := readYAML(file, false)
	if ds.HasErrors() {
		return nil, ds
	}
	return docs, ds
}

func readYAML(file *diag.File, single bool) ([]*tree.Node, diag.List) {
	text := frontend.TrimBOM(file.Data)
	r := &yamlReader{
		builder: builder{file: file},
		lines:   newLineIndex(string(text), len(file.Data)-len(text)),
		anchors: map[*yaml.Node]*anchor{},
	}
	text = withoutVersion(text)
	dec := yaml.NewDecoder(bytes.NewReader(text))
	var docs []*tree.Node
	for {
		var doc yaml.Node
		if err := decodeYAML(dec, &doc); errors.Is(err, io.EOF) {
			return docs, r.ds
		} else if err != nil {
			r.ds = append(r.ds, r.syntax(err, text))
			return nil, r.ds
		}
		if len(doc.Content) == 0 {
			continue
		}
		if single && len(docs) == 1 {
			r.ds = append(r.ds, diag.YAMLFeature.At(r.mark(&doc), "the file holds a second document").
				WithRelated(docs[0].Range(), "the first begins here").
				WithFix("remove the line with --- and merge the two, or move the second to a file of its own"))
			return nil, r.ds
		}
		n := r.value(doc.Content[0], 0)
		if single || n.Kind != tree.Null {
			docs = append(docs, n)
		}
	}
}

// version is a directive that a file is YAML 1.2, which the library refuses: it knows that of 1.1 alone.
var version = regexp.MustCompile(`\A((?:[ \t]*(?:#[^\n]*)?\r?\n)*)%(YAML[ \t]+1\.2[ \t]*(?:#[^\n]*)?\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*---)`)

// withoutVersion returns a text with the directive %YAML 1.2 made a comment, of the same length.
func withoutVersion(text []byte) []byte {
	return version.ReplaceAll(text, []byte("${1}#${2}"))
}

// decodeYAML decodes one document. The library panics on what it takes for its own mistakes.
func decodeYAML(dec *yaml.Decoder, doc *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("yaml: this is no YAML")
		}
	}()
	return dec.Decode(doc)
}

// yamlReader turns one file's nodes of the library into the tree's.
type yamlReader struct {
	builder
	lines    lineIndex
	anchors  map[*yaml.Node]*anchor
	expanded int // nodes that aliases added so far
	made     int // nodes made so far, aliases' expansions included
}

// value converts a node. It never returns nil: what is refused is reported and stands as null.
func (r *yamlReader) value(y *yaml.Node, depth int) *tree.Node {
	if depth > maxDepth {
		r.ds = append(r.ds, tooDeep(r.mark(y)))
		return r.null(y)
	}
	if y.Kind == yaml.AliasNode {
		return r.alias(y)
	}
	before := r.made
	if y.Anchor != "" {
		r.anchors[y] = &anchor{}
	}
	r.made++
	var n *tree.Node
	switch y.Kind {
	case yaml.MappingNode:
		n = r.mapping(y, depth)
	case yaml.SequenceNode:
		n = r.sequence(y, depth)
	default:
		n = r.scalar(y)
	}
	if y.Anchor != "" {
		*r.anchors[y] = anchor{node: n, size: r.made - before}
	}
	return n
}

func (r *yamlReader) null(y *yaml.Node) *tree.Node {
	start := r.lines.offset(y.Line, y.Column)
	return r.node(tree.Null, "", start, start)
}

func (r *yamlReader) sequence(y *yaml.Node, depth int) *tree.Node {
	r.tag(y, "!!seq")
	start := r.lines.offset(y.Line, y.Column)
	n := r.node(tree.List, "", start, start+1)
	end := start + 1
	n.Items = make([]*tree.Node, 0, len(y.Content))
	for _, c := range y.Content {
		item := r.value(c, depth+1)
		n.Items = append(n.Items, item)
		end = r.endOf(c, item, end)
	}
	r.end(n, r.closing(y, end))
	return n
}

func (r *yamlReader) mapping(y *yaml.Node, depth int) *tree.Node {
	r.tag(y, "!!map")
	start := r.lines.offset(y.Line, y.Column)
	n := r.node(tree.Map, "", start, start+1)
	end := start + 1
	n.Fields = make([]tree.Field, 0, len(y.Content)/2)
	var index keys
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, place, ok := r.key(y.Content[i])
		v := r.value(y.Content[i+1], depth+1)
		end = r.endOf(y.Content[i+1], v, end)
		if !ok {
			continue
		}
		if first := index.find(n.Fields, key); first >= 0 {
			r.duplicate(key, place, n.Fields[first].Value.Origin.Name)
			continue
		}
		if y.Content[i+1].Kind == yaml.AliasNode { // the node is shared, its key is not
			v = v.With(&tree.Origin{Range: v.Origin.Range})
		}
		v.Origin.Name = place
		n.Fields = append(n.Fields, tree.Field{Key: key, Value: v})
	}
	r.end(n, r.closing(y, end))
	return n
}

// key returns a mapping's key as text.
func (r *yamlReader) key(y *yaml.Node) (string, diag.Range, bool) {
	place := r.mark(y)
	if y.Kind == yaml.AliasNode {
		y = y.Alias
	}
	switch {
	case y.Kind != yaml.ScalarNode:
		r.ds = append(r.ds, diag.YAMLFeature.At(place, "a key is a list or an object").WithFix("write the key as a string"))
		return "", place, false
	case y.Value == "<<" && y.Style&^yaml.TaggedStyle == 0:
		r.ds = append(r.ds, diag.YAMLFeature.At(place, "a merge key (<<) is not part of YAML 1.2").
			WithFix("write the fields out, or use CUE, Jsonnet or HCL to share them"))
		return "", place, false
	}
	r.tag(y, "")
	return y.Value, place, true
}

// Package outline reads source text for an editor: what stands where in a file, whether the file parses or not. A front end
// says what a text means and refuses what is wrong; an outline says what the cursor is in while somebody is still typing.
package outline

import "strings"

// Language is a language of topologies.
type Language uint8

// Languages of topologies.
const (
	HCL Language = iota
	CUE
	Jsonnet
	JSON
	YAML
)

// LanguageOf returns the language of a file by its name; ok is false for what is no topology's file.
func LanguageOf(name string) (l Language, ok bool) {
	for suffix, l := range map[string]Language{
		".hcl": HCL, ".cue": CUE, ".jsonnet": Jsonnet, ".libsonnet": Jsonnet, ".json": JSON, ".yaml": YAML,
	} {
		if strings.HasSuffix(name, suffix) {
			return l, true
		}
	}
	return 0, false
}

// Kind is the kind of a node.
type Kind uint8

// Kinds of nodes.
const (
	Object Kind = iota // fields in braces, a block's body, a mapping
	List
	Text  // in quotes
	Word  // a name, with what follows it after dots: function.resize.url
	Index // what is in brackets after a word
)

// Node is a stretch of a file.
type Node struct {
	Kind Kind
	// Start and End bound the whole of it in byte offsets, quotes and brackets included; End is exclusive.
	Start, End int
	// From and To bound what is inside of a text's quotes.
	From, To int
	// Text is a word, or what is inside of a text's quotes, as written.
	Text string
	// Plain is a text without escapes and interpolation: what is written is what it says.
	Plain bool
	// Fields are those of an object, in order.
	Fields []*Field
	// Items are the parts of a list's items, the words inside of a text's interpolations, or the arguments of a call.
	Items []*Node
}

// Field is a field of an object. HCL's labels are fields of their own: function "resize" {} is what function: resize: {} is.
type Field struct {
	// Key is nil for a name that is computed.
	Key *Node
	// Values are the parts of the field's expression: one for a plain value, several for what operators join.
	Values []*Node
	// Block says that the field was written as one of HCL's blocks.
	Block bool
}

// Name is the key's text, and Any for a computed one.
func (f *Field) Name() string {
	if f.Key == nil {
		return Any
	}
	return f.Key.Text
}

// Steps of a path that are no names.
const (
	Any     = "*" // a computed name: a pattern, a comprehension's key
	Item    = "[]"
	Nowhere = "?" // a place that is no part of the document: a local value, an argument of a call
)

// File is a file's outline.
type File struct {
	Language Language
	Text     string
	// Root holds the document's fields: kinds, as a rule.
	Root *Node
	// Beside holds what is in the file and in no field: local values, embedded expressions.
	Beside []*Node
}

// Read makes the outline of a text.
func Read(l Language, text string) *File {
	f, _ := read(l, text)
	return f
}

// read also says what could stand at the end of the text.
func read(l Language, text string) (*File, place) {
	if l == YAML {
		return readYAML(text)
	}
	return readTokens(l, text, lex(l, text))
}

// readTokens makes the outline of the tokens of a text, which may lack the last.
func readTokens(l Language, text string, tokens []token) (*File, place) {
	p := &parser{language: l, text: text, tokens: tokens}
	f := &File{Language: l, Text: text, Root: &Node{Kind: Object, Start: -1, End: len(text)}}
	p.file = f
	if l == HCL {
		p.hclBody(f.Root, false)
	} else {
		p.document(f.Root)
	}
	return f, p.end
}

// Use is one place in a file where a name, a word or a text stands.
type Use struct {
	*Node
	// Path leads to it from the root. Of a key it is the path of the field itself.
	Path []string
	// Key says that it is a field's name or a block's label.
	Key bool
	// Field is the field whose key or value it is, nil in what is beside the document.
	Field *Field
}

// Uses calls f for every word, text and key, in the order of the file but for what is beside the document, which comes last.
// Paths are reused: f copies what it keeps.
func (file *File) Uses(f func(Use)) {
	w := walker{f: f}
	w.fields(file.Root)
	w.path = append(w.path, Nowhere)
	for _, n := range file.Beside {
		w.value(n, nil)
	}
}

type walker struct {
	path []string
	f    func(Use)
}

func (w *walker) fields(n *Node) {
	for _, f := range n.Fields {
		w.path = append(w.path, f.Name())
		if f.Key != nil {
			w.f(Use{Node: f.Key, Path: w.path, Key: true, Field: f})
			w.inside(f.Key, f)
		}
		for _, v := range f.Values {
			w.value(v, f)
		}
		w.path = w.path[:len(w.path)-1]
	}
}

func (w *walker) value(n *Node, f *Field) {
	switch n.Kind {
	case Object:
		w.fields(n)
	case List:
		w.path = append(w.path, Item)
		for _, item := range n.Items {
			w.value(item, f)
		}
		w.path = w.path[:len(w.path)-1]
	case Index:
		w.inside(n, f)
	default:
		w.f(Use{Node: n, Path: w.path, Field: f})
		w.inside(n, f)
	}
}

// inside walks what is inside of a text's interpolations and of a call's arguments.
func (w *walker) inside(n *Node, f *Field) {
	if len(n.Items) == 0 {
		return
	}
	w.path = append(w.path, Nowhere)
	for _, item := range n.Items {
		w.value(item, f)
	}
	w.path = w.path[:len(w.path)-1]
}

// UseAt returns the innermost key, word or text that an offset is in or at the end of.
func (file *File) UseAt(offset int) (Use, bool) {
	var found Use
	ok := false
	file.Uses(func(u Use) {
		if u.Start <= offset && offset <= u.End && (!ok || u.End-u.Start <= found.End-found.Start) {
			u.Path = append([]string(nil), u.Path...)
			found, ok = u, true
		}
	})
	return found, ok
}

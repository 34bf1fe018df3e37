package wire

import (
	"maps"
	"slices"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Request asks for an evaluation of one language's files in one folder.
type Request struct {
	// Language is the front end's name.
	Language string
	// Dir is the folder, relative to the topology's root.
	Dir string
	// Files are all files that the evaluation may read; of them the first Main are the folder's own, the others are imported.
	Files []*diag.File
	Main  int
	// Environments asks for the environment declarations alone.
	Environments bool
	// Vars are the values of variables. Their origins stay behind: an answer names them by number.
	Vars map[string]*tree.Node

	origins []*tree.Origin // of the nodes of Vars, from the first name's root on
}

// AppendSources appends the part of a request that is the same for each evaluation of the files.
func AppendSources(dst []byte, r *Request) []byte {
	w := &writer{b: dst}
	w.text(r.Language)
	w.text(r.Dir)
	w.int(r.Main)
	w.int(len(r.Files))
	for _, f := range r.Files {
		w.text(f.Name)
		w.int(len(f.Data))
		w.b = append(w.b, f.Data...)
	}
	return w.b
}

// ParseSources reads what AppendSources wrote. The files are new ones.
func ParseSources(message []byte) (*Request, error) {
	read := newReader(message)
	in, r := &read, &Request{}
	r.Language = in.text()
	r.Dir = in.text()
	r.Main = in.int()
	for n := in.count(); n > 0 && in.err == nil; n-- {
		name := in.text()
		size := in.count()
		r.Files = append(r.Files, diag.NewFile(name, []byte(in.b[:size])))
		in.b = in.b[size:]
	}
	if r.Main > len(r.Files) {
		in.fail()
	}
	return r, in.end()
}

// AppendQuestion appends the rest of a request, and has the request know the origins that an answer may name.
func AppendQuestion(dst []byte, r *Request) []byte {
	w := &writer{b: dst}
	w.bool(r.Environments)
	names := slices.Sorted(maps.Keys(r.Vars))
	w.int(len(names))
	r.origins = nil
	for _, name := range names {
		w.text(name)
		w.value(r.Vars[name], r)
	}
	return w.b
}

// value writes a node without its origin, which gets a number.
func (w *writer) value(n *tree.Node, r *Request) {
	r.origins = append(r.origins, n.Origin)
	w.int(int(n.Kind))
	switch n.Kind {
	case tree.Null:
	case tree.List:
		w.int(len(n.Items))
		for _, item := range n.Items {
			w.value(item, r)
		}
	case tree.Map:
		w.int(len(n.Fields))
		for _, f := range n.Fields {
			w.text(f.Key)
			w.value(f.Value, r)
		}
	default:
		w.text(n.Text)
	}
}

// ParseQuestion reads what AppendQuestion wrote into a request with the sources of s. The variables' origins stand for those that
// were left behind.
func ParseQuestion(message []byte, s *Request) (*Request, error) {
	read := newReader(message)
	in, r := &read, *s
	r.Environments = in.bool()
	r.Vars = map[string]*tree.Node{}
	r.origins = nil
	for n := in.count(); n > 0 && in.err == nil; n-- {
		name := in.text()
		r.Vars[name] = in.value(&r, name, 0)
	}
	return &r, in.end()
}

func (r *reader) value(request *Request, name string, depth int) *tree.Node {
	n := &tree.Node{Origin: &tree.Origin{How: tree.Variable, Rule: name}}
	request.origins = append(request.origins, n.Origin)
	kind := r.int()
	if kind > int(tree.Map) || depth > maxDepth {
		r.fail()
		return n
	}
	n.Kind = tree.Kind(kind)
	switch n.Kind {
	case tree.Null:
	case tree.List:
		for c := r.count(); c > 0 && r.err == nil; c-- {
			n.Items = append(n.Items, r.value(request, name, depth+1))
		}
	case tree.Map:
		for c := r.count(); c > 0 && r.err == nil; c-- {
			key := r.text()
			n.Fields = append(n.Fields, tree.Field{Key: key, Value: r.value(request, name, depth+1)})
		}
	default:
		n.Text = r.text()
	}
	return n
}

package wire

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxDepth is how deep what is read may nest. Front ends stop at 500.
const maxDepth = 2000

// Forms of an origin.
const (
	noOrigin   = iota
	atPlace    // written at a place
	atKey      // written at a place, with that of its key
	fullOrigin // any other
	ofVariable // that of a node of a variable, by its number
)

// places numbers the files that places lie in, and the origins that came with variables.
type places struct {
	files   map[*diag.File]int // from 1
	origins map[*tree.Origin]int
}

func (w *writer) node(n *tree.Node, p *places) {
	if n == nil {
		n = &tree.Node{}
	}
	kind := int(n.Kind)
	if n.Ref {
		kind |= 8
	}
	w.int(kind)
	w.origin(n.Origin, p)
	switch n.Kind {
	case tree.Null:
	case tree.List:
		w.int(len(n.Items))
		for _, item := range n.Items {
			w.node(item, p)
		}
	case tree.Map:
		w.int(len(n.Fields))
		for _, f := range n.Fields {
			w.text(f.Key)
			w.node(f.Value, p)
		}
	default:
		w.text(n.Text)
	}
}

func (w *writer) origin(o *tree.Origin, p *places) {
	if o == nil {
		w.int(noOrigin)
		return
	}
	if n, ok := p.origins[o]; ok {
		w.int(ofVariable)
		w.int(n)
		return
	}
	switch plain := o.How == tree.Written && o.Rule == "" && o.From == nil && len(o.Also) == 0; {
	case plain && o.Name.IsZero():
		w.int(atPlace)
		w.place(o.Range, p)
	case plain:
		w.int(atKey)
		w.place(o.Range, p)
		w.place(o.Name, p)
	default:
		w.int(fullOrigin)
		w.int(int(o.How))
		w.place(o.Range, p)
		w.place(o.Name, p)
		w.text(o.Rule)
		w.origin(o.From, p)
		w.int(len(o.Also))
		for _, also := range o.Also {
			w.origin(also, p)
		}
	}
}

// place writes a range: the file's number, 0 for none, and what is in it.
func (w *writer) place(r diag.Range, p *places) {
	file := p.files[r.File]
	w.int(file)
	if file > 0 {
		w.int(int(max(r.Start, 0)))
		w.int(int(max(r.End-r.Start, 0)))
	}
}

// treeReader reads trees whose places lie in files, and whose variables have origins.
type treeReader struct {
	reader
	files   []*diag.File
	origins []*tree.Origin
}

func (r *treeReader) node(depth int) *tree.Node {
	n := &tree.Node{}
	kind := r.int()
	n.Kind, n.Ref = tree.Kind(kind&7), kind&8 != 0
	if kind > 15 || n.Kind > tree.Map || depth > maxDepth {
		r.fail()
		return n
	}
	n.Origin = r.origin(depth)
	switch n.Kind {
	case tree.Null:
	case tree.List:
		if count := r.count(); count > 0 {
			n.Items = make([]*tree.Node, 0, count)
			for i := 0; i < count && r.err == nil; i++ {
				n.Items = append(n.Items, r.node(depth+1))
			}
		}
	case tree.Map:
		if count := r.count(); count > 0 {
			n.Fields = make([]tree.Field, 0, count)
			for i := 0; i < count && r.err == nil; i++ {
				key := r.text()
				n.Fields = append(n.Fields, tree.Field{Key: key, Value: r.node(depth + 1)})
			}
		}
	default:
		n.Text = r.text()
	}
	return n
}

func (r *treeReader) origin(depth int) *tree.Origin {
	switch form := r.int(); {
	case form == noOrigin:
		return nil
	case form == atPlace:
		return &tree.Origin{Range: r.place()}
	case form == atKey:
		value := r.place()
		return &tree.Origin{Range: value, Name: r.place()}
	case form == ofVariable:
		if n := r.int(); n < len(r.origins) {
			return r.origins[n]
		}
	case form == fullOrigin && depth <= maxDepth:
		o := &tree.Origin{}
		how := r.int()
		if how > int(tree.Held) {
			break
		}
		o.How = tree.How(how)
		o.Range = r.place()
		o.Name = r.place()
		o.Rule = r.text()
		o.From = r.origin(depth + 1)
		for n := r.count(); n > 0 && r.err == nil; n-- {
			o.Also = append(o.Also, r.origin(depth+1))
		}
		return o
	}
	r.fail()
	return nil
}

func (r *treeReader) place() diag.Range {
	file := r.int()
	if file == 0 {
		return diag.Range{}
	}
	start, length := r.int(), r.int()
	if file > len(r.files) || start+length > len(r.files[file-1].Data) {
		r.fail()
		return diag.Range{}
	}
	return diag.Range{File: r.files[file-1], Start: int32(start), End: int32(start + length)}
}

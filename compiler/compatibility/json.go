package compatibility

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"espc.dev/compiler/internal/schemafile"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// place is a part of a document.
type place struct {
	n       *tree.Node
	pointer string
	root    *tree.Node
}

func (p place) get(key string) place {
	return place{p.n.Get(key), p.pointer + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key), p.root}
}

func (p place) item(i int) place {
	return place{p.n.Items[i], p.pointer + "/" + strconv.Itoa(i), p.root}
}

// fields are the parts of an object, in their order.
func (p place) fields() []string {
	if p.n == nil || p.n.Kind != tree.Map {
		return nil
	}
	out := make([]string, len(p.n.Fields))
	for i, f := range p.n.Fields {
		out[i] = f.Key
	}
	return out
}

// items are the parts of a list.
func (p place) items() []place {
	if p.n == nil || p.n.Kind != tree.List {
		return nil
	}
	out := make([]place, len(p.n.Items))
	for i := range p.n.Items {
		out[i] = p.item(i)
	}
	return out
}

// words are the texts of a list.
func (p place) words() []string {
	var out []string
	for _, i := range p.items() {
		out = append(out, i.n.Text)
	}
	return out
}

// maxReferences bounds how many references lead from one to the next.
const maxReferences = 50

// resolved follows $ref within the document. What leads elsewhere or nowhere stays as it is.
func (p place) resolved() place {
	for range maxReferences {
		pointer, local := strings.CutPrefix(p.n.Get("$ref").Str(), "#")
		if !local {
			return p
		}
		at := place{p.root, "#", p.root}
		if anchor := anchored(at, pointer); anchor.n != nil {
			p = anchor
			continue
		}
		for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
			if pointer == "" {
				break
			}
			if plain, err := url.PathUnescape(part); err == nil {
				part = plain
			}
			part = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
			if i, err := strconv.Atoi(part); err == nil && at.n != nil && at.n.Kind == tree.List && i >= 0 && i < len(at.n.Items) {
				at = at.item(i)
			} else {
				at = at.get(part)
			}
		}
		if at.n == nil {
			return p
		}
		p = at
	}
	return p
}

// anchored finds the part of a document that an anchor names; none for a pointer.
func anchored(at place, name string) place {
	switch {
	case name == "" || strings.HasPrefix(name, "/"):
		return place{}
	case at.n.Get("$anchor").Str() == name:
		return at
	}
	for _, key := range at.fields() {
		if found := anchored(at.get(key), name); found.n != nil {
			return found
		}
	}
	for _, item := range at.items() {
		if found := anchored(item, name); found.n != nil {
			return found
		}
	}
	return place{}
}

// same reports whether two parts say the same, what they refer to included.
func same(a, b place) bool {
	return tree.Equal(a.n, b.n) && refersToSame(a, b, map[[2]*tree.Node]bool{})
}

// refersToSame reports whether all references within two parts that are equal lead to what is equal.
func refersToSame(a, b place, seen map[[2]*tree.Node]bool) bool {
	pair := [2]*tree.Node{a.n, b.n}
	if a.n == b.n || seen[pair] {
		return true
	}
	seen[pair] = true
	if x, y := a.resolved(), b.resolved(); (x.n != a.n || y.n != b.n) && (!tree.Equal(x.n, y.n) || !refersToSame(x, y, seen)) {
		return false
	}
	for _, key := range a.fields() {
		if !refersToSame(a.get(key), b.get(key), seen) {
			return false
		}
	}
	for i, item := range a.items() {
		if !refersToSame(item, b.item(i), seen) {
			return false
		}
	}
	return true
}

// parse reads a document in JSON or YAML.
func parse(file *diag.File) (place, error) {
	n, bad := schemafile.Parse(file)
	if bad != nil {
		return place{}, fmt.Errorf("%s", bad.Reason)
	}
	return place{n, "#", n}, nil
}

// parseBoth reads two versions as the one that writes and the one that reads.
func parseBoth(before, after *diag.File, forward bool) (writer, reader place, err error) {
	if writer, err = parse(before); err != nil {
		return
	}
	if reader, err = parse(after); err != nil {
		return
	}
	if forward {
		writer, reader = reader, writer
	}
	return
}

// findings collects breaks, each once. forward says that the new version is the one that writes.
type findings struct {
	forward bool
	breaks  []Break
}

// add reports a break at the place of the new version.
func (f *findings) add(w, r place, format string, args ...any) {
	at := r
	if f.forward {
		at = w
	}
	b := Break{Pointer: at.pointer, Reason: fmt.Sprintf(format, args...)}
	if !slices.Contains(f.breaks, b) {
		f.breaks = append(f.breaks, b)
	}
}

// changed reports that something was one thing and is another: w is the writer's, r the reader's.
func (f *findings) changed(at, to place, what, w, r string) {
	if f.forward {
		w, r = r, w
	}
	if what != "" {
		what += " "
	}
	f.add(at, to, "%swas %s and is %s", what, w, r)
}

// said reports a break in words for each direction.
func (f *findings) said(w, r place, backward, forward string) {
	if f.forward {
		backward = forward
	}
	f.add(w, r, "%s", backward)
}

package why

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/tree"
)

// NoField says that an object has no field of a path.
type NoField struct {
	// At is the part of the path that is there, and Part what does not follow it.
	At, Part string
	// Near is what was probably meant, "" for nothing; Names are what could stand there.
	Near  string
	Names []string
}

func (e *NoField) Error() string {
	at := e.At
	if at == "" {
		at = "the object"
	}
	switch {
	case e.Near != "":
		return fmt.Sprintf("%s has no %s; did you mean %s?", at, e.Part, e.Near)
	case len(e.Names) == 0:
		return fmt.Sprintf("%s has nothing below it, so there is no %s", at, e.Part)
	}
	return fmt.Sprintf("%s has no %s; there are %s", at, e.Part, strings.Join(e.Names, ", "))
}

// Find follows a path as a person types it. Keys follow dots; one that has dots itself is found as it is, or stands in brackets and
// quotes. Elements stand in brackets: by what tells them apart ([app]), by a field ([name=app]), or by their position ([0]).
func Find(o backends.Object, dialect backends.Dialect, text string) (Path, error) {
	f := finder{dialect: dialect, typ: o.Address.Type, node: o.Tree}
	rest := strings.Trim(strings.TrimSpace(text), ".")
	for rest != "" {
		var err error
		if next := strings.TrimPrefix(rest, "."); strings.HasPrefix(next, "[") {
			rest, err = f.bracket(next)
		} else {
			rest, err = f.key(next)
		}
		if err != nil {
			return nil, err
		}
	}
	return f.path, nil
}

type finder struct {
	dialect backends.Dialect
	typ     string
	node    *tree.Node
	path    Path
	keys    []string
}

// key takes the longest key of the map that the rest of the path starts with.
func (f *finder) key(rest string) (string, error) {
	best := -1
	if f.node.Kind == tree.Map {
		for i, field := range f.node.Fields {
			after, ok := strings.CutPrefix(rest, field.Key)
			if ok && (after == "" || after[0] == '.' || after[0] == '[') && (best < 0 || len(field.Key) > len(f.node.Fields[best].Key)) {
				best = i
			}
		}
	}
	if best < 0 {
		part := rest
		if i := strings.IndexAny(rest, ".["); i > 0 {
			part = rest[:i]
		}
		return "", f.missing(part, slices.Values(f.names()), f.names())
	}
	field := f.node.Fields[best]
	f.enter(Step{Key: field.Key}, field.Key, field.Value)
	return rest[len(field.Key):], nil
}

func (f *finder) enter(s Step, key string, node *tree.Node) {
	f.path, f.keys, f.node = append(f.path, s), append(f.keys, key), node
}

func (f *finder) names() []string {
	var names []string
	if f.node.Kind == tree.Map {
		for _, field := range f.node.Fields {
			names = append(names, field.Key)
		}
	}
	if f.node.Kind == tree.List {
		for _, s := range elements(f.node, f.dialect, f.typ, f.keys) {
			names = append(names, Path{s}.String())
		}
	}
	return names
}

func (f *finder) missing(part string, near iter.Seq[string], names []string) error {
	const most = 12
	e := &NoField{At: f.path.String(), Part: part, Near: nearest.Of(part, near), Names: names}
	if len(names) > most {
		e.Names = append(slices.Clip(names[:most]), "…")
	}
	return e
}

// bracket takes an element of a list, or a key of a map in brackets.
func (f *finder) bracket(rest string) (string, error) {
	inside, after, ok := cutBracket(rest)
	if !ok {
		return "", fmt.Errorf("%s is not closed: write [NAME], [FIELD=VALUE] or [0]", rest)
	}
	if f.node.Kind == tree.Map {
		for _, field := range f.node.Fields {
			if field.Key == inside {
				f.enter(Step{Key: field.Key}, field.Key, field.Value)
				return after, nil
			}
		}
		return "", f.missing(inside, slices.Values(f.names()), f.names())
	}
	if f.node.Kind == tree.List {
		steps := elements(f.node, f.dialect, f.typ, f.keys)
		for i, s := range steps {
			if s.is(inside, f.node.Items[i]) {
				f.enter(s, "[]", f.node.Items[i])
				return after, nil
			}
		}
		if n, err := strconv.Atoi(inside); err == nil && n >= 0 && n < len(steps) {
			f.enter(steps[n], "[]", f.node.Items[n])
			return after, nil
		}
	}
	return "", f.missing("["+inside+"]", slices.Values(f.names()), f.names())
}

// is reports whether what stands in brackets names an element: its name, FIELD=VALUE, or a scalar itself.
func (s Step) is(inside string, item *tree.Node) bool {
	if s.Name != "" && s.Name == inside {
		return true
	}
	if field, value, ok := strings.Cut(inside, "="); ok {
		n := item.Get(field)
		return n != nil && n.Kind != tree.Map && n.Kind != tree.List && n.Text == strings.Trim(value, `"'`)
	}
	return item.Kind == tree.String && item.Text == inside
}

// cutBracket cuts off a path's first brackets; what is in quotes inside may hold brackets itself.
func cutBracket(s string) (inside, after string, ok bool) {
	if len(s) > 1 && (s[1] == '"' || s[1] == '\'') {
		if end := strings.Index(s[2:], s[1:2]+"]"); end >= 0 {
			return s[2 : 2+end], s[2+end+2:], true
		}
	}
	end := strings.IndexByte(s, ']')
	if end < 0 {
		return "", "", false
	}
	return s[1:end], s[end+1:], true
}

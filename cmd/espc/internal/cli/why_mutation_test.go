package cli

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"espc.dev/compiler/why"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// whyEvery says of how many places one is changed.
var whyEvery = flag.Int("why.every", 31, "of how many places of an example one is changed")

// TestWhatChangesNamesWhatWasChanged changes every scalar that a file of an example says, one at a time, and compiles again: each
// field that changes has the place in its chain. So nobody has to believe what the chains say.
func TestWhatChangesNamesWhatWasChanged(t *testing.T) {
	for _, e := range []struct{ dir, env string }{
		{"hello", ""}, {"shop", "prod"}, {"shop", "cloud"}, {"orders", "aws"}, {"orders", "knative"}, {"booking", "envoy"}, {"booking", "cloud"},
		{"polyglot/cue", "prod"}, {"polyglot/jsonnet", "prod"}, {"polyglot/mixed", "prod"}, {"receipts", "prod"}, {"canvas", ""},
	} {
		t.Run(e.dir+" "+e.env, func(t *testing.T) { mutate(t, filepath.Join("../../../../examples", e.dir), e.env) })
	}
}

// mutate changes places of one example, each for a compilation, and reports what changes without naming the place.
func mutate(t *testing.T, dir, env string) {
	t.Helper()
	work := t.TempDir()
	if err := os.CopyFS(work, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	before := compileOnce(t, work, env)
	if before == nil {
		t.Fatal("the example does not compile")
	}
	old := fieldsOf(before)
	places, owners := writtenPlaces(before)
	tried, refused, same, fields, wrong := 0, 0, 0, 0, map[string]string{}
	changeable := slices.DeleteFunc(slices.Clone(places), func(r diag.Range) bool { _, ok := changedText(r); return !ok })
	for i, r := range changeable {
		if i%*whyEvery != 0 {
			continue
		}
		changed, _ := changedText(r)
		file := filepath.Join(work, r.File.Name)
		data := slices.Concat(r.File.Data[:r.Start], []byte(changed), r.File.Data[r.End:])
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		after := compileOnce(t, work, env)
		if err := os.WriteFile(file, r.File.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		if after == nil {
			refused++
			continue
		}
		tried++
		n, explained := 0, false
		var unsure []string
		for key, f := range fieldsOf(after) {
			was, ok := old[key]
			if !ok || was.Value.Kind == f.Value.Kind && was.Value.Text == f.Value.Text {
				continue
			}
			n++
			switch {
			case says(was.Chain, r, owners) || says(f.Chain, r, owners):
				explained = true
			case slices.ContainsFunc(f.Chain, func(l why.Link) bool { return l.Digest }):
				unsure = append(unsure, key)
			default:
				wrong[shape(key)] = fmt.Sprintf("%s: %s → %s changes %s: %.80s → %.80s, whose chain is %s", placeText(r), r.File.Data[r.Start:r.End], changed, key, was.Value.Text, f.Value.Text, chainText(was.Chain))
			}
		}
		for _, key := range unsure { // a digest changes with what it is of, which has to be explained
			if !explained {
				wrong[shape(key)] = fmt.Sprintf("%s: %s → %s changes the digest %s, and no other field says so", placeText(r), r.File.Data[r.Start:r.End], changed, key)
			}
		}
		fields += n
		if n == 0 {
			same++
		}
	}
	t.Logf("%d places that can be changed: %d changed, %d of them without an effect, %d refused; %d fields changed, %d kinds of them wrong", len(changeable), tried, same, refused, fields, len(wrong))
	var keys []string
	for k := range wrong {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		t.Errorf("%s\n    %s", k, wrong[k])
	}
}

// shape is a field without the names of its object and elements, so that one thing is reported once.
func shape(key string) string {
	obj, path, _ := strings.Cut(key, " ")
	kind, _, _ := strings.Cut(obj, "/")
	var b strings.Builder
	depth := 0
	for _, r := range path {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
			b.WriteString("[]")
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return kind + " " + b.String()
}

func chainText(chain []why.Link) string {
	var out []string
	for _, l := range chain {
		out = append(out, fmt.Sprintf("%s %s %s", l.How, l.Name, placeText(l.Place)))
	}
	return strings.Join(out, " <- ")
}

func placeText(r diag.Range) string {
	if r.IsZero() {
		return "-"
	}
	return r.File.Name + ":" + strconv.Itoa(r.Pos().Line)
}

func placeKey(r diag.Range) string { return fmt.Sprint(r.File.Name, ":", r.Start, ":", r.End) }

// says reports whether a chain has a link at a place, or around it, or of the entity that the place is part of.
func says(chain []why.Link, r diag.Range, owners map[string][]string) bool {
	return slices.ContainsFunc(chain, func(l why.Link) bool {
		if !l.Place.IsZero() && slices.Contains(owners[placeKey(r)], placeKey(l.Place)) {
			return true
		}
		if _, entity, ok := strings.Cut(l.Text, "of "); l.How == why.Object && ok && slices.Contains(owners[placeKey(r)], entity) {
			return true
		}
		if l.How == why.Entity && slices.Contains(owners[placeKey(r)], l.Name) {
			return true
		}
		return !l.Place.IsZero() && l.Place.File.Name == r.File.Name && l.Place.Start <= r.Start && r.End <= l.Place.End
	})
}

func compileOnce(t *testing.T, dir, env string) *built {
	t.Helper()
	a := &app{io: IO{Dir: dir}, env: env}
	p, ds, err := a.open(context.Background(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if ds.HasErrors() {
		return nil
	}
	b, ds := a.build(context.Background(), p, env)
	if ds.HasErrors() {
		return nil
	}
	return b
}

// fieldsOf returns the fields of all objects, by object and path.
func fieldsOf(b *built) map[string]why.Field {
	out := map[string]why.Field{}
	for _, r := range b.outputs {
		asker := why.NewAsker(b.topology, r.backend, r.objects)
		for _, o := range r.objects {
			for _, f := range asker.Fields(o, nil) {
				out[o.Address.Type+"/"+o.Address.Name+" "+f.Path.String()] = f
			}
		}
	}
	return out
}

// writtenPlaces returns the places of the scalars that the topology and its environment are made of, each once, and what each is part
// of: the addresses of entities and the places of blocks.
func writtenPlaces(b *built) ([]diag.Range, map[string][]string) {
	owners, owner, blocks := map[string][]string{}, "", []string(nil)
	seen := map[diag.Range]bool{}
	var out []diag.Range
	var origin func(o *tree.Origin)
	origin = func(o *tree.Origin) {
		for ; o != nil; o = o.From {
			if r := o.Range; !r.IsZero() {
				for _, around := range append(blocks, owner) {
					if !slices.Contains(owners[placeKey(r)], around) {
						owners[placeKey(r)] = append(owners[placeKey(r)], around)
					}
				}
			}
			if r := o.Range; !r.IsZero() && !r.File.ComesWithEspc() && !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
			for _, also := range o.Also {
				origin(also)
			}
			origin(o.Via)
		}
	}
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		origin(n.Origin)
		if r := n.Range(); !r.IsZero() {
			blocks = append(blocks, placeKey(r))
			defer func() { blocks = blocks[:len(blocks)-1] }()
		}
		for _, item := range n.Items {
			walk(item)
		}
		for _, f := range n.Fields {
			walk(f.Value)
		}
	}
	for _, e := range b.topology.Entities() {
		owner = e.EntityMeta().Address.String()
		walk(e.EntityMeta().Node)
	}
	owner = b.topology.Environment.Address.String()
	walk(b.topology.Environment.Node)
	if b.topology.Info != nil {
		owner = "topology." + b.topology.Name
		walk(b.topology.Info.Node)
	}
	// the same file is read again for each compilation, so places are compared by name
	slices.SortFunc(out, func(x, y diag.Range) int {
		if x.File.Name != y.File.Name {
			return strings.Compare(x.File.Name, y.File.Name)
		}
		return int(x.Start - y.Start)
	})
	return slices.CompactFunc(out, func(x, y diag.Range) bool { return x.File.Name == y.File.Name && x.Start == y.Start && x.End == y.End }), owners
}

// changedText returns another literal of the same kind than the one at a place, false where there is none.
func changedText(r diag.Range) (string, bool) {
	text := string(r.File.Data[r.Start:r.End])
	switch text {
	case "true":
		return "false", true
	case "false":
		return "true", true
	}
	if n, err := strconv.Atoi(text); err == nil {
		return strconv.Itoa(n + 1), true
	}
	quote := ""
	if len(text) > 1 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		quote, text = text[:1], text[1:len(text)-1]
	}
	if quote == "" || text == "" || strings.ContainsAny(text, "\"'\\${%") {
		return "", false
	}
	// a number in it, or else its last letter
	for i := len(text) - 1; i >= 0; i-- {
		if c := text[i]; c >= '1' && c <= '8' {
			return quote + text[:i] + string(c+1) + text[i+1:] + quote, true
		}
	}
	last := text[len(text)-1]
	switch {
	case last >= 'a' && last < 'z' || last >= 'A' && last < 'Z':
		return quote + text[:len(text)-1] + string(last+1) + quote, true
	}
	return quote + text + "x" + quote, true
}

package plan

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// dialect is a backend for tests: lists named containers and env are keyed by name, rules are sets, checksum restarts and
// kind replaces.
type dialect struct{ backends.Backend }

func (dialect) Info() backends.Info { return backends.Info{Name: "test"} }
func (dialect) ListKey(_ string, path []string) string {
	switch path[len(path)-1] {
	case "containers", "env":
		return "name"
	case "rules":
		return "="
	}
	return ""
}
func (dialect) Restarts(_ string, path []string) bool { return path[len(path)-1] == "checksum" }
func (dialect) Replaces(_ string, path []string) (string, bool) {
	return "it can't change", slices.Contains(path, "fixed")
}
func (dialect) Sensitive(typ string, path []string) bool {
	return typ == "Secret" && len(path) > 0 && path[0] == "data"
}
func (dialect) Keeps(o backends.Object) string { return o.Tree.Get("keeps").Str() }
func (dialect) Rank(typ string) int            { return strings.Index("AccountPolicyWorkload", typ) }
func (dialect) Permissions(objects []backends.Object) []backends.Permission {
	var out []backends.Permission
	for _, o := range objects {
		if p := o.Tree.Get("allow"); p != nil {
			out = append(out, backends.Permission{Key: p.Text, Text: p.Text})
		}
	}
	return out
}
func (dialect) Render(context.Context, backends.Request) backends.Response {
	return backends.Response{}
}

func node(t *testing.T, text string) *tree.Node {
	t.Helper()
	n := &tree.Node{}
	if err := json.Unmarshal([]byte(text), n); err != nil {
		t.Fatal(err)
	}
	return n
}

func object(t *testing.T, typ, name, text string) backends.Object {
	t.Helper()
	return backends.Object{Address: backends.ObjectAddress{Type: typ, Name: name}, Tree: node(t, text)}
}

// fields shows a change's fields as "path: before -> after".
func fields(c backends.Change) string {
	var out []string
	for _, f := range c.Fields {
		show := func(n *tree.Node) string {
			if n == nil {
				return "none"
			}
			return string(tree.AppendJSON(nil, n, ""))
		}
		out = append(out, f.Path+": "+show(f.Before)+" -> "+show(f.After))
	}
	return strings.Join(out, "\n")
}

func TestFieldsThatDiffer(t *testing.T) {
	tests := []struct{ name, before, after, want string }{
		{"nothing", `{"a":1,"b":[1]}`, `{"b":[1],"a":1}`, ""},
		{"a scalar", `{"a":{"b":1}}`, `{"a":{"b":2}}`, "a.b: 1 -> 2"},
		{"a number that became a string", `{"a":1}`, `{"a":"1"}`, `a: 1 -> "1"`},
		{"added and removed", `{"a":1,"c":1}`, `{"a":1,"b":{"x":1}}`, "b: none -> {\"x\":1}\nc: 1 -> none"},
		{"a key with dots", `{"l":{"x.dev/a":1}}`, `{"l":{"x.dev/a":2}}`, "l[x.dev/a]: 1 -> 2"},
		{"keyed elements whatever their place", `{"env":[{"name":"A","v":1},{"name":"B","v":1}]}`, `{"env":[{"name":"N","v":1},{"name":"A","v":1},{"name":"B","v":2}]}`,
			"env[N]: none -> {\"name\":\"N\",\"v\":1}\nenv[B].v: 1 -> 2"},
		{"keyed elements in another order", `{"env":[{"name":"A"},{"name":"B"}]}`, `{"env":[{"name":"B"},{"name":"A"}]}`, `env (order): ["A","B"] -> ["B","A"]`},
		{"keyed elements that share a key", `{"env":[{"name":"A","v":1},{"name":"A","v":2}]}`, `{"env":[{"name":"A","v":1},{"name":"A","v":3}]}`, "env[1].v: 2 -> 3"},
		{"sets in another order", `{"rules":[{"a":1},{"b":1}]}`, `{"rules":[{"b":1},{"a":1}]}`, ""},
		{"a set's element", `{"rules":["a","b"]}`, `{"rules":["c","a"]}`, `rules[+]: none -> "c"` + "\n" + `rules[-]: "b" -> none`},
		{"one argument put in", `{"args":["a","b","c"]}`, `{"args":["a","x","b","c"]}`, `args[1]: none -> "x"`},
		{"one argument taken out", `{"args":["a","b","c"]}`, `{"args":["a","c"]}`, `args[1]: "b" -> none`},
		{"one argument changed", `{"args":["a","b"]}`, `{"args":["a","c"]}`, `args[1]: "b" -> "c"`},
		{"a list that became empty", `{"args":["a"]}`, `{"args":[]}`, `args[0]: "a" -> none`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := Make([]backends.Object{object(t, "Workload", "x", test.before)}, []backends.Object{object(t, "Workload", "x", test.after)}, dialect{})
			if test.want == "" {
				if !p.Empty() || p.Unchanged != 1 {
					t.Fatalf("got %s", fields(p.Changes[0]))
				}
				return
			}
			if p.Empty() {
				t.Fatal("no change found")
			}
			if got := fields(p.Changes[0]); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestARestartIsNoChangedField(t *testing.T) {
	p := Make([]backends.Object{object(t, "Workload", "x", `{"checksum":"a"}`)}, []backends.Object{object(t, "Workload", "x", `{"checksum":"b"}`)}, dialect{})
	if len(p.Changes) != 1 || !p.Changes[0].Restarts || len(p.Changes[0].Fields) != 0 || p.Changes[0].Action != backends.Update {
		t.Errorf("got %+v", p.Changes)
	}
}

func TestAnImmutableFieldIsAReplacement(t *testing.T) {
	p := Make([]backends.Object{object(t, "Workload", "x", `{"fixed":{"a":1},"b":1}`)}, []backends.Object{object(t, "Workload", "x", `{"fixed":{"a":2},"b":2}`)}, dialect{})
	c := p.Changes[0]
	if c.Action != backends.Replace || strings.Join(c.Replace, " ") != "fixed.a" || c.Reason == "" || len(c.Fields) != 2 {
		t.Errorf("got %+v", c)
	}
}

func TestDestroysComeFirstAndRanksAreKept(t *testing.T) {
	before := []backends.Object{
		object(t, "Account", "gone", `{}`), object(t, "Workload", "gone", `{}`), object(t, "Policy", "re", `{"fixed":1}`), object(t, "Account", "same", `{}`),
	}
	after := []backends.Object{
		object(t, "Workload", "new", `{}`), object(t, "Account", "new", `{}`), object(t, "Policy", "re", `{"fixed":2}`), object(t, "Account", "same", `{}`),
	}
	var got []string
	p := Make(before, after, dialect{})
	for _, c := range p.Changes {
		got = append(got, string(c.Action)+" "+c.Address.String())
	}
	want := "delete Workload/gone, delete Account/gone, replace Policy/re, create Account/new, create Workload/new"
	if strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	if p.Unchanged != 1 {
		t.Errorf("%d unchanged", p.Unchanged)
	}
}

func TestADeleteSaysWhatStays(t *testing.T) {
	p := Make([]backends.Object{object(t, "Workload", "data", `{"keeps":"its data stays"}`), object(t, "Workload", "web", `{}`)}, nil, dialect{})
	if len(p.Changes) != 2 || p.Changes[0].Reason != "its data stays" || p.Changes[1].Reason != "" {
		t.Errorf("got %+v", p.Changes)
	}
}

func TestPermissionsThatWidenAndNarrow(t *testing.T) {
	p := Make([]backends.Object{object(t, "Policy", "a", `{"allow":"old"}`), object(t, "Policy", "b", `{"allow":"both"}`)},
		[]backends.Object{object(t, "Policy", "a", `{"allow":"new"}`), object(t, "Policy", "b", `{"allow":"both"}`)}, dialect{})
	if len(p.Widened) != 1 || p.Widened[0].Key != "new" || len(p.Narrowed) != 1 || p.Narrowed[0].Key != "old" {
		t.Errorf("got %v, %v", p.Widened, p.Narrowed)
	}
}

func TestAFieldsSourceIsItsOwnOrTheNearestAbove(t *testing.T) {
	file := diag.NewFile("shop.hcl", []byte("one\ntwo\nthree\n"))
	at := func(offset int32) *tree.Origin {
		return tree.At(diag.Range{File: file, Start: offset, End: offset + 1})
	}
	after := tree.NewMap(
		tree.F("own", tree.NewInt(2).With(tree.Derive("rule", tree.NewInt(0).With(at(4))))),
		tree.F("inherited", tree.NewMap(tree.F("x", tree.NewInt(2).With(tree.Derive("rule", nil))))),
	).With(at(8))
	p := Make([]backends.Object{object(t, "Workload", "x", `{"own":1,"inherited":{"x":1,"gone":1}}`)},
		[]backends.Object{{Address: backends.ObjectAddress{Type: "Workload", Name: "x"}, Tree: after}}, dialect{})
	want := map[string]int{"own": 2, "inherited.x": 3, "inherited.gone": 3}
	for _, f := range p.Changes[0].Fields {
		if line := f.Origin.Pos().Line; line != want[f.Path] {
			t.Errorf("%s: line %d, want %d", f.Path, line, want[f.Path])
		}
	}
}

package cli

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/compiler/why"
)

// exampleFolders returns the folders of all examples, a folder for each form of polyglot.
func exampleFolders(t testing.TB) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"../../../../examples/*", "../../../../examples/polyglot/*"} {
		dirs, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range dirs {
			if info, err := os.Stat(dir); err == nil && info.IsDir() && filepath.Base(dir) != "polyglot" {
				out = append(out, dir)
			}
		}
	}
	return out
}

// everyEnvironment compiles every environment of a folder.
func everyEnvironment(t testing.TB, dir string) []*built {
	t.Helper()
	a := &app{io: IO{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Dir: "."}}
	_, all, ds, err := a.buildAll(context.Background(), dir, true)
	if err != nil || ds.HasErrors() {
		t.Fatalf("%s: %v %v", dir, err, ds)
	}
	return all
}

// unexplained says what is wrong with a chain: it holds a link that nobody explains, or ends nowhere.
func unexplained(chain []why.Link) string {
	for _, l := range chain {
		switch {
		case l.How == why.Unknown:
			return "nothing explains " + orWord(l.Name, "it")
		case l.How == why.Rule && l.Text == "":
			return "the rule " + l.Name + " is not documented"
		}
	}
	for _, l := range chain {
		if !l.Place.IsZero() || l.How == why.Rule || l.How == why.Default && l.Name != "" || l.How == why.Given {
			return ""
		}
	}
	return "the chain ends nowhere"
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// asked is what was learned by asking about every field of outputs.
type asked struct {
	fields, objects int
	failed          int               // fields that nothing explains
	used            map[string]bool   // rules by backend and name, and by backend, name and entry of their Fields
	wrong           map[string]string // what nothing explains, by type and path, with an example
}

// ask asks about every field of an environment's output.
func (a *asked) ask(b *built) {
	for _, out := range b.outputs {
		asker := why.NewAsker(b.topology, out.backend, out.objects)
		for _, o := range out.objects {
			a.objects++
			for _, f := range asker.Fields(o, nil) {
				a.fields++
				for _, l := range f.Chain {
					if l.How == why.Rule {
						a.used[out.backend.Info().Name+" "+l.Name] = true
					}
				}
				if f.Pattern != "" {
					a.used[out.backend.Info().Name+" "+f.Chain[0].Name+" "+f.Pattern] = true
				}
				if what := unexplained(f.Chain); what != "" {
					a.failed++
					a.wrong[o.Address.Type+" "+strings.Join(f.Path.Keys(), ".")+": "+what] = fmt.Sprintf("%s %s %s = %.60q", b.env, o.Address, f.Path, f.Value.Text)
				}
			}
		}
	}
}

// report reports what nothing explains.
func (a *asked) report(t *testing.T) {
	t.Helper()
	for _, k := range slices.Sorted(maps.Keys(a.wrong)) {
		t.Errorf("%s (%s)", k, a.wrong[k])
	}
}

// TestEveryFieldSaysWhereItComesFrom asks about every field of every golden output, and of what each field of the schema makes of a
// small topology. Each chain ends in a place, a default of the schema or a rule, and there is no rule without a field.
func TestEveryFieldSaysWhereItComesFrom(t *testing.T) {
	golden := &asked{used: map[string]bool{}, wrong: map[string]string{}}
	for _, dir := range exampleFolders(t) {
		for _, b := range everyEnvironment(t, dir) {
			golden.ask(b)
		}
	}
	golden.report(t)
	t.Logf("%d of %d fields of %d objects of the golden outputs say where they come from", golden.fields-golden.failed, golden.fields, golden.objects)
	if golden.fields < 40000 {
		t.Errorf("only %d fields were asked about", golden.fields)
	}

	small := &asked{used: golden.used, wrong: map[string]string{}}
	for _, c := range fieldCases(t) {
		all, ds := buildFields(t, c, c.setup, c.change)
		if ds.HasErrors() {
			continue
		}
		for _, b := range all {
			small.ask(b)
		}
	}
	for _, dir := range []string{"testdata/rules/kubernetes", "testdata/rules/aws", "testdata/rules/both"} {
		for _, b := range everyEnvironment(t, dir) {
			small.ask(b)
		}
	}
	small.report(t)
	t.Logf("so do %d fields of %d objects for each field of the schema", small.fields, small.objects)
	for _, b := range registry {
		for _, r := range b.Rules() {
			for _, pattern := range r.Fields {
				if !small.used[b.Info().Name+" "+r.Name+" "+pattern] {
					t.Errorf("%s: no output has a field of %q, which the rule %s is said to decide", b.Info().Name, pattern, r.Name)
				}
			}
			if len(r.Fields) == 0 && !small.used[b.Info().Name+" "+r.Name] {
				t.Errorf("%s: no output has a field by the rule %s", b.Info().Name, r.Name)
			}
		}
	}
}

package cli

import (
	"bytes"
	"context"
	"fmt"
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

func TestEveryFieldOfEveryGoldenOutputSaysWhereItComesFrom(t *testing.T) {
	fields, objects := 0, 0
	used := map[string]bool{} // patterns and names of rules
	missing := map[string]string{}
	for _, dir := range exampleFolders(t) {
		for _, b := range everyEnvironment(t, dir) {
			for _, out := range b.outputs {
				asker := why.NewAsker(b.topology, out.backend, out.objects)
				for _, o := range out.objects {
					objects++
					for _, f := range asker.Fields(o, nil) {
						fields++
						used[f.Pattern] = true
						for _, l := range f.Chain {
							used[l.Name] = true
						}
						if what := unexplained(f.Chain); what != "" {
							missing[o.Address.Type+" "+strings.Join(f.Path.Keys(), ".")+": "+what] = fmt.Sprintf("%s/%s %s %s = %s", filepath.Base(dir), b.env, o.Address, f.Path, f.Value.Text)
						}
					}
				}
			}
		}
	}
	for _, k := range slices.Sorted(func(yield func(string) bool) {
		for k := range missing {
			if !yield(k) {
				return
			}
		}
	}) {
		t.Errorf("%s (%s)", k, missing[k])
	}
	for _, b := range registry {
		for _, r := range b.Rules() {
			for _, pattern := range r.Fields {
				if !used[pattern] {
					t.Errorf("%s: no golden output has a field of %q, which the rule %s is said to decide", b.Info().Name, pattern, r.Name)
				}
			}
			if len(r.Fields) == 0 && !used[r.Name] {
				t.Errorf("%s: no golden output has a field by the rule %s", b.Info().Name, r.Name)
			}
		}
	}
	t.Logf("%d fields of %d objects say where they come from", fields, objects)
	if fields < 40000 {
		t.Errorf("only %d fields were asked", fields)
	}
}

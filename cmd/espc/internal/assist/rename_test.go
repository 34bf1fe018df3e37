package assist_test

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"strings"
	"testing"

	"espc.dev/schema"
)

// renamed renames what the cursor is on and compiles the result; it returns why that is refused, or "".
func (s *scene) renamed(t *testing.T, to string) (*scene, string) {
	t.Helper()
	for _, d := range s.problems {
		if d.Severity == 0 {
			t.Fatalf("the topology does not compile: %s (%s)", d.Summary, d.Place())
		}
	}
	r, err := s.Rename(s.file, s.offset, to, s.topologies)
	if err != nil {
		return nil, err.Error()
	}
	texts := maps.Clone(s.texts)
	for name, data := range s.Apply(r.Edits) {
		texts[name] = string(data)
	}
	after := open(t, texts, nil)
	for _, d := range after.problems {
		if d.Severity == 0 {
			return after, "error: " + d.Summary
		}
	}
	if len(after.topologies) != len(s.topologies) {
		return after, "there are other environments"
	}
	for i := range s.topologies {
		if difference := r.Differs(s.topologies[i], after.topologies[i]); difference != "" {
			return after, "differs: " + difference
		}
	}
	return after, ""
}

func TestARenameFollowsAnEntityThroughAllLanguages(t *testing.T) {
	texts := shop()
	texts["shop.hcl"] = strings.Replace(texts["shop.hcl"], `model "car"`, `model "c⌷ar"`, 1) + `
output "cars" {
  value = model.car.url
}
`
	texts["j.jsonnet"] = "local f(x) = { image: 'x:1', calls: [x] };\n{ 'function': { a: f('model.car') }, model: { lot: { connector: 'connector.main', relation: { cars: { type: 'hasMany', model: 'model.car' } } } } }"
	texts["e.topology.yaml"] = "environment:\n  p:\n    override:\n      model.car:\n        strict: false\n    place:\n      model.car: kubernetes\n    backend:\n      kubernetes: {}\n"
	texts["d.topology.json"] = `{"function": {"b": {"image": "b:1", "env": {"A": "model.car", "B": {"of": "model.car", "part": "url"}}, "calls": ["model.car"]}}}`
	after, refused := open(t, texts, nil).renamed(t, "auto-mobile")
	if refused != "" {
		t.Fatal(refused)
	}
	for file, want := range map[string][]string{
		"shop.hcl":        {`model "auto-mobile"`, "[model.auto-mobile, function.resize]", "value = model.auto-mobile.url"},
		"functions.cue":   {`calls: ["model.auto-mobile"]`},
		"j.jsonnet":       {"f('model.auto-mobile')", "model: 'model.auto-mobile'"},
		"e.topology.yaml": {"model.auto-mobile:\n", "model.auto-mobile: kubernetes"},
		"d.topology.json": {`"A": "model.car"`, `"of": "model.auto-mobile"`, `["model.auto-mobile"]`}, // A is plain text
	} {
		for _, text := range want {
			if !strings.Contains(after.text(file), text) {
				t.Errorf("%s has no %q:\n%s", file, text, after.text(file))
			}
		}
	}
}

func TestARenameIsWrittenAsTheLanguageWantsIt(t *testing.T) {
	for _, c := range []struct{ name, file, text, to, want string }{
		{"a key of CUE that needs quotes", "x.cue", "package shop\nfunction: a⌷: {image: \"x:1\"}", "a-b", "function: \"a-b\": {image"},
		{"a quoted key of CUE", "x.cue", "package shop\nfunction: \"a⌷-c\": {image: \"x:1\"}", "ab", "function: \"ab\": {image"},
		{"a key of Jsonnet that is a word of it", "x.jsonnet", "{ 'function': { a⌷: { image: 'x:1' } } }", "local", "{ 'local': {"},
		{"a key of YAML that reads as a number", "x.topology.yaml", "function:\n  a⌷:\n    image: x:1\n", "12", "  \"12\":\n"},
		{"a key of YAML", "x.topology.yaml", "function:\n  a⌷:\n    image: x:1\n", "ab", "  ab:\n"},
		{"a reference of HCL that is no word", "x.hcl", "function \"a⌷\" {\n  image = \"x:1\"\n}\nfunction \"b\" {\n  image = \"x:1\"\n  calls = [function.a]\n}", "1a", "[\"function.1a\"]"},
		{"a name from a reference", "x.hcl", "function \"a\" {\n  image = \"x:1\"\n}\nfunction \"b\" {\n  image = \"x:1\"\n  calls = [function.a⌷]\n}", "c", "function \"c\" {"},
		{"all of a for_each", "x.hcl", "secret \"k⌷\" {\n  for_each = [\"a\"]\n  key = each.key\n}\nfunction \"a\" {\n  image = \"x:1\"\n  env = {\n    K = secret.k[\"a\"]\n    L = \"secret.k-a\"\n  }\n}", "n", "K = secret.n[\"a\"]\n    L = \"secret.n-a\""},
		{"a module", "x.hcl", "module \"m⌷\" {\n  source = \"./mod\"\n}\nfunction \"a\" {\n  image = \"x:1\"\n  calls = [function.m-in]\n}\noutput \"u\" {\n  value = module.m.f\n}", "n", "[function.n-in]\n}\noutput \"u\" {\n  value = module.n.f"},
		{"an entity of a module's", "mod/in.hcl", "function \"i⌷n\" {\n  image = \"x:1\"\n}\noutput \"f\" {\n  value = function.in.url\n}", "out", "value = function.out.url"},
	} {
		t.Run(c.name, func(t *testing.T) {
			texts := shop()
			texts["mod/in.hcl"] = "function \"in\" {\n  image = \"x:1\"\n}\noutput \"f\" {\n  value = function.in.url\n}"
			texts[c.file] = c.text
			if c.file == "mod/in.hcl" {
				texts["x.hcl"] = "module \"m\" {\n  source = \"./mod\"\n}\nfunction \"a\" {\n  image = \"x:1\"\n  calls = [function.m-in]\n}"
			}
			after, refused := open(t, texts, nil).renamed(t, c.to)
			if refused != "" {
				t.Fatal(refused)
			}
			if !strings.Contains(after.text(c.file), c.want) {
				t.Errorf("%s has no %q:\n%s", c.file, c.want, after.text(c.file))
			}
			if c.file == "mod/in.hcl" && !strings.Contains(after.text("x.hcl"), "[function.m-out]") {
				t.Errorf("the topology around still reads\n%s", after.text("x.hcl"))
			}
		})
	}
}

func TestARenameThatCantBeDoneSafelyIsRefused(t *testing.T) {
	for _, c := range []struct{ name, text, to, want string }{
		{"a bad name", "function \"a⌷\" {\n  image = \"x:1\"\n}", "A B", "is no name"},
		{"a name that is taken", "function \"a⌷\" {\n  image = \"x:1\"\n}", "resize", "there is a function.resize already"},
		{"what a module of espc makes", "module \"c\" {\n  source = \"std/cron-job\"\n  cron = \"0 3 * * *\"\n  image = \"x:1\"\n}\nschedule \"s\" {\n  every = \"1h\"\n  to = job.c⌷-run\n}", "x", "comes with espc"},
		{"a field", "function \"a\" {\n  im⌷age = \"x:1\"\n}", "x", "only an entity"},
		{"a topology", "locals {\n  a = \"sho⌷p\"\n}", "x", "only an entity"},
		{"what is not there", "locals {\n  a = \"function.n⌷o\"\n}", "x", "there is no function.no"},
		{"a name that is put together", "locals {\n  n = \"a\"\n}\nfunction \"a⌷\" {\n  image = \"x:1\"\n}\nfunction \"b\" {\n  image = \"x:1\"\n  calls = [\"function.${local.n}\"]\n}", "c", "error: there is no function.a"},
		{"a name too long", "function \"a⌷\" {\n  image = \"x:1\"\n}", strings.Repeat("a", 41), "at most 40"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, refused := open(t, with(shop(), "x.hcl", c.text), nil).renamed(t, c.to); !strings.Contains(refused, c.want) {
				t.Errorf("refused because %q, not %q", refused, c.want)
			}
		})
	}
}

func TestAComputedNameIsRefusedWithWhereItIsComputed(t *testing.T) {
	texts := with(shop(), "x.jsonnet", "{ model: { ['a-' + x]: { connector: 'connector.main' } for x in ['b'] } }")
	texts["y.hcl"] = "function \"f\" {\n  image = \"x:1\"\n  calls = [model.a⌷-b]\n}"
	if _, refused := open(t, texts, nil).renamed(t, "c"); !strings.Contains(refused, "computed, at x.jsonnet:1") {
		t.Errorf("refused because %q", refused)
	}
}

// TestEntitiesOfTheExamplesCanBeRenamed renames entities that have a name of their own, and takes no other answer than a topology that
// is the same but for it.
func TestEntitiesOfTheExamplesCanBeRenamed(t *testing.T) {
	for dir, every := range map[string]int{"shop": 13, "polyglot/mixed": 3, "polyglot/cue": 3, "polyglot/jsonnet": 3, "orders": 9} {
		s := open(t, load(t, "../../../../examples/"+dir), nil)
		n, refused := 0, 0
		seen := map[schema.Address]bool{}
		for _, topology := range s.topologies {
			for _, e := range topology.Entities() {
				a, at := e.EntityMeta().Address, e.EntityMeta().Node.Origin.KeyPlace()
				if seen[a] || at.IsZero() || at.File.ComesWithEspc() || a.Kind == schema.KindEnvironment {
					continue
				}
				seen[a] = true
				if n++; n%every != 0 {
					continue
				}
				s.file, s.offset = at.File.Name, int(at.Start)+1
				after, why := s.renamed(t, "zz9")
				switch {
				case after == nil && strings.Contains(why, "computed"), strings.Contains(why, "only an entity"), strings.HasPrefix(why, "error: "): // a name that is computed, or that others are made of
					refused++
				case why != "":
					t.Errorf("%s: %s: %s", dir, a, why)
				}
			}
		}
		if refused > n/every/2 && dir == "shop" {
			t.Errorf("%s: %d of %d renames were refused", dir, refused, n/every)
		}
	}
}

// load reads all files of a folder.
func load(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path.Join(dir, name))
		out[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

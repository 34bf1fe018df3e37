package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/cmd/espc/internal/assist"
)

// places writes places as FILE:LINE:TEXT, what the text there says last.
func (s *scene) places(places []assist.Place) string {
	var out []string
	for _, p := range places {
		f := s.text(p.File)
		if p.End == 0 {
			out = append(out, p.File)
			continue
		}
		out = append(out, fmt.Sprintf("%s:%d:%s", p.File, strings.Count(f[:p.Start], "\n")+1, f[p.Start:p.End]))
	}
	return strings.Join(out, " ")
}

func (s *scene) text(name string) string {
	for _, f := range s.Files {
		if f.Name == name {
			return f.Text
		}
	}
	return ""
}

func TestDefinitionFindsWhereWhatIsNamedIsDeclared(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"a traversal", "x.hcl", "function \"a\" {\n  calls = [model.c⌷ar]\n}", "shop.hcl:17:car"},
		{"an entity of another language", "x.hcl", "function \"a\" {\n  calls = [function.resize⌷]\n}", "functions.cue:3:resize"},
		{"a text in CUE", "x.cue", "package shop\nfunction: a: calls: [\"model.⌷car\"]", "shop.hcl:17:car"},
		{"a text in YAML", "x.topology.yaml", "function:\n  a:\n    calls:\n      - model.⌷car\n", "shop.hcl:17:car"},
		{"a text in JSON", "x.topology.json", "{\"function\": {\"a\": {\"calls\": [\"⌷model.car\"]}}}", "shop.hcl:17:car"},
		{"an argument in Jsonnet", "x.jsonnet", "local f(x) = { calls: [x] }; { 'function': { a: f('model.c⌷ar') } }", "shop.hcl:17:car"},
		{"a variable", "x.hcl", "function \"a\" {\n  image = \"x:${var.t⌷ag}\"\n}", "shop.hcl:3:tag"},
		{"a variable in Jsonnet", "x.jsonnet", "{ 'function': { a: { image: std.extVar('t⌷ag') } } }", "shop.hcl:3:tag"},
		{"a variable in CUE", "x.cue", "package shop\n_t: string @tag(ta⌷g)\n", "shop.hcl:3:tag"},
		{"a variable that an environment sets", "x.hcl", "environment \"p\" {\n  variables = {\n    t⌷ag = \"2\"\n  }\n}", "shop.hcl:3:tag"},
		{"a local value", "x.hcl", "function \"a\" {\n  memory = local.si⌷ze\n}", "shop.hcl:10:size"},
		{"an override", "x.hcl", "environment \"p\" {\n  override \"model.⌷car\" {}\n}", "shop.hcl:17:car"},
		{"one of a for_each", "x.hcl", "secret \"k\" {\n  for_each = [\"a\"]\n  key = each.key\n}\nfunction \"a\" {\n  env = { K = secret.⌷k[\"a\"] }\n}", "x.hcl:1:k"},
		{"one of a for_each by its name", "x.hcl", "secret \"k\" {\n  for_each = [\"a\"]\n  key = each.key\n}\nfunction \"a\" {\n  env = { K = secret.k⌷-a }\n}", "x.hcl:1:k"},
		{"an attribute", "x.hcl", "output \"u\" {\n  value = microservice.w⌷eb.url\n}", "shop.hcl:25:web"},
		{"what is not there", "x.hcl", "function \"a\" {\n  calls = [model.no⌷]\n}", ""},
		{"plain text", "x.hcl", "topology \"a\" {\n  description = \"no⌷thing\"\n}", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, with(shop(), c.file, c.text), shop())
			to, _ := s.Definition(s.file, s.offset)
			if got := s.places(to); got != c.want {
				t.Errorf("%q leads to %q, not %q", c.text, got, c.want)
			}
		})
	}
}

func TestDefinitionOfAComputedNameIsWhatComputesIt(t *testing.T) {
	texts := with(shop(), "x.jsonnet", "{ model: { ['a-' + x]: { connector: 'connector.main' } for x in ['b'] } }")
	now := with(with(shop(), "x.jsonnet", texts["x.jsonnet"]), "y.hcl", "function \"f\" {\n  calls = [model.a⌷-b]\n}")
	s := open(t, now, texts)
	to, _ := s.Definition(s.file, s.offset)
	if got := s.places(to); !strings.HasPrefix(got, "x.jsonnet:1:") {
		t.Errorf("model.a-b leads to %q", got)
	}
}

func TestDefinitionOfAPathOpensTheFile(t *testing.T) {
	for _, c := range []struct {
		file, text string
		nth        int
		want       string
	}{
		{"functions.hcl", `./functions/search`, 0, "functions/search/"},
		{"environments.hcl", `./overlays/prod`, 0, "overlays/prod/kustomization.yaml"},
		{"gateway-public.hcl", `./modules/signed-webhook`, 0, "modules/signed-webhook/"},
	} {
		s := openFolder(t, "../../../../examples/shop", c.file, c.text, c.nth)
		to, _ := s.Definition(s.file, s.offset)
		if got := s.places(to); !strings.HasPrefix(got, c.want) || got == "" {
			t.Errorf("%s in %s leads to %q, not %q", c.text, c.file, got, c.want)
		}
	}
}

func TestHoverSaysWhatSomethingIs(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"a kind", "x.hcl", "func⌷tion \"a\" {}", []string{"**function**", "Code that runs", "```hcl"}},
		{"a field", "x.hcl", "function \"a\" {\n  mem⌷ory = \"1Gi\"\n}", []string{"**function.memory**", "Default: `\"256Mi\"`"}},
		{"a field in YAML", "x.topology.yaml", "function:\n  a:\n    mem⌷ory: 1Gi\n", []string{"**function.memory**"}},
		{"a field in Jsonnet", "x.jsonnet", "{ 'function': { a: { mem⌷ory: '1Gi' } } }", []string{"**function.memory**"}},
		{"a field of a block", "x.cue", "package shop\nfunction: a: scale: mi⌷n: 1", []string{"**function.scale.min**"}},
		{"a value", "x.hcl", "function \"a\" {\n  runtime = \"node⌷js24\"\n}", []string{"**function.runtime**", "nodejs24"}},
		{"a reference", "x.hcl", "function \"a\" {\n  calls = [microservice.w⌷eb]\n}", []string{"**microservice.web** in shop.hcl:25", "- image: `web:1.0`", "- memory: `1Gi`"}},
		{"what refers to it", "x.cue", "package shop\nfunction: a: calls: [\"model.c⌷ar\"]", []string{"Used by function.resize, microservice.web"}},
		{"a variable", "x.hcl", "function \"a\" {\n  image = \"x:${var.t⌷ag}\"\n}", []string{"**variable \"tag\"** in shop.hcl:3", "Of the images", "- type: `string`", "- default: `\"1.0\"`"}},
		{"an env key", "x.hcl", "function \"a\" {\n  env = {\n    FO⌷O = \"x\"\n  }\n}", []string{"**function.env**"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, with(shop(), c.file, c.text), shop())
			got, _ := s.Hover(s.file, s.offset)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not in %q", want, got)
				}
			}
		})
	}
}

func TestHoverTellsNoSensitiveValue(t *testing.T) {
	texts := with(shop(), "x.hcl", "variable \"pass\" {\n  sensitive = true\n  default   = \"hunter22hunter\"\n}\nfunction \"f\" {\n  image = \"x:1\"\n  handler = var.pass\n}\nmicroservice \"m\" {\n  image = \"m:1\"\n  calls = [function.f⌷]\n}\n")
	s := open(t, texts, nil)
	if got, _ := s.Hover(s.file, s.offset); strings.Contains(got, "hunter22") || !strings.Contains(got, "**function.f**") {
		t.Errorf("hover says %q", got)
	}
	s.offset = strings.Index(s.text("x.hcl"), "pass")
	if got, _ := s.Hover(s.file, s.offset); strings.Contains(got, "hunter22") || !strings.Contains(got, "sensitive") {
		t.Errorf("hover says %q", got)
	}
}

func TestHoverTellsNoDefaultOfAVariableThatMayBeSensitive(t *testing.T) {
	for _, sensitive := range []string{"sensitive = true // for now", "sensitive = true /* x */", "sensitive = !false"} {
		s := open(t, with(shop(), "x.hcl", "variable \"pa⌷ss\" {\n  "+sensitive+"\n  default   = \"hunter22hunter\"\n}\n"), nil)
		if got, _ := s.Hover(s.file, s.offset); strings.Contains(got, "hunter22") || !strings.Contains(got, "sensitive") {
			t.Errorf("%s: hover says %q", sensitive, got)
		}
	}
}

func TestReferencesAreFoundInAllLanguages(t *testing.T) {
	texts := with(shop(), "x.jsonnet", "local f(x) = { image: 'x:1', calls: [x] };\n{ 'function': { a: f('model.car') } }")
	texts["e.topology.yaml"] = "environment:\n  p:\n    override:\n      model.car:\n        strict: false\n"
	texts["d.topology.json"] = `{"topology": {"description": "model.car"}, "function": {"b": {"image": "b:1", "env": {"A": "model.car"}, "calls": ["model.car"]}}}`
	texts["shop.hcl"] = strings.Replace(strings.Replace(texts["shop.hcl"], "topology \"shop\" {}\n", "", 1), `"car"`, `"c⌷ar"`, 1)
	s := open(t, texts, nil)
	want := "d.topology.json:1:model.car e.topology.yaml:4:model.car functions.cue:5:model.car shop.hcl:16:car shop.hcl:27:model.car x.jsonnet:2:model.car"
	if got := s.places(s.References(s.file, s.offset, true)); got != want {
		t.Errorf("references are\n%s\nnot\n%s", got, want)
	}
	if got := s.places(s.References(s.file, s.offset, false)); strings.Contains(got, "shop.hcl:16") {
		t.Errorf("the declaration is among %s", got)
	}
}

func TestSymbolsAreWhatAFileDeclares(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"shop.hcl", "variable.tag locals.size connector.main model.car secret.token microservice.web"},
		{"functions.cue", "function.resize"},
	} {
		s := open(t, shop(), nil)
		var got []string
		for _, v := range s.Symbols(c.file) {
			got = append(got, v.Kind+"."+v.Name)
			if v.Whole.Start > v.Start || v.Whole.End < v.End {
				t.Errorf("%s is outside of what it is the name of", v.Name)
			}
		}
		if c.file == "shop.hcl" && len(got) > 0 && got[0] == "topology.shop" {
			got = got[1:]
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s declares %v, not %s", c.file, got, c.want)
		}
	}
}

package assist_test

import (
	"slices"
	"strings"
	"testing"
)

// TestCompletionOffersWhatAPlaceTakes has the cursor in an extra file beside the shop's. Wanted are items that are offered, each
// LABEL or LABEL=>TEXT, and after a ! those that are not.
func TestCompletionOffersWhatAPlaceTakes(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"kinds in HCL", "x.hcl", "mod⌷", []string{"model=>model \"${1:name}\" {\n  $0\n}", "variable", "locals", "function"}},
		{"kinds in CUE", "x.cue", "package shop\nmod⌷", []string{"model=>model: ${1:name}: {\n\t$0\n}", "!variable"}},
		{"kinds in Jsonnet", "x.jsonnet", "{ func⌷ }", []string{"function=>'function': {\n  ${1:name}: {\n    $0\n  },\n},"}},
		{"kinds in JSON", "x.topology.json", "{ \"⌷\" }", []string{"function=>function"}},
		{"kinds in YAML", "x.topology.yaml", "fun⌷", []string{"function=>function:\n  ${1:name}:\n    $0"}},
		{"fields that are not set", "x.hcl", "function \"a\" {\n  image = \"x\"\n  ⌷\n}", []string{"runtime=>runtime = \"$0\"", "calls=>calls = [$0]", "scale=>scale {\n  $0\n}", "on=>on \"${1:name}\" {\n  $0\n}", "env=>env = {\n  $0\n}", "for_each", "!image", "!connector"}},
		{"fields of a nested block", "x.hcl", "function \"a\" {\n  scale {\n    m⌷\n  }\n}", []string{"min=>min = $0", "max", "!memory"}},
		{"fields in CUE", "x.cue", "package shop\nfunction: a: {\n\tr⌷\n}", []string{"runtime=>runtime: \"$0\"", "calls=>calls: [\"$0\"]", "scale=>scale: {\n\t$0\n}"}},
		{"fields in a CUE template", "x.cue", "package shop\nfunction: [string]: {\n\tr⌷\n}", []string{"runtime"}},
		{"fields in Jsonnet", "x.jsonnet", "{ 'function': { a: { r⌷ } } }", []string{"runtime=>runtime: '$0',"}},
		{"fields in JSON that is quoted", "x.topology.json", "{\"function\": {\"a\": {\"r⌷\": \"\"}}}", []string{"runtime=>runtime"}},
		{"fields in YAML", "x.topology.yaml", "function:\n  a:\n    r⌷\n", []string{"runtime=>runtime: $0", "calls=>calls:\n  - $0", "scale=>scale:\n  $0"}},
		{"allowed values", "x.hcl", "function \"a\" {\n  runtime = ⌷\n}", []string{"nodejs24=>\"nodejs24\"", "python3.13"}},
		{"allowed values in quotes", "x.hcl", "function \"a\" {\n  runtime = \"no⌷\"\n}", []string{"nodejs24=>nodejs24", "!var.tag"}},
		{"allowed values in Jsonnet", "x.jsonnet", "{ 'function': { a: { runtime: ⌷ } } }", []string{"nodejs24=>'nodejs24'"}},
		{"allowed values in YAML", "x.topology.yaml", "function:\n  a:\n    runtime: ⌷\n", []string{"nodejs24=>nodejs24"}},
		{"true and false", "x.hcl", "model \"a\" {\n  public = ⌷\n}", []string{"true=>true", "false"}},
		{"a default", "x.hcl", "function \"a\" {\n  memory = ⌷\n}", []string{"256Mi=>\"256Mi\"", "var.tag=>var.tag", "local.size"}},
		{"references of a kind", "x.hcl", "model \"a\" {\n  connector = ⌷\n}", []string{"connector.main=>connector.main", "!model.car", "!secret.token"}},
		{"references in a list", "x.hcl", "function \"a\" {\n  calls = [⌷]\n}", []string{"model.car=>model.car", "function.resize", "microservice.web", "!function.a", "!connector.main"}},
		{"references where a list is due", "x.hcl", "function \"a\" {\n  calls = ⌷\n}", []string{"model.car=>[model.car]"}},
		{"references in CUE", "x.cue", "package shop\nfunction: a: calls: [\"⌷\"]", []string{"model.car=>model.car", "microservice.web"}},
		{"references in YAML", "x.topology.yaml", "function:\n  a:\n    calls:\n      - ⌷\n", []string{"model.car=>model.car"}},
		{"references in JSON", "x.topology.json", "{\"model\": {\"a\": {\"connector\": ⌷}}}", []string{"connector.main=>\"connector.main\""}},
		{"references in an argument", "x.jsonnet", "{ model: { a: f('connector.⌷') } }", []string{"connector.main=>connector.main"}},
		{"secrets in an environment", "x.hcl", "function \"a\" {\n  env = {\n    T = sec⌷\n  }\n}", []string{"secret.token=>secret.token", "{ of, part }"}},
		{"endpoint values", "x.hcl", "function \"a\" {\n  env = {\n    U = { of = ⌷ }\n  }\n}", []string{"microservice.web", "!secret.token"}},
		{"uses in a list", "x.hcl", "table \"t\" {\n  key = \"id:string\"\n}\nfunction \"a\" {\n  uses = [{ of = ⌷ }]\n}", []string{"table.t=>table.t", "!model.car"}},
		{"fields of uses", "x.topology.yaml", "function:\n  a:\n    uses:\n      - ⌷\n", []string{"of=>of: $0", "access"}},
		{"variables in a text", "x.hcl", "function \"a\" {\n  image = \"x:${⌷}\"\n}", []string{"var.tag=>var.tag", "local.size"}},
		{"functions", "x.hcl", "function \"a\" {\n  image = form⌷\n}", []string{"format=>format($0)"}},
		{"what each is", "x.hcl", "function \"a\" {\n  for_each = [\"x\"]\n  image = ea⌷\n}", []string{"each.key"}},
		{"no each without for_each", "x.hcl", "function \"a\" {\n  image = ea⌷\n}", []string{"!each.key"}},
		{"external variables", "x.jsonnet", "{ 'function': { a: { image: std.extVar('⌷') } } }", []string{"tag=>tag"}},
		{"tags", "x.cue", "package shop\n_t: string @tag(⌷)", []string{"tag=>tag"}},
		{"overrides", "x.hcl", "environment \"p\" {\n  override \"⌷\" {}\n}", []string{"function.resize=>function.resize", "model.car"}},
		{"an override's fields", "x.hcl", "environment \"p\" {\n  override \"function.resize\" {\n    me⌷\n  }\n}", []string{"memory", "!replicas"}},
		{"an override in CUE", "x.cue", "package shop\nenvironment: p: override: {\n\t⌷\n}", []string{"function.resize=>\"function.resize\": {\n\t$0\n}"}},
		{"backends", "x.hcl", "environment \"p\" {\n  backend \"⌷\" {}\n}", []string{"kubernetes", "aws"}},
		{"a backend's fields", "x.hcl", "environment \"p\" {\n  backend \"kubernetes\" {\n    ⌷\n  }\n}", []string{"namespace", "serving", "!stack"}},
		{"placement", "x.hcl", "environment \"p\" {\n  place = {\n    \"⌷\"\n  }\n}", []string{"function", "function.resize"}},
		{"an environment's variables", "x.hcl", "environment \"p\" {\n  variables = {\n    ⌷\n  }\n}", []string{"tag"}},
		{"attributes", "x.hcl", "output \"u\" {\n  value = microservice.web.⌷\n}", []string{"microservice.web.url=>microservice.web.url", "microservice.web.name", "!microservice.web.arn"}},
		{"an output's value", "x.hcl", "output \"u\" {\n  value = ⌷\n}", []string{"microservice.web=>microservice.web.url", "!secret.token"}},
		{"modules", "x.hcl", "module \"m\" {\n  source = \"⌷\"\n}", []string{"std/webhook=>std/webhook", "std/cron-job"}},
		{"routes of a split", "x.hcl", "api_endpoint \"a\" {\n  to \"x\" {\n    ⌷\n  }\n}", []string{"target=>target = $0", "weight"}},
		{"a variable's fields", "x.hcl", "variable \"v\" {\n  ⌷\n}", []string{"type", "default", "sensitive"}},
		{"nothing in a comment", "x.hcl", "# fun⌷", []string{"!function"}},
		{"nothing in a name", "x.hcl", "function \"⌷\" {}", []string{"!function", "!function.resize"}},
		{"the topology's fields", "x.topology.json", "{\"topology\": {\"⌷\"}}", []string{"name", "labels"}},
		{"steps in YAML", "x.topology.yaml", "integration:\n  a:\n    s⌷", []string{"steps"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, with(shop(), c.file, c.text), shop())
			got := map[string]string{}
			var labels []string
			for _, item := range s.Complete(s.file, s.offset).Items {
				got[item.Label] = item.Text
				labels = append(labels, item.Label)
			}
			for _, want := range c.want {
				if label, not := strings.CutPrefix(want, "!"); not {
					if slices.Contains(labels, label) {
						t.Errorf("%s is offered, though it can't stand here", label)
					}
					continue
				}
				label, text, hasText := strings.Cut(want, "=>")
				if !slices.Contains(labels, label) {
					t.Errorf("%s is not offered, but %s", label, strings.Join(labels, " "))
				} else if hasText && got[label] != text {
					t.Errorf("%s writes %q, not %q", label, got[label], text)
				}
			}
		})
	}
}

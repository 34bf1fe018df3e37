package view

import (
	"strings"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

func explained(t *testing.T, path string, style Style) string {
	t.Helper()
	topic, unknown := schema.Explain(path)
	if unknown != nil {
		t.Fatalf("%s is unknown: %+v", path, unknown)
	}
	var b strings.Builder
	if err := Explain(topic).Text(&b, style); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestExplainAField(t *testing.T) {
	compare(t, explained(t, "function.scale.max", Style{}), `
function.scale.max: an integer from 1 to 10000; default 10
The most instances.

Example
  function "main" {
    scale {
      max = 10
    }
  }
`)
	compare(t, explained(t, "secret.key", Style{Color: true}), "\x1b[1msecret.key\x1b[0m: a name in the store; required\nThe name in the store.\n\n\x1b[1mExample\x1b[0m\n  secret \"main\" {\n    key = \"shop-db\"\n  }\n")
}

func TestExplainAKindShowsFieldsAndExample(t *testing.T) {
	got := explained(t, "secret", Style{Width: 60})
	want := `
secret
A reference to a secret, never a value. Where the store is,
an environment says.

Fields
  key: a name in the store; required
      The name in the store.
  property: a string
      A field of it.

Example
  topology "shop" {}

`[1:]
	if !strings.HasPrefix(got, want) {
		t.Errorf("got:\n%s\nwant first:\n%s", got, want)
	}
}

func TestExplainACode(t *testing.T) {
	var b strings.Builder
	if err := ExplainCode(diag.UnknownField).Text(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
error[E0201]: unknown field

The kind or block has no field of this name. Fields are snake_case in every language.

Example
  function "resize" {
    image = "acme/resize:1"
    memoryy = "256Mi"
  }

Right
  function "resize" {
    image = "acme/resize:1"
    memory = "256Mi"
  }

What espc says about it is in docs/diagnostics/E0201.md
`)
}

func TestExplainAsJSONNamesReferencesAndEdge(t *testing.T) {
	topic, _ := schema.Explain("api_endpoint.gateway")
	var b strings.Builder
	if err := Explain(topic).JSON(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
{
  "format_version": "1",
  "path": "api_endpoint.gateway",
  "doc": "The gateway that has the route.",
  "takes": "a reference to a gateway",
  "required": true,
  "references": [
    "gateway"
  ],
  "edge": "gateway",
  "example": "api_endpoint \"main\" {\n  gateway = gateway.main\n}\n"
}
`)
}

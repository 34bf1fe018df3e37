package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

const placed = `topology "shop" {}

event_bus "main" {}
event "paid" {
  bus = event_bus.main
}

function "f" {
  runtime = "nodejs24"
  source  = "./f"
  FUNCTION
}

microservice "web" {
  image = "example.com/web:1"
  MICROSERVICE
}

environment "dev" {
  default = "aws"
  place   = { "microservice.web" = "kubernetes" }
  backend "kubernetes" {}
  backend "aws" {}
}
`

// What is called is applied before what calls it; ties and cycles go by name.
func TestTheBackendOfWhatIsCalledComesFirst(t *testing.T) {
	for name, c := range map[string]struct {
		function, microservice string
		want                   []string
	}{
		"no edge between them":        {"", "", []string{"aws", "kubernetes"}},
		"the function calls":          {"calls = [microservice.web]", "", []string{"kubernetes", "aws"}},
		"the microservice calls":      {"", "calls = [function.f]", []string{"aws", "kubernetes"}},
		"they call each other":        {"calls = [microservice.web]", "calls = [function.f]", []string{"aws", "kubernetes"}},
		"the microservice subscribes": {"", "on \"paid\" {\n event = event.paid\n }", []string{"kubernetes", "aws"}},
		"the microservice publishes":  {"", "publishes = [event.paid]", []string{"aws", "kubernetes"}},
	} {
		dir := t.TempDir()
		text := strings.NewReplacer("FUNCTION", c.function, "MICROSERVICE", c.microservice).Replace(placed)
		for file, content := range map[string]string{"shop.hcl": text, "f/index.js": "exports.handler = () => {}\n"} {
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		a := &app{io: IO{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Dir: "."}}
		p, ds, err := a.open(t.Context(), dir)
		if err != nil || ds.HasErrors() {
			t.Fatal(err, ds)
		}
		topology, ds := p.Compile(t.Context(), "dev", p.vars)
		ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
		if len(ds) > 0 {
			t.Fatalf("%s: %v", name, ds)
		}
		if got := backendOrder(topology); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

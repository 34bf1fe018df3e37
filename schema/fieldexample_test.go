package schema_test

import (
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"

	"espc.dev/schema"
)

func TestEveryFieldIsShownInFormattedHCL(t *testing.T) {
	_, all := schema.Explain("")
	seen := map[string]bool{}
	var walk func(path string, block *schema.BlockInfo)
	walk = func(path string, block *schema.BlockInfo) {
		if seen[block.Name] {
			return
		}
		seen[block.Name] = true
		for i := range block.Fields {
			f := &block.Fields[i]
			p := path + "." + f.Name
			topic, unknown := schema.Explain(p)
			if unknown != nil {
				t.Fatal(p, unknown)
			}
			text := strings.ReplaceAll(topic.Example, " … ", "")
			if _, ds := hclsyntax.ParseConfig([]byte(text), p, hcl.InitialPos); ds.HasErrors() {
				t.Errorf("%s: %v\n%s", p, ds, topic.Example)
			}
			if got := string(hclwrite.Format([]byte(text))); got != text {
				t.Errorf("%s: espc fmt would write\n%s\nfor\n%s", p, got, text)
			}
			if !strings.Contains(text, f.Name) {
				t.Errorf("%s is not in\n%s", p, text)
			}
			if inner := f.Block(); inner != nil {
				walk(p, inner)
			}
		}
	}
	for _, kind := range all.Names {
		topic, _ := schema.Explain(kind)
		walk(kind, topic.Block)
	}
	topic, _ := schema.Explain("function.on.dead_letter")
	const want = `function "main" {
  on "main" {
    dead_letter = queue.main
  }
}
`
	if topic.Example != want {
		t.Errorf("got\n%s", topic.Example)
	}
}

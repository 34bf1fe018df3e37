package schema_test

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/schema"
)

func TestExplainFindsKindsBlocksAndFields(t *testing.T) {
	tests := []struct{ path, takes, fallback string }{
		{"topology", "", ""},
		{"topology.labels", "a map of strings by label", ""},
		{"function", "", ""},
		{"function.memory", "an amount of memory, such as 256Mi", `"256Mi"`},
		{"function.on", "blocks by name", ""},
		{"function.on.dead_letter", "a reference to a queue, an event or a function", ""},
		{"function.env", "a map of strings, secrets and endpoint values by environment variable", ""},
		{"function.env.part", "one of url, address, host, port", `"url"`},
		{"gateway.hosts", "a list of DNS names, *, or *. and a DNS name", `["*"]`},
		{"gateway.replicas", "an integer from 1 to 10000", "2"},
		{"api_endpoint.methods", "a list of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS", "all"},
		{"api_endpoint.to.weight", "an integer from 0 to 1000000", ""},
		{"integration.step.route.branch.step.filter.when", "a JSONata expression", ""},
		{"plan.limit", "blocks by the address of an api_endpoint", ""},
		{"environment.backend.kubernetes.workspace.replicas", "an integer from 0 to 10000", "2"},
		{"output.value", "anything", ""},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			topic, unknown := schema.Explain(test.path)
			if unknown != nil {
				t.Fatalf("unknown: %+v", unknown)
			}
			if topic.Path != test.path || topic.Doc == "" {
				t.Errorf("got %+v", topic)
			}
			if isKind := !strings.Contains(test.path, "."); isKind != (topic.Field == nil) || topic.Example == "" {
				t.Errorf("field %v, example %q", topic.Field, topic.Example)
			}
			if topic.Field != nil && (topic.Field.Takes() != test.takes || topic.Field.DefaultText() != test.fallback) {
				t.Errorf("takes %q, default %q", topic.Field.Takes(), topic.Field.DefaultText())
			}
		})
	}
}

func TestExplainSaysWhatItDoesNotKnow(t *testing.T) {
	tests := []struct{ path, part, in, name string }{
		{"", "", "", "topology"},
		{"functoin", "functoin", "", "function"},
		{"function.memoryy", "memoryy", "function", "memory"},
		{"function.scale.maxx", "maxx", "function.scale", "max"},
	}
	for _, test := range tests {
		topic, unknown := schema.Explain(test.path)
		if topic != nil || unknown.Part != test.part || unknown.In != test.in || !slices.Contains(unknown.Names, test.name) {
			t.Errorf("%q: got %+v, %+v", test.path, topic, unknown)
		}
	}
	if _, unknown := schema.Explain("function.memory.x"); unknown == nil || len(unknown.Names) != 0 {
		t.Errorf("a field without a block has fields: %+v", unknown)
	}
}

// TestEveryFormatHasItsWords: a format that nothing explains would show as "a string".
func TestEveryFormatHasItsWords(t *testing.T) {
	seen := map[*schema.BlockInfo]bool{}
	var walk func(path string, b *schema.BlockInfo)
	walk = func(path string, b *schema.BlockInfo) {
		if b == nil || seen[b] {
			return
		}
		seen[b] = true
		for i := range b.Fields {
			f := &b.Fields[i]
			if text := f.Takes(); f.Format != "" && (text == "a string" || text == "a list of strings") {
				t.Errorf("%s.%s: the format %s has no words", path, f.Name, f.Format)
			}
			walk(path+"."+f.Name, f.Block())
		}
	}
	walk("topology", &schema.TopologyBlock)
	for i := range schema.AllKinds {
		walk(string(schema.AllKinds[i].Kind), &schema.AllKinds[i].BlockInfo)
	}
}

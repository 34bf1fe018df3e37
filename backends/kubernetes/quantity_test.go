package kubernetes

import (
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func TestQuantitiesAreCanonical(t *testing.T) {
	for text, v := range map[string]int64{"256Mi": 256 << 20, "1Gi": 1 << 30, "1500M": 1500e6, "1k": 1000, "1536Mi": 1536 << 20, "1": 1, "0": 0} {
		equal(t, text, canonicalMemory(v), text)
	}
	written := tree.NewString("1024Mi")
	n := memory(schema.Value[schema.Memory]{V: 1 << 30, Node: written})
	equal(t, "1024Mi", n.Text, "1Gi")
	kept := tree.NewString("256Mi")
	if n := memory(schema.Value[schema.Memory]{V: 256 << 20, Node: kept}); n != kept {
		t.Error("a canonical quantity is the written node itself")
	}
	for text, v := range map[string]schema.CPU{"100m": 100, "1": 1000, "1500m": 1500, "2": 2000} {
		equal(t, text, cpu(schema.Value[schema.CPU]{V: v, Node: tree.NewString("x")}).Text, text)
	}
}

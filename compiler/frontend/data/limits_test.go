package data_test

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
)

// What no topology needs is refused before it takes much time or memory.
func TestHugeAndNestedFilesAreRefused(t *testing.T) {
	for name, text := range map[string][]byte{
		"brackets.topology.json": bytes.Repeat([]byte("["), 100_000),
		"brackets.topology.yaml": bytes.Repeat([]byte("["), 100_000),
		"lists.topology.yaml":    bytes.Repeat([]byte("- "), 100_000),
		"keys.topology.yaml":     nested(2000),
		"many.topology.json":     []byte("[" + strings.Repeat("1,", 2_000_000) + "1]"),
		"many.topology.yaml":     bytes.Repeat([]byte("a: b\n"), 1_000_000),
	} {
		var language frontend.Language = data.JSON{}
		if strings.HasSuffix(name, ".yaml") {
			language = data.YAML{}
		}
		_, ds := frontendtest.Parse(source.New(fstest.MapFS{name: {Data: text, Mode: 0o644}}), language)
		if len(ds) == 0 || ds[0].Code != "E0113" && ds[0].Code != "E0101" {
			t.Errorf("%s: got %s", name, frontendtest.Diagnostics(ds))
		}
	}
}

// nested writes keys, each indented further than the one before.
func nested(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.Bytes()
}

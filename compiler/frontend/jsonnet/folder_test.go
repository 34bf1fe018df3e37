package jsonnet_test

import (
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/frontend/jsonnet"
	"espc.dev/compiler/source"
)

// A module's folder lies below the root; its files import from anywhere inside the root.
func TestModuleImportsFromBesideItsFolder(t *testing.T) {
	root := source.New(fstest.MapFS{
		"modules/a/x.jsonnet":     {Data: []byte("{ secret: import '../lib/s.libsonnet' }"), Mode: 0o644},
		"modules/lib/s.libsonnet": {Data: []byte("{ db: { key: 'k' } }"), Mode: 0o644},
	})
	folder, err := root.Sub("modules/a")
	if err != nil {
		t.Fatal(err)
	}
	u, ds := frontendtest.Parse(folder, jsonnet.Language{})
	docs, more := u.Documents(t.Context(), nil)
	if len(ds)+len(more) > 0 || len(docs) != 1 {
		t.Fatal(frontendtest.Diagnostics(append(ds, more...)))
	}
	key := docs[0].Get("secret").Get("db").Get("key")
	if key.Str() != "k" || key.Range().File.Name != "modules/lib/s.libsonnet" {
		t.Errorf("got %q of %s", key.Str(), key.Range().File.Name)
	}
}

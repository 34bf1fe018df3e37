package cue_test

import (
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend/cue"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
)

// A module's folder lies below the root; its files import from anywhere inside the root.
func TestModuleImportsFromBesideItsFolder(t *testing.T) {
	root := source.New(fstest.MapFS{
		"modules/a/x.cue":   {Data: []byte("package a\nimport \"../lib\"\nsecret: lib.secret"), Mode: 0o644},
		"modules/lib/s.cue": {Data: []byte("package lib\nsecret: db: key: \"k\""), Mode: 0o644},
	})
	folder, err := root.Sub("modules/a")
	if err != nil {
		t.Fatal(err)
	}
	u, ds := frontendtest.Parse(folder, cue.Language{})
	docs, more := u.Documents(t.Context(), nil)
	if len(ds)+len(more) > 0 || len(docs) != 1 {
		t.Fatal(frontendtest.Diagnostics(append(ds, more...)))
	}
	key := docs[0].Get("secret").Get("db").Get("key")
	if key.Str() != "k" || key.Range().File.Name != "modules/lib/s.cue" {
		t.Errorf("got %q of %s", key.Str(), key.Range().File.Name)
	}
}

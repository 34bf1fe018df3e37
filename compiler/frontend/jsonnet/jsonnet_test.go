package jsonnet_test

import (
	"flag"
	"testing"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/frontend/jsonnet"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txtar")

func TestCases(t *testing.T) { frontendtest.Run(t, jsonnet.Language{}, "*.txtar", *update) }

func FuzzParse(f *testing.F) { frontendtest.Fuzz(f, jsonnet.Language{}, "*.txtar", "x.jsonnet") }

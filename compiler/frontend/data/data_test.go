package data_test

import (
	"flag"
	"testing"

	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/frontendtest"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txtar")

func TestJSONCases(t *testing.T) { frontendtest.Run(t, data.JSON{}, "json_*.txtar", *update) }

func TestYAMLCases(t *testing.T) { frontendtest.Run(t, data.YAML{}, "yaml_*.txtar", *update) }

package cue_test

import (
	"flag"
	"testing"

	"espc.dev/compiler/frontend/cue"
	"espc.dev/compiler/frontend/frontendtest"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txtar")

func TestCases(t *testing.T) { frontendtest.Run(t, cue.Language{}, "*.txtar", *update) }

func FuzzParse(f *testing.F) { frontendtest.Fuzz(f, cue.Language{}, "*.txtar", "x.cue") }

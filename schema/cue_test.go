package schema_test

import (
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func TestTheLanguageInCUEAcceptsExamples(t *testing.T) {
	ctx := cuecontext.New()
	language := ctx.CompileBytes(schema.CUE())
	if err := language.Err(); err != nil {
		t.Fatal(err)
	}
	shape := language.LookupPath(cue.ParsePath("#Document"))
	for name, folder := range topologies(t) {
		t.Run(name, func(t *testing.T) {
			value := ctx.CompileBytes(tree.AppendJSON(nil, document(t, folder), ""))
			if err := shape.Unify(value).Validate(); err != nil {
				t.Error(err)
			}
		})
	}
	for name, text := range map[string]string{
		"unknown field": `{topology: name: "x", function: f: memoryy: "1Mi"}`,
		"wrong type":    `{topology: name: "x", microservice: m: port: "80"}`,
		"wrong value":   `{topology: name: "x", function: f: runtime: "nodejs18"}`,
	} {
		if err := shape.Unify(ctx.CompileString(text)).Validate(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

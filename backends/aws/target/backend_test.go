package target

import (
	"path"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// templates is as much of a backend as a target needs, so that these tests say by themselves what a template's parts are.
type templates struct{ backends.Backend }

func (templates) Info() backends.Info { return backends.Info{Name: "aws", Entry: "template.yaml"} }

func (templates) Rank(string) int { return 0 }

func (templates) Keeps(backends.Object) string { return "it stays" }

// Objects gives each resource, parameter and output; the template of a nested stack is named by its file.
func (templates) Objects(file string, docs []*tree.Node) []backends.Object {
	namespace := strings.TrimSuffix(path.Base(file), ".yaml")
	if file == "template.yaml" {
		namespace = ""
	}
	var out []backends.Object
	for _, part := range []struct{ key, typ string }{{"Parameters", "Template::Parameter"}, {"Resources", ""}, {"Outputs", "Template::Output"}} {
		for _, f := range fieldsOf(docs[0].Get(part.key)) {
			typ := part.typ
			if typ == "" {
				typ = f.Value.Get("Type").Str()
			}
			out = append(out, backends.Object{Address: backends.ObjectAddress{Type: typ, Namespace: namespace, Name: f.Key}, Tree: f.Value, File: file})
		}
	}
	return out
}

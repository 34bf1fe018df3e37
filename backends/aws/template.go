package aws

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Files of the output.
const (
	templateFile = "template.yaml"
	// stacksFolder holds the templates of nested stacks.
	stacksFolder = "stacks"
)

// Types of what a template has besides resources. They are objects, so that a plan shows a change of them.
const (
	typeHeader    = "Template::Header"
	typeParameter = "Template::Parameter"
	typeOutput    = "Template::Output"
)

// headerName is the name of a template's head.
const headerName = "Template"

// Artifacts lays objects out as templates, one a file: the head's fields, then Parameters, Resources and Outputs.
func (Backend) Artifacts(objects []backends.Object) []backends.Artifact {
	byFile := map[string][]backends.Object{}
	var files []string
	for _, o := range objects {
		if byFile[o.File] == nil {
			files = append(files, o.File)
		}
		byFile[o.File] = append(byFile[o.File], o)
	}
	slices.Sort(files)
	out := make([]backends.Artifact, len(files))
	for i, file := range files {
		out[i] = backends.Artifact{Path: file, Docs: []*tree.Node{template(byFile[file])}}
	}
	return out
}

// template makes one template of its objects.
func template(objects []backends.Object) *tree.Node {
	objects = slices.Clone(objects)
	sortObjects(objects)
	var head, parameters, resources, outputs []tree.Field
	for _, o := range objects {
		f := tree.Field{Key: o.Address.Name, Value: o.Tree}
		switch o.Address.Type {
		case typeHeader:
			head = append(head, o.Tree.Fields...)
		case typeParameter:
			parameters = append(parameters, f)
		case typeOutput:
			outputs = append(outputs, f)
		default:
			resources = append(resources, f)
		}
	}
	fields := head
	for _, part := range []tree.Field{
		{Key: "Parameters", Value: section(parameters)},
		{Key: "Resources", Value: section(resources)},
		{Key: "Outputs", Value: section(outputs)},
	} {
		if part.Value != nil {
			fields = append(fields, part)
		}
	}
	return &tree.Node{Kind: tree.Map, Fields: fields}
}

func section(fields []tree.Field) *tree.Node {
	if len(fields) == 0 {
		return nil
	}
	return &tree.Node{Kind: tree.Map, Fields: fields}
}

// maxBody is the largest template that CloudFormation takes without a bucket, in bytes.
const maxBody = 51_200

// NeedsBucket says why an output reaches CloudFormation by a bucket alone; "" where it needs none.
func NeedsBucket(objects []backends.Object, files []backends.Artifact) string {
	for _, f := range files {
		switch size := len(f.Bytes()); {
		case f.Path != templateFile:
			return f.Path + " has to be uploaded"
		case size > maxBody:
			return fmt.Sprintf("the template has %d bytes, over %d", size, maxBody)
		}
	}
	for i := range objects {
		if a := objects[i].Address; a.Type == typeParameter && a.Name == parameterBucket {
			return "the template refers to code in a bucket"
		}
	}
	return ""
}

// Objects reads a template back into objects. What is no template gives none.
func (Backend) Objects(file string, docs []*tree.Node) []backends.Object {
	if file != templateFile && (path.Dir(file) != stacksFolder || path.Ext(file) != ".yaml") {
		return nil
	}
	var out []backends.Object
	for _, doc := range docs {
		if doc == nil || doc.Kind != tree.Map {
			continue
		}
		var head []tree.Field
		for _, f := range doc.Fields {
			switch f.Key {
			case "Parameters":
				out = append(out, parts(file, typeParameter, f.Value)...)
			case "Outputs":
				out = append(out, parts(file, typeOutput, f.Value)...)
			case "Resources":
				out = append(out, parts(file, "", f.Value)...)
			default:
				head = append(head, f)
			}
		}
		if len(head) > 0 {
			out = append(out, part(file, typeHeader, headerName, &tree.Node{Kind: tree.Map, Fields: head, Origin: doc.Origin}))
		}
	}
	slices.SortFunc(out, func(a, b backends.Object) int {
		return cmp.Or(cmp.Compare(Backend{}.Rank(a.Address.Type), Backend{}.Rank(b.Address.Type)), cmp.Compare(a.Address.Name, b.Address.Name))
	})
	return out
}

func parts(file, typ string, n *tree.Node) []backends.Object {
	if n == nil || n.Kind != tree.Map {
		return nil
	}
	out := make([]backends.Object, 0, len(n.Fields))
	for _, f := range n.Fields {
		t := typ
		if t == "" {
			t = f.Value.Get("Type").Str()
		}
		out = append(out, part(file, t, f.Key, f.Value))
	}
	return out
}

func part(file, typ, name string, n *tree.Node) backends.Object {
	return backends.Object{
		Address: backends.ObjectAddress{Type: typ, Namespace: stackOf(file), Name: name},
		Tree:    n,
		File:    file,
	}
}

// stackOf returns the nested stack that a file is the template of, "" for the first template. What two stacks hold has two
// identities: moving from one to the other is creating it anew.
func stackOf(file string) string {
	if file == templateFile {
		return ""
	}
	return strings.TrimSuffix(path.Base(file), ".yaml")
}

package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// kustomizationFile is the file that `kubectl apply -k` starts from.
const kustomizationFile = "kustomization.yaml"

// Artifacts lays objects out as files: each in the one that it names, in the order given, and a kustomization that lists
// the files.
func (Backend) Artifacts(objects []backends.Object) []backends.Artifact {
	if len(objects) == 0 {
		return nil
	}
	index := map[string]int{}
	var files []backends.Artifact
	for _, o := range objects {
		i, ok := index[o.File]
		if !ok {
			i = len(files)
			index[o.File] = i
			files = append(files, backends.Artifact{Path: o.File})
		}
		files[i].Docs = append(files[i].Docs, o.Tree)
	}
	byPath := func(a, b backends.Artifact) int { return cmp.Compare(a.Path, b.Path) }
	slices.SortFunc(files, byPath)
	resources := make([]*tree.Node, len(files))
	for i, f := range files {
		resources[i] = tree.NewString(f.Path)
	}
	files = append(files, backends.Artifact{Path: kustomizationFile, Docs: []*tree.Node{tree.NewMap(
		tree.F("apiVersion", tree.NewString("kustomize.config.k8s.io/v1beta1")),
		tree.F("kind", tree.NewString("Kustomization")),
		tree.F("resources", tree.NewList(resources...)),
	)}})
	slices.SortFunc(files, byPath)
	return files
}

// Objects reads a file of manifests back into objects. What is no object (a kustomization, an empty document) is left out.
func (Backend) Objects(path string, docs []*tree.Node) []backends.Object {
	var objects []backends.Object
	for _, doc := range docs {
		apiVersion, kind := doc.Get("apiVersion").Str(), doc.Get("kind").Str()
		meta := doc.Get("metadata")
		name := meta.Get("name").Str()
		if apiVersion == "" || kind == "" || name == "" {
			continue
		}
		o := backends.Object{
			Address: backends.ObjectAddress{Type: apiVersion + "/" + kind, Namespace: meta.Get("namespace").Str(), Name: name},
			Tree:    doc,
			File:    path,
		}
		if a, ok := schema.ParseAddress(meta.Get("labels").Get(labelEntity).Str()); ok {
			o.Source = []schema.Address{a}
		}
		objects = append(objects, o)
	}
	return objects
}

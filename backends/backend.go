// Package backends is what every backend implements and what plan and apply work on: objects, changes, targets. A
// backend lowers a topology to objects and knows how its kind of target looks; it never reads a file or a clock.
package backends

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Info describes a backend.
type Info struct {
	// Name is how an environment names it: "kubernetes".
	Name string
	// Title is how a person reads it: "Kubernetes".
	Title string
	// Kinds are the kinds it lowers; another kind placed on it is a coded diagnostic.
	Kinds []schema.Kind
	// Entry is the file that tools start from: kustomization.yaml, template.yaml.
	Entry string
}

// Backend lowers topologies for one kind of target. Its methods are pure: no clock, network, environment or disk.
type Backend interface {
	Info() Info
	// Check reports what the backend can't express, at the fields that ask for it. Render assumes it was clean.
	Check(Request) diag.List
	// Render lowers what the request places on this backend.
	Render(ctx context.Context, r Request) Response
	// Lint reports what only finished objects can tell, overlays included: illegal or colliding names, sizes over the
	// target's limits, pods that break Pod Security.
	Lint(objects []Object) diag.List
	// Artifacts lays objects out as files, sorted by path; overlays may have changed or added objects since Render.
	Artifacts(objects []Object) []Artifact
	// Objects reads an artifact back into objects: the inverse of Artifacts for one file. A file that holds none
	// (kustomization.yaml) gives none.
	Objects(path string, docs []*tree.Node) []Object
	// Permissions lists what a set of objects allows, sorted by key, so that a plan can tell what widens.
	Permissions(objects []Object) []Permission
	// Rules returns the rules by which the backend makes fields, in the order that documentation has them. Where several decide a field
	// the first does.
	Rules() []Rule
	// Attribute returns an attribute of an entity that an output shows (url, address, host, port, name), and false where it
	// is known only after the entity is deployed.
	Attribute(r Request, of schema.Address, attribute string) (string, bool)
	Dialect
}

// Dialect is what the generic diff asks a backend about the shape of its objects. Paths are keys from the object's root,
// with "[]" for any element of a list: spec.template.spec.containers.[].env is
// {"spec","template","spec","containers","[]","env"}.
type Dialect interface {
	// ListKey returns the field that tells a list's elements apart ("name"), "=" for a set of scalars in which order
	// does not matter, and "" where position counts.
	ListKey(typ string, path []string) string
	// Restarts reports whether a change of the field does nothing but restart what the object runs.
	Restarts(typ string, path []string) bool
	// Replaces reports whether a change of the field can only be made by replacing the object, and why.
	Replaces(typ string, path []string) (reason string, ok bool)
	// Sensitive reports whether the scalar at a path is secret, so that it is shown to nobody and in no log.
	Sensitive(typ string, path []string) bool
	// Keeps says what deleting the object leaves behind, as a clause that follows "but"; "" for nothing.
	Keeps(o Object) string
	// Rank orders types for creation, lowest first; deletion goes the other way.
	Rank(typ string) int
}

// Request is a topology to lower and what the compiler prepared for it.
type Request struct {
	Topology *schema.Topology
	// Place returns the name of the backend that an entity is placed on.
	Place func(schema.Address) string
	// Runtimes maps a runtime ("function-nodejs24") to its image without a registry ("espc-function-nodejs24:1f2e3d4c5b6a").
	Runtimes map[string]string
	// Adapters maps a runtime ("nodejs24") to what a source needs beside it where the platform does not run
	// functions-framework itself.
	Adapters map[string]Adapter
}

// Adapter is code that stands between a platform's own form of calls and the signature that functions are written to.
type Adapter struct {
	// Handler is what the platform starts, in its own form: "espc_lambda/index.handler".
	Handler string
	// JobHandler is what it starts where the source is a job's: a program that runs and ends.
	JobHandler string
	// Files are the adapter's, by their path in the function's folder.
	Files map[string][]byte
}

// Response is what a backend made of a request: objects sorted by file, rank and name, further files that are no objects
// (a function's zip), and diagnostics (warnings and notes of lowering).
type Response struct {
	Objects     []Object
	Files       []Artifact
	Diagnostics diag.List
}

// ObjectAddress names an object within a target.
type ObjectAddress struct {
	// Type is "apps/v1/Deployment", "v1/Service" or "AWS::Lambda::Function".
	Type string `json:"type"`
	// Namespace is empty for what has none.
	Namespace string `json:"namespace,omitempty"`
	// Name is the object's name or its logical id.
	Name string `json:"name"`
}

// Kind returns the type without its group and version: "Deployment".
func (a ObjectAddress) Kind() string {
	return a.Type[strings.LastIndexByte(a.Type, '/')+1:]
}

// String returns what a person types and reads: "Deployment/shop-function-resize"; the name alone where there is no type.
func (a ObjectAddress) String() string {
	if a.Type == "" {
		return a.Name
	}
	return a.Kind() + "/" + a.Name
}

// Object is something with an identity in a target.
type Object struct {
	Address ObjectAddress
	// Tree is the object as it is applied; its root's origin is the entity that brings it.
	Tree *tree.Node
	// Source lists the entities it comes from, sorted; the first brings it.
	Source []schema.Address
	// File is the artifact that shows it, relative to the backend's output folder.
	File string
}

// Artifact is one file of a backend's output: a stream of documents, or bytes without any. Data holds its content once it
// is encoded.
type Artifact struct {
	// Path is relative to the backend's output folder, with slashes.
	Path string
	Docs []*tree.Node
	Data []byte
}

// Encode encodes artifacts on all processors, so that each is encoded once however often it is compared and written.
func Encode(artifacts []Artifact) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(artifacts)) {
		wg.Go(func() {
			var scratch []byte // what grows while a file is encoded, so that each is kept in just the bytes it has
			for i := next.Add(1) - 1; int(i) < len(artifacts); i = next.Add(1) - 1 {
				if a := &artifacts[i]; a.Data == nil {
					scratch = a.append(scratch[:0])
					a.Data = bytes.Clone(scratch)
				}
			}
		})
	}
	wg.Wait()
}

// Bytes returns the artifact's content: YAML documents separated by "---" lines.
func (a Artifact) Bytes() []byte {
	if a.Data != nil {
		return a.Data
	}
	return a.append(nil)
}

// append appends the documents.
func (a Artifact) append(out []byte) []byte {
	for i, doc := range a.Docs {
		if i > 0 {
			out = append(out, "---\n"...)
		}
		out = tree.AppendYAML(out, doc)
	}
	return out
}

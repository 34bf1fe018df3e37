package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/overlay"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/stdlib"
)

// registry holds the backends, sorted by name.
var registry = []backends.Backend{aws.Backend{}, kubernetes.Backend{}}

// project is a topology's folder, parsed, with the variables given from outside.
type project struct {
	*compiler.Project
	folder *source.Folder
	dir    string // as the person gave it
	path   string
	vars   frontend.Vars
	names  []string // of the environments
}

// built is one environment, rendered for each of its backends.
type built struct {
	env      string // "default" where the topology declares none
	topology *schema.Topology
	request  backends.Request
	outputs  []rendered
	// documents are what all backends have in common.
	documents documentSet
}

// rendered is what one backend made of an environment.
type rendered struct {
	backend   backends.Backend
	objects   []backends.Object
	artifacts []backends.Artifact
	// folder is deploy/<environment>/<backend>, relative to the topology's folder.
	folder string
}

// open reads the topology's folder and finds its environments. Errors of the topology are in the list.
func (a *app) open(ctx context.Context, dir string) (*project, diag.List, error) {
	p := &project{dir: dir, path: a.path(dir)}
	a.dir = dir
	info, err := os.Stat(p.path)
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(dir, "/.") {
		return nil, nil, failf("there is no folder %s (an environment is named with -e %s)", dir, dir)
	}
	if err != nil {
		return nil, nil, failf("%s: %s", dir, reason(err))
	}
	if !info.IsDir() {
		return nil, nil, failf("%s is a file; name the topology's folder", dir)
	}
	if p.folder, err = source.Open(p.path); err != nil {
		return nil, nil, failf("%s: %s", dir, reason(err))
	}
	p.folder = p.folder.WithLibrary(stdlib.Modules())
	vars, ds, err := a.variables()
	if err != nil || ds.HasErrors() {
		return nil, ds, err
	}
	p.vars = vars
	p.Project, ds = a.parse(p.folder)
	if ds.HasErrors() {
		return p, ds, nil
	}
	names, more := p.Environments(ctx, vars)
	p.names = names
	if more.HasErrors() { // what else is wrong is told along with it
		env := a.env
		if !slices.Contains(names, env) && len(names) > 0 {
			env = names[0]
		}
		_, more = p.Compile(ctx, env, vars)
	}
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx) // names are not all of them
	}
	return p, append(ds, more...), nil
}

// environment picks the environment that a command works on; "" where the topology declares none.
func (a *app) environment(p *project) (string, error) {
	switch {
	case a.env != "" && slices.Contains(p.names, a.env):
		return a.env, nil
	case a.env == "default" && len(p.names) == 0:
		return "", nil
	case a.env != "":
		return "", failf("no environment %q; there is %s", a.env, orNone(p.names))
	case len(p.names) > 1:
		return "", failf("the topology has several environments: choose one of %s with -e", strings.Join(p.names, ", "))
	case len(p.names) == 1:
		return p.names[0], nil
	}
	return "", nil
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "only the default one"
	}
	return strings.Join(names, ", ")
}

// build compiles and renders one environment. Nothing is rendered of a topology with errors.
func (a *app) build(ctx context.Context, p *project, env string) (*built, diag.List) {
	t, ds := p.Compile(ctx, env, p.vars)
	if ctx.Err() != nil {
		return nil, ds
	}
	if ds.HasErrors() || t == nil {
		return nil, ds
	}
	b, more := renderAll(ctx, p.folder, t)
	return b, append(ds, more...)
}

// renderAll renders a compiled topology for each backend of its environment.
func renderAll(ctx context.Context, folder *source.Folder, t *schema.Topology) (*built, diag.List) {
	b := &built{env: t.Environment.Address.Name, topology: t}
	var ds diag.List
	b.documents = newDocumentSet(b.env, t)
	request, err := newRequest(t)
	if err != nil {
		return nil, append(ds, diag.UnreadableFile.At(diag.Range{}, "what espc brings along can't be read: %s", err))
	}
	b.request = request
	for _, backend := range registry {
		if !slices.Contains(t.Environment.Backends(), backend.Info().Name) {
			continue
		}
		out, more := render(ctx, folder, request, backend)
		ds = append(ds, inEnvironment(t, more)...)
		out.folder = path.Join("deploy", b.env, backend.Info().Name)
		b.outputs = append(b.outputs, out)
	}
	return b, ds
}

// inEnvironment says of errors about entities, which are declared for all environments, in which one they are errors: where
// there are several, others may take what this one's backend does not.
func inEnvironment(t *schema.Topology, ds diag.List) diag.List {
	if len(t.Environments) < 2 {
		return ds
	}
	for i, d := range ds {
		if a, ok := schema.ParseAddress(d.Address); ok && a.Kind != schema.KindEnvironment && d.Severity == diag.Error {
			e := t.Environment
			ds[i] = d.WithRelated(e.Node.Origin.KeyPlace(), "in environment %s", e.Address.Name)
		}
	}
	return ds
}

// newRequest is what the backends get to render a topology.
func newRequest(t *schema.Topology) (backends.Request, error) {
	r := backends.Request{Topology: t, Place: t.Place}
	var err error
	if r.Runtimes, err = runtimeImages(); err != nil {
		return r, err
	}
	if slices.Contains(t.Environment.Backends(), "aws") {
		r.Adapters, err = adapters(t)
	}
	return r, err
}

func render(ctx context.Context, folder *source.Folder, request backends.Request, backend backends.Backend) (rendered, diag.List) {
	out := rendered{backend: backend}
	ds := backend.Check(request)
	if ds.HasErrors() {
		return out, ds
	}
	response := backend.Render(ctx, request)
	ds = append(ds, response.Diagnostics...)
	objects, more := overlay.Apply(folder, request.Topology.Environment.Overlays, response.Objects, backend)
	ds = append(ds, more...)
	objects = carry(backend, objects, nil)
	ds = append(ds, backend.Lint(objects)...)
	out.objects = objects
	out.artifacts = slices.Concat(backend.Artifacts(objects), response.Files)
	return out, ds
}

// reason is an I/O error in a few words, without the paths that the message names already.
func reason(err error) string {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err.Error()
	}
	return err.Error()
}

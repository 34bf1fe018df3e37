package cli

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/output"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// side is one of the two that diff compares.
type side struct {
	title string
	// parts are its objects by backend.
	parts map[string][]backends.Object
	// whole is set for an environment, which has no part that parts do not have.
	whole bool
	// namespace is where its objects are in a cluster, "" where that is not known or not one.
	namespace string
}

// side reads an operand of diff: an environment, a revision or a folder.
func (a *app) side(ctx context.Context, p *project, operand string, f diffFlags) (*side, diag.List, error) {
	number, ofRevision := strings.CutPrefix(operand, "revision:")
	if _, err := strconv.Atoi(operand); err == nil {
		ofRevision = true
	}
	switch {
	case slices.Contains(p.names, operand), operand == "default" && len(p.names) == 0:
		if len(p.names) == 0 {
			operand = ""
		}
		return a.sideOfEnvironment(ctx, p, operand)
	case ofRevision:
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 {
			return nil, nil, failf("%s: a revision is a number from 1 on, or 0 for the one before the current one", operand)
		}
		s, err := a.sideOfRevision(ctx, p, n, f.backend)
		return s, nil, err
	}
	if info, err := os.Stat(a.path(operand)); err != nil || !info.IsDir() {
		return nil, nil, failf("%s is neither an environment (there is %s), nor a revision:N, nor a folder", operand, orNone(p.names))
	}
	s, err := a.sideOfFolder(ctx, operand)
	return s, nil, err
}

func (a *app) sideOfEnvironment(ctx context.Context, p *project, env string) (*side, diag.List, error) {
	b, ds := a.build(ctx, p, env)
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if ds.HasErrors() || b == nil {
		return nil, ds, nil
	}
	s := &side{title: b.env, parts: map[string][]backends.Object{}, whole: true, namespace: b.topology.Namespace().V}
	for i := range b.outputs {
		s.parts[b.outputs[i].backend.Info().Name] = b.outputs[i].objects
	}
	return s, nil, nil // what it warns of is for plan to say
}

func (a *app) sideOfRevision(ctx context.Context, p *project, number int, backend string) (*side, error) {
	l, err := a.live(ctx, p.dir)
	if err != nil {
		return nil, err
	}
	targets := slices.DeleteFunc(l.targets, func(d *deployment) bool { return backend != "" && d.backend.Info().Name != backend })
	switch {
	case len(targets) == 0:
		return nil, failf("%s has no live target on a backend %q", l.env, backend)
	case number > 0 && len(targets) > 1:
		return nil, failf("%s has several live targets, each with revisions of its own; choose one with --backend", l.env)
	}
	s := &side{title: "revision " + strconv.Itoa(number) + " of " + l.env, parts: map[string][]backends.Object{}, namespace: l.built.topology.Namespace().V}
	for _, d := range targets {
		held, err := d.live.Revision(ctx, number)
		if err != nil {
			return nil, err
		}
		s.title = "revision " + strconv.Itoa(held.From) + " of " + l.env
		s.parts[d.backend.Info().Name] = held.Objects
	}
	return s, nil
}

// sideOfFolder reads a compiled folder, or one with a compiled folder for each backend.
func (a *app) sideOfFolder(ctx context.Context, name string) (*side, error) {
	s := &side{title: filepath.ToSlash(name), parts: map[string][]backends.Object{}}
	for _, b := range registry {
		for _, dir := range []string{name, filepath.Join(name, b.Info().Name)} {
			if _, err := os.Stat(filepath.Join(a.path(dir), b.Info().Entry)); err != nil {
				continue
			}
			f := &output.Folder{Path: a.path(dir), Name: filepath.ToSlash(dir), Backend: b}
			state, err := f.ReadState(ctx, nil)
			if err != nil {
				return nil, failf("%s: %s", dir, reason(err))
			}
			s.parts[b.Info().Name] = state.Objects
			s.namespace = max(s.namespace, commonNamespace(state.Objects)) // what is on AWS has none
			break
		}
	}
	if len(s.parts) == 0 {
		return nil, failf("%s is no compiled folder: it has neither kustomization.yaml nor template.yaml", name)
	}
	return s, nil
}

// commonNamespace is the namespace of all objects that have one, "" where they have several.
func commonNamespace(objects []backends.Object) string {
	common := ""
	for _, o := range objects {
		switch {
		case o.Address.Namespace == "":
		case common != "" && o.Address.Namespace != common:
			return ""
		default:
			common = o.Address.Namespace
		}
	}
	return common
}

// rehomed returns the objects of one namespace as those of another, so that they are compared with the ones there.
func rehomed(objects []backends.Object, from, to string) []backends.Object {
	if from == "" || to == "" || from == to {
		return objects
	}
	out := make([]backends.Object, len(objects))
	for i, o := range objects {
		switch {
		case o.Address.Namespace == from:
			o.Address.Namespace, o.Tree = to, withMetadata(o.Tree, "namespace", to)
		case o.Address.Kind() == "Namespace" && o.Address.Name == from:
			o.Address.Name, o.Tree = to, withMetadata(o.Tree, "name", to)
		}
		out[i] = o
	}
	return out
}

// withMetadata returns an object with another value of a field of its metadata.
func withMetadata(object *tree.Node, key, value string) *tree.Node {
	return replaced(object, "metadata", replaced(object.Get("metadata"), key, tree.NewString(value)))
}

// replaced returns a map with another value of a key that it has.
func replaced(m *tree.Node, key string, value *tree.Node) *tree.Node {
	if m.Get(key) == nil {
		return m
	}
	out := *m
	out.Fields = slices.Clone(m.Fields)
	for i := range out.Fields {
		if out.Fields[i].Key == key {
			out.Fields[i].Value = value
		}
	}
	return &out
}

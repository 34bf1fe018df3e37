// Package overlay applies kustomize overlays to a backend's objects: in process, in memory, without the network, plugins
// or anything outside the topology's folder.
package overlay

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"espc.dev/backends"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Apply applies overlays in their order. What an overlay leaves alone keeps its origin; what it changes or adds has the
// overlay's kustomization as origin. Objects that it adds are shown in overlay-NAME.yaml.
func Apply(folder *source.Folder, overlays schema.List[string], objects []backends.Object, b backends.Backend) ([]backends.Object, diag.List) {
	for _, o := range overlays.Items {
		l, ds := load(folder, o)
		if ds.HasErrors() {
			return objects, ds
		}
		if objects, ds = l.apply(objects, b); ds.HasErrors() {
			return objects, ds
		}
	}
	return objects, nil
}

// layer is one overlay: its files in memory.
type layer struct {
	name   string // the folder's own name
	at     diag.Range
	source *schema.Source
	// file is the kustomization, and path where it is in source.
	file *diag.File
	path string
	doc  *tree.Node
}

func load(folder *source.Folder, o schema.Value[string]) (*layer, diag.List) {
	p := schema.SourcePath(o)
	src, err := folder.ReadTree(p)
	if err != nil {
		return nil, diag.List{diag.OverlaySource.At(o.Node.Range(), "%s", err).WithFix("name a folder with a kustomization.yaml")}
	}
	l := &layer{name: path.Base(p), at: o.Node.Range(), source: src}
	var ds diag.List
	for _, f := range src.Files {
		if !isKustomization(f.Path) {
			continue
		}
		file := diag.NewFile(path.Join(src.Path, f.Path), f.Data)
		docs, more := data.Documents(file)
		ds = append(ds, more...)
		if len(docs) == 0 {
			continue
		}
		ds = append(ds, l.confine(docs[0], path.Dir(f.Path))...)
		if path.Dir(f.Path) == "." {
			l.file, l.path, l.doc = file, f.Path, docs[0]
		}
	}
	if l.doc == nil && !ds.HasErrors() {
		ds = append(ds, diag.OverlaySource.At(l.at, "%s holds no kustomization.yaml", src.Path).WithFix("add one to the folder"))
	}
	return l, ds
}

func isKustomization(p string) bool {
	switch path.Base(p) {
	case "kustomization.yaml", "kustomization.yml", "Kustomization":
		return true
	}
	return false
}

// apply runs kustomize over the objects with the layer as a component: that is how a kustomization becomes something
// that changes what others bring.
func (l *layer) apply(objects []backends.Object, b backends.Backend) ([]backends.Object, diag.List) {
	fs := filesys.MakeFsInMemory()
	var base []byte
	for _, o := range objects {
		base = append(base, "---\n"...)
		base = tree.AppendYAML(base, o.Tree)
	}
	files := map[string][]byte{
		"/base/objects.yaml":       base,
		"/base/kustomization.yaml": []byte("resources:\n- objects.yaml\n"),
		"/kustomization.yaml":      []byte("resources:\n- base\ncomponents:\n- overlay\n"),
	}
	for _, f := range l.source.Files {
		files["/overlay/"+f.Path] = f.Data
	}
	files["/overlay/"+l.path] = tree.AppendYAML(nil, component(l.doc))
	for name, content := range files {
		if err := fs.WriteFile(name, content); err != nil {
			return objects, diag.List{l.failed(err)}
		}
	}
	out, err := kustomize(fs)
	if err != nil {
		return objects, diag.List{l.failed(err)}
	}
	docs, ds := data.Documents(diag.NewFile(l.source.Path, out))
	if ds.HasErrors() {
		return objects, diag.List{l.failed(fmt.Errorf("%s", ds[0].Summary))}
	}
	return l.restore(objects, b.Objects("overlay-"+l.name+".yaml", docs)), nil
}

// kustomize builds what is in the root of a file system. It panics on some of what it does not expect: a null in a list, say.
func kustomize(fs filesys.FileSystem) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("it gave up: there is something in the kustomization, or in a file that it names, that has no place there")
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	result, err := krusty.MakeKustomizer(options).Run(fs, "/")
	if err != nil {
		return nil, err
	}
	return result.AsYaml()
}

// failed turns kustomize's error into a diagnostic, without the places of the in-memory file system.
func (l *layer) failed(err error) diag.Diagnostic {
	text := strings.NewReplacer("/overlay/", l.source.Path+"/", "'/overlay'", "'"+l.source.Path+"'", "accumulating components: ", "").Replace(err.Error())
	return diag.OverlayBuild.At(l.start(), "the overlay %s can't be applied", l.source.Path).
		WithDetail("kustomize: %s", text).WithFix("correct the overlay; `kustomize build` of the compiled folder with it shows the same")
}

func (l *layer) start() diag.Range { return diag.Range{File: l.file} }

// component returns the kustomization as a Component.
func component(doc *tree.Node) *tree.Node {
	fields := []tree.Field{
		tree.F("apiVersion", tree.NewString("kustomize.config.k8s.io/v1alpha1")),
		tree.F("kind", tree.NewString("Component")),
	}
	for _, f := range doc.Fields {
		if f.Key != "apiVersion" && f.Key != "kind" {
			fields = append(fields, f)
		}
	}
	return tree.NewMap(fields...)
}

// restore gives the objects back their origins and files, in the order they had; new ones come last.
func (l *layer) restore(before, after []backends.Object) []backends.Object {
	old := make(map[backends.ObjectAddress]int, len(before))
	for i := range before {
		old[before[i].Address] = i
	}
	origin := &tree.Origin{How: tree.Overlay, Range: l.start(), Rule: l.source.Path}
	kept := make([]*backends.Object, len(before))
	var added []backends.Object
	for _, o := range after {
		if i, ok := old[o.Address]; ok {
			same := before[i]
			same.Tree = restore(same.Tree, o.Tree, origin)
			kept[i] = &same
			continue
		}
		o.Tree = strip(o.Tree).With(origin)
		added = append(added, o)
	}
	var out []backends.Object
	for _, o := range kept {
		if o != nil {
			out = append(out, *o)
		}
	}
	return append(out, added...)
}

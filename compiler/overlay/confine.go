package overlay

import (
	"path"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// pathFields are the fields of a kustomization whose strings are paths; kustomize would fetch a path it does not find
// as a URL or a git repository. Source: the Kustomization type of sigs.k8s.io/kustomize/api/types.
var pathFields = []string{"resources", "components", "bases", "crds", "configurations", "generators", "transformers", "validators", "patchesStrategicMerge"}

// confine refuses what would reach out of the overlay's folder.
func (l *layer) confine(doc *tree.Node, dir string) diag.List {
	var ds diag.List
	for _, name := range pathFields {
		if list := doc.Get(name); list != nil {
			for _, item := range list.Items {
				ds = append(ds, l.local(item, dir)...)
			}
		}
	}
	for _, name := range []string{"patches", "patchesJson6902", "replacements"} {
		if list := doc.Get(name); list != nil {
			for _, item := range list.Items {
				ds = append(ds, l.local(item.Get("path"), dir)...)
			}
		}
	}
	ds = append(ds, l.local(doc.Get("openapi").Get("path"), dir)...)
	for _, name := range []string{"helmCharts", "helmGlobals", "helmChartInflationGenerator"} {
		if n := doc.Get(name); n != nil {
			ds = append(ds, diag.OverlayRemote.At(n.Origin.KeyPlace(), "an overlay can't use %s", name).
				WithFix("render the chart once with helm template, and list the file in resources"))
		}
	}
	return append(ds, l.generators(doc, dir)...)
}

// generators checks the files that config map and secret generators read: NAME or KEY=NAME.
func (l *layer) generators(doc *tree.Node, dir string) diag.List {
	var ds diag.List
	for _, name := range []string{"configMapGenerator", "secretGenerator"} {
		list := doc.Get(name)
		if list == nil {
			continue
		}
		for _, generator := range list.Items {
			for _, field := range []string{"files", "envs"} {
				if files := generator.Get(field); files != nil {
					for _, item := range files.Items {
						ds = append(ds, l.local(item, dir)...)
					}
				}
			}
			ds = append(ds, l.local(generator.Get("env"), dir)...)
		}
	}
	return ds
}

// local reports a path that is neither a file nor a folder of the overlay. Inline YAML, which some of the fields take, is
// no path.
func (l *layer) local(n *tree.Node, dir string) diag.List {
	if n == nil || n.Kind != tree.String || strings.Contains(n.Text, "\n") {
		return nil
	}
	name := n.Text
	if key, file, ok := strings.Cut(name, "="); ok && !strings.Contains(key, "/") {
		name = file
	}
	p := path.Join(dir, name)
	inside := !path.IsAbs(name) && slices.ContainsFunc(l.source.Files, func(f schema.SourceFile) bool {
		return f.Path == p || strings.HasPrefix(f.Path, p+"/")
	})
	if inside {
		return nil
	}
	return diag.List{diag.OverlayRemote.At(n.Range(), "%q is not in the overlay's folder", name).
		WithFix("copy the file into %s", l.source.Path)}
}

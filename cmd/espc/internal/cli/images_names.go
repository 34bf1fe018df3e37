package cli

import (
	"path"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

// runtimeImages maps every runtime to its image, without a registry.
func runtimeImages() (map[string]string, error) {
	images := map[string]string{}
	for _, runtime := range stdlib.Runtimes() {
		image, err := stdlib.RuntimeImage("", runtime)
		if err != nil {
			return nil, err
		}
		images[runtime] = image
	}
	return images, nil
}

// runtimeOf returns the runtime that an image, in whatever registry, is of.
func runtimeOf(image string) (string, bool) {
	name, _, _ := strings.Cut(path.Base(image), ":")
	runtime, ok := strings.CutPrefix(name, "espc-")
	if !ok || !slices.Contains(stdlib.Runtimes(), runtime) {
		return "", false
	}
	return runtime, true
}

// imagesOf returns the strings of the "image" fields of objects, but not what ConfigMaps hold under such a key.
func imagesOf(objects []backends.Object) []string {
	var out []string
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		for _, f := range n.Fields {
			if f.Key == "image" && f.Value.Kind == tree.String {
				out = append(out, f.Value.Text)
			}
			walk(f.Value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	for _, o := range objects {
		if o.Address.Kind() != "ConfigMap" {
			walk(o.Tree)
		}
	}
	return out
}

// layersOf returns the keys of the layers that a stack takes from its artifact bucket.
func layersOf(objects []backends.Object) []string {
	var out []string
	for _, o := range objects {
		if o.Address.Type == "AWS::Lambda::LayerVersion" {
			out = append(out, o.Tree.Get("Properties").Get("Content").Get("S3Key").Str())
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// layerRuntime returns the runtime that a layer is of: layers/RUNTIME-DIGEST.zip.
func layerRuntime(key string) (string, bool) {
	name := strings.TrimSuffix(path.Base(key), ".zip")
	i := strings.LastIndexByte(name, '-')
	if i < 0 || !slices.Contains(stdlib.Runtimes(), name[:i]) {
		return "", false
	}
	return name[:i], true
}

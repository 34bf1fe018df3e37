package schema

import (
	"strings"
	"sync"
)

// FieldPath returns the path by which Explain knows a field that the origin of a default names: by its block and name, such as
// "FunctionScale.max", which is function.scale.max. A block of several kinds is that of the kind of in, where it has one. A name that
// is a path already is returned as it is.
func FieldPath(name string, in Kind) string {
	block, field, ok := strings.Cut(name, ".")
	if block == "kubernetes" {
		block = "KubernetesBackend"
	}
	if !ok || LookupKind(Kind(block)) != nil {
		return name
	}
	paths := blockPaths()[block]
	for _, path := range paths {
		if strings.HasPrefix(path, string(in)+".") {
			return path + "." + field
		}
	}
	if len(paths) > 0 {
		return paths[0] + "." + field
	}
	return name
}

// blockPaths holds the paths of each block, by its name.
var blockPaths = sync.OnceValue(func() map[string][]string {
	paths := map[string][]string{}
	walkBlocks(func(path string, b *BlockInfo) { paths[b.Name] = append(paths[b.Name], path) })
	return paths
})

// DerivedDefault is a field whose default depends on others, as Doc says.
type DerivedDefault struct{ Path, Doc string }

// DerivedDefaults returns all fields whose default depends on others, in the order of the schema.
func DerivedDefaults() []DerivedDefault {
	var out []DerivedDefault
	walkBlocks(func(path string, b *BlockInfo) {
		for i := range b.Fields {
			if f := &b.Fields[i]; f.DefaultDoc != "" {
				out = append(out, DerivedDefault{path + "." + f.Name, f.DefaultDoc})
			}
		}
	})
	return out
}

// walkBlocks visits the kinds and the blocks in them with the path of each; one that is in itself once.
func walkBlocks(visit func(path string, b *BlockInfo)) {
	var walk func(path string, b *BlockInfo, around []*BlockInfo)
	walk = func(path string, b *BlockInfo, around []*BlockInfo) {
		for _, a := range around {
			if a == b {
				return
			}
		}
		visit(path, b)
		for i := range b.Fields {
			if inner := b.Fields[i].Block(); inner != nil {
				walk(path+"."+b.Fields[i].Name, inner, append(around, b))
			}
		}
	}
	for i := range AllKinds {
		k := &AllKinds[i]
		walk(string(k.Kind), &k.BlockInfo, nil)
	}
}

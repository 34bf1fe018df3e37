package kubernetes

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"unicode/utf8"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// maxConfig is the most bytes of files that a ConfigMap takes: 900 KiB, which leaves room below the server's 1 MiB.
const maxConfig = 900 << 10

// config is what a workload's ConfigMap holds, and how its pods see it.
type config struct {
	// data and binary are the ConfigMap's data and binaryData; nil where there is none.
	data, binary *tree.Node
	// items say which key is which path of the volume; nil where every key is its path.
	items *tree.Node
}

// configFile is one file of a ConfigMap.
type configFile struct {
	key, path  string
	data       []byte
	executable bool
	node       *tree.Node // where it comes from
}

var executableMode = tree.NewInt(0o555)

// newConfig returns the configuration that holds files. What is no text is kept in base64.
func newConfig(rule string, files []configFile) config {
	var text, binary []tree.Field
	items := make([]*tree.Node, len(files))
	plain := true
	for i, f := range files {
		if utf8.Valid(f.data) {
			text = append(text, tree.F(f.key, derived(rule, f.node, string(f.data))))
		} else {
			binary = append(binary, tree.F(f.key, derived(rule, f.node, base64.StdEncoding.EncodeToString(f.data))))
		}
		item := []tree.Field{tree.F("key", tree.NewString(f.key)), tree.F("path", tree.NewString(f.path))}
		if f.executable {
			item = append(item, tree.F("mode", executableMode))
		}
		items[i] = tree.NewMap(item...)
		plain = plain && f.key == f.path && !f.executable
	}
	c := config{data: optionalMap(text), binary: optionalMap(binary)}
	if !plain {
		c.items = list(items)
	}
	return c
}

func optionalMap(fields []tree.Field) *tree.Node {
	if len(fields) == 0 {
		return nil
	}
	return tree.NewMap(fields...)
}

// size returns how many bytes of a ConfigMap the configuration takes.
func (c config) size() int {
	n := 0
	for _, m := range []*tree.Node{c.data, c.binary} {
		if m != nil {
			for _, f := range m.Fields {
				n += len(f.Key) + len(f.Value.Text)
			}
		}
	}
	return n
}

// checksum returns the digest of a configuration: 16 hexadecimal digits of the SHA-256 of its keys and values.
func (c config) checksum(from *tree.Node) *tree.Node {
	h := sha256.New()
	nodes := []*tree.Node{from}
	for _, m := range []*tree.Node{c.data, c.binary} {
		if m != nil {
			for _, f := range m.Fields {
				h.Write([]byte(f.Key + "\x00" + f.Value.Text + "\x00"))
				if o := f.Value.Origin; o != nil && len(o.Also) > 0 { // a document made of the topology
					nodes = append(nodes, f.Value)
				}
			}
		}
		h.Write([]byte{1})
	}
	return derivedOf(ruleChecksum, hex.EncodeToString(h.Sum(nil))[:16], nodes...)
}

// configMap returns a workload's ConfigMap, named like the workload.
func (r *render) configMap(w *workload, c config, annotations *tree.Node) backends.Object {
	return r.object(&w.owner, configMapType, meta{name: w.title, annotations: annotations},
		tree.F("data", c.data), tree.F("binaryData", c.binary))
}

// volume returns the volume that shows the ConfigMap of a name.
func (c config) volume(name string, in *tree.Node) *tree.Node {
	return tree.NewMap(
		tree.F("name", tree.NewString(name)),
		tree.F("configMap", tree.NewMap(tree.F("name", in), tree.F("items", c.items))),
	)
}

// mount returns the read-only mount of a volume; subPath picks one file of it, or is nil.
func mount(name string, path, subPath *tree.Node) *tree.Node {
	return tree.NewMap(
		tree.F("name", tree.NewString(name)),
		tree.F("mountPath", path),
		tree.F("subPath", subPath),
		tree.F("readOnly", yes),
	)
}

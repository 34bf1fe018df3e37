package set

import (
	"slices"

	"espc.dev/schema/tree"
)

// lastApplied is where kubectl apply keeps a whole object, values and all.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// Withhold returns documents without the values of Secrets, and which these are. The documents themselves stay as they are.
func Withhold(docs []*tree.Node) ([]*tree.Node, []Secret) {
	var secrets []Secret
	out := docs
	for i, d := range docs {
		if !isSecret(d) {
			continue
		}
		if len(secrets) == 0 {
			out = slices.Clone(docs)
		}
		s := Secret{Namespace: d.Get("metadata").Get("namespace").Str(), Name: d.Get("metadata").Get("name").Str(), Keys: keys(d)}
		secrets = append(secrets, s)
		out[i] = bare(d)
	}
	return out, secrets
}

func isSecret(d *tree.Node) bool {
	return d.Get("apiVersion").Str() == "v1" && d.Get("kind").Str() == "Secret"
}

// keys are the sorted keys of a Secret.
func keys(d *tree.Node) []string {
	out := []string{}
	for _, field := range []string{"data", "stringData"} {
		if n := d.Get(field); n != nil {
			for _, f := range n.Fields {
				out = append(out, f.Key)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// bare is a Secret without its values.
func bare(d *tree.Node) *tree.Node {
	out := d.Without("data").Without("stringData")
	m := d.Get("metadata")
	if m.Get("annotations").Get(lastApplied) != nil {
		out = replaced(out, "metadata", replaced(m, "annotations", m.Get("annotations").Without(lastApplied)))
	}
	return out
}

// replaced is a map with another value for a key that it has.
func replaced(n *tree.Node, key string, value *tree.Node) *tree.Node {
	out := *n
	out.Fields = slices.Clone(n.Fields)
	for i := range out.Fields {
		if out.Fields[i].Key == key {
			out.Fields[i].Value = value
		}
	}
	return &out
}

// Restore returns a Secret with the values that the cluster has, and false where one of its keys is not there.
func Restore(d *tree.Node, s Secret, live map[string]string) (*tree.Node, bool) {
	data := &tree.Node{Kind: tree.Map}
	for _, k := range s.Keys {
		v, ok := live[k]
		if !ok {
			return d, false
		}
		data.Fields = append(data.Fields, tree.F(k, tree.NewString(v)))
	}
	if len(data.Fields) == 0 {
		return d, true
	}
	out := d.Without("data")
	out.Fields = append(out.Fields, tree.F("data", data))
	return out, true
}

// Key tells a Secret from others.
func (s Secret) Key() string { return s.Namespace + "/" + s.Name }

// SecretOf returns which of the Secrets without values a document is.
func SecretOf(d *tree.Node, secrets []Secret) (Secret, bool) {
	if !isSecret(d) {
		return Secret{}, false
	}
	m := d.Get("metadata")
	for _, s := range secrets {
		if s.Namespace == m.Get("namespace").Str() && s.Name == m.Get("name").Str() {
			return s, true
		}
	}
	return Secret{}, false
}

package kubernetes

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// revisionDigits is how many hexadecimal digits of its content's digest end a revision's name.
const revisionDigits = 8

// whole is all requests, in percent.
const whole = 100

// unsealed returns the name of a revision before its content is known.
func unsealed(service string, from *tree.Node) *tree.Node {
	return derived(ruleRevision, from, service+"-"+strings.Repeat("0", revisionDigits))
}

// share returns one entry of a Knative Service's traffic.
func share(revision *tree.Node, percent int64) *tree.Node {
	return tree.NewMap(tree.F("revisionName", revision), tree.F("percent", tree.NewInt(percent)))
}

// knative is a Knative Service of espc's, with what its revisions are made from.
type knative struct {
	at       int    // its index among the objects
	revision string // of its template
	// files is the index of the ConfigMap of the template's revision, -1 where there is none.
	files int
}

// knatives finds the Knative Services among objects whose revisions have names of espc's making; another's are left alone.
func knatives(objects []backends.Object) []knative {
	var out []knative
	var index map[backends.ObjectAddress]int
	for i := range objects {
		o := &objects[i]
		if o.Address.Type != servingType.typ {
			continue
		}
		revision := templateOf(o).Get("metadata").Get("name").Str()
		if !ofContent(revision, o.Address.Name) {
			continue
		}
		if index == nil {
			index = byAddress(objects)
		}
		k := knative{at: i, revision: revision, files: -1}
		if files, ok := index[backends.ObjectAddress{Type: configMapType.typ, Namespace: o.Address.Namespace, Name: revision}]; ok {
			k.files = files
		}
		out = append(out, k)
	}
	return out
}

func templateOf(o *backends.Object) *tree.Node { return o.Tree.Get("spec").Get("template") }

// ofContent reports whether a revision's name is its Service's with a digest.
func ofContent(revision, service string) bool {
	digits, ok := strings.CutPrefix(revision, service+"-")
	return ok && len(digits) == revisionDigits && strings.Trim(digits, "0123456789abcdef") == ""
}

// seal gives each revision of the objects the name of its content: its template, and the files that it mounts. Overlays may have
// changed either since the name was given; Knative refuses a changed template under an old name. Objects that change are new ones.
func seal(objects []backends.Object) []backends.Object {
	var out []backends.Object
	for _, k := range knatives(objects) {
		service := &objects[k.at]
		template := renamed(templateOf(service), k.revision, "")
		h := sha256.New()
		h.Write(appendContent(nil, template))
		if k.files >= 0 {
			for _, key := range []string{"data", "binaryData"} {
				h.Write(appendContent([]byte{0}, objects[k.files].Tree.Get(key)))
			}
		}
		name := service.Address.Name + "-" + hex.EncodeToString(h.Sum(nil))[:revisionDigits]
		if name == k.revision {
			continue
		}
		if out == nil {
			out = slices.Clone(objects)
		}
		out[k.at].Tree = renamed(service.Tree, k.revision, name)
		if k.files >= 0 {
			out[k.files].Tree = renamed(out[k.files].Tree, k.revision, name)
			out[k.files].Address.Name = name
		}
	}
	if out == nil {
		return objects
	}
	return out
}

// appendContent appends a tree as JSON that is the same whatever the order of its maps.
func appendContent(out []byte, n *tree.Node) []byte {
	switch {
	case n != nil && n.Kind == tree.Map:
		fields := slices.Clone(n.Fields)
		slices.SortFunc(fields, func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
		out = append(out, '{')
		for _, f := range fields {
			out = strconv.AppendQuote(out, f.Key)
			out = append(appendContent(append(out, ':'), f.Value), ',')
		}
		return append(out, '}')
	case n != nil && n.Kind == tree.List:
		out = append(out, '[')
		for _, item := range n.Items {
			out = append(appendContent(out, item), ',')
		}
		return append(out, ']')
	}
	return tree.AppendJSON(out, n, "")
}

// renamed returns a tree with another name for a revision wherever a string is just that: it is its own, that of its ConfigMap, and
// that in the traffic. The tree itself is returned where the name is not in it.
func renamed(n *tree.Node, from, to string) *tree.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == tree.String:
		if n.Text != from {
			return n
		}
		out := *n
		out.Text = to
		return &out
	}
	out := n
	copied := func() {
		if out == n {
			c := *n
			c.Items, c.Fields = slices.Clone(n.Items), slices.Clone(n.Fields)
			out = &c
		}
	}
	for i, item := range n.Items {
		if changed := renamed(item, from, to); changed != item {
			copied()
			out.Items[i] = changed
		}
	}
	for i, f := range n.Fields {
		if changed := renamed(f.Value, from, to); changed != f.Value {
			copied()
			out.Fields[i].Value = changed
		}
	}
	return out
}

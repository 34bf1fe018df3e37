package fields

import (
	"errors"
	"strings"

	"espc.dev/schema/tree"
)

// PartOf is the label that makes an object a member of an ApplySet (KEP-3659). It is put on at apply time and is in no wanted object, so
// that it concerns no comparison.
const PartOf = "applyset.kubernetes.io/part-of"

// Decoder reads live objects one after the other. Each lives until the next is read, in memory that is used again, so that thousands take
// no more than one.
type Decoder struct {
	scan scanner
	live Live
}

// Decode reads an object as the server sends it, without its status. The result is good until the next call.
func (d *Decoder) Decode(object []byte) (*Live, error) {
	d.scan.reset()
	d.scan.skip = unread
	root, err := d.scan.read(string(object))
	if err != nil {
		return nil, err
	}
	meta := root.Get("metadata")
	if meta.Get("name").Str() == "" {
		return nil, errors.New("an object without a name")
	}
	d.live = Live{Root: root, scan: &d.scan, owners: d.live.owners[:0]}
	return &d.live, d.live.readOwners(meta.Get("managedFields"))
}

// unread is what of an object is not looked at, or by itself.
func unread(depth int, key string) bool {
	return depth == 0 && key == "status" || depth == 1 && key == "managedFields"
}

// Live is an object that a cluster holds.
type Live struct {
	// Root is the object; status and metadata.managedFields are unread text in it.
	Root   *tree.Node
	owners []owner
	own    *tree.Node // what the manager applies, see Owned
	// squatters are the places of elements that stand where wanted ones belong, as the last comparison found.
	squatters [][]step
	scan      *scanner
}

// owner is who owns fields, and which.
type owner struct {
	manager, subresource string
	applies              bool
	text                 string
	set                  *tree.Node // of text, once it was read
}

func (l *Live) readOwners(list *tree.Node) error {
	if list.IsNull() {
		return nil
	}
	l.scan.skip = func(depth int, key string) bool { return depth == 1 && key == "fieldsV1" }
	entries, err := l.scan.read(list.Text)
	if err != nil {
		return err
	}
	for _, e := range entries.Items {
		o := owner{manager: e.Get("manager").Str(), subresource: e.Get("subresource").Str(), applies: e.Get("operation").Str() == "Apply", text: e.Get("fieldsV1").Str()}
		l.owners = append(l.owners, o)
	}
	return nil
}

// fields returns what an owner owns; a set that can't be read is an empty one.
func (l *Live) fields(o *owner) *tree.Node {
	if o.set == nil {
		l.scan.skip = nil
		if o.set, _ = l.scan.read(o.text); o.set == nil {
			o.set = &tree.Node{Kind: tree.Map}
		}
	}
	return o.set
}

// applied returns what espc's manager applies, nil for nothing.
func (l *Live) applied(manager string) *tree.Node {
	for i := range l.owners {
		if o := &l.owners[i]; o.applies && o.manager == manager && o.subresource == "" {
			return l.fields(o)
		}
	}
	return nil
}

// AppliedBy reports whether a manager applies fields of the object (server-side apply).
func (l *Live) AppliedBy(manager string) bool {
	for i := range l.owners {
		if o := &l.owners[i]; o.applies && o.manager == manager {
			return true
		}
	}
	return false
}

func (l *Live) meta(key string) string {
	return strings.Clone(l.Root.Get("metadata").Get(key).Str())
}

// Name is the object's name.
func (l *Live) Name() string { return l.meta("name") }

// Namespace is the object's namespace, "" for what has none.
func (l *Live) Namespace() string { return l.meta("namespace") }

// UID tells the object from any other that has or had its name.
func (l *Live) UID() string { return l.meta("uid") }

// ResourceVersion changes with each write of the object.
func (l *Live) ResourceVersion() string { return l.meta("resourceVersion") }

// Deleting reports whether the object is on its way out.
func (l *Live) Deleting() bool { return !l.Root.Get("metadata").Get("deletionTimestamp").IsNull() }

// Label returns a label's value.
func (l *Live) Label(key string) string {
	return strings.Clone(l.Root.Get("metadata").Get("labels").Get(key).Str())
}

// Squatted reports whether the last comparison found elements that have to be claimed before the object can be applied.
func (l *Live) Squatted() bool { return len(l.squatters) > 0 }

// Creator names who made the object as far as its managers tell: one that is no controller, "" where there is none.
func (l *Live) Creator() string {
	for i := range l.owners {
		if o := &l.owners[i]; o.subresource == "" && !Component(o.manager) {
			return strings.Clone(o.manager)
		}
	}
	return ""
}

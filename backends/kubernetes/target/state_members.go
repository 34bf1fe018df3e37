package target

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// found takes in an object that has the set's label or is in its inventory.
func (r *reader) found(typ string, l *fields.Live, listed bool) {
	a := backends.ObjectAddress{Type: typ, Namespace: l.Namespace(), Name: l.Name()}
	at := placeOf(typ, a.Namespace, a.Name)
	want := r.wanted[a]
	if want == nil && listed && r.otherVersion(at, typ) {
		return
	}
	r.mu.Lock()
	r.seen[at] = true
	r.mu.Unlock()
	if !r.member(at, want, l) {
		r.foreign(a, want, l)
		return
	}
	if want != nil && l.Deleting() {
		r.leaves(a, l)
		return
	}
	if want == nil && holdsData(typ) { // no apply deletes it, so that no plan shows it; it stays a member, for a flag of destroy
		r.mu.Lock()
		defer r.mu.Unlock()
		r.out.objects[a] = live{uid: l.UID(), version: l.ResourceVersion(), ours: true}
		r.out.mine[at] = true
		return
	}
	o := backends.Object{Address: a}
	var extra []backends.FieldChange
	squatted := false
	if want == nil {
		o.Tree = r.comparison.Owned(typ, l)
	} else {
		o.Tree, o.Source, o.File = r.comparison.Project(typ, l, want.Tree), want.Source, want.File
		squatted = l.Squatted()
		if l.Label(set.LabelPartOf) == "" {
			o.Tree = unlabelled(o.Tree)
		}
		if r.comparison.Trust {
			extra = r.comparison.Added(typ, l, want.Tree)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Objects = append(r.out.Objects, o)
	r.out.objects[a] = live{uid: l.UID(), version: l.ResourceVersion(), ours: true, squatted: squatted, going: l.Deleting()}
	r.out.mine[at] = true
	if extra != nil {
		r.out.extra[a] = extra
	}
}

// otherVersion reports whether an object is wanted in another version of its type than it was read in.
func (r *reader) otherVersion(at place, typ string) bool {
	for a := range r.wanted {
		if a.Name == at.name && a.Type != typ && placeOf(a.Type, a.Namespace, a.Name) == at {
			return true
		}
	}
	return false
}

// member reports whether an object is ours. The label alone does not say so: operators copy labels to what they make.
func (r *reader) member(at place, want *backends.Object, l *fields.Live) bool {
	label := l.Label(set.LabelPartOf)
	known, ok := r.inventory[at]
	if ok && known.UID == l.UID() && (label == r.set || label == "" && want != nil) {
		return true
	}
	return label == r.set && l.AppliedBy(r.comparison.Manager) && (want != nil || ok && known.UID == "")
}

// unlabelled returns the projection of an object that lost the set's label, so that a plan puts it back.
func unlabelled(n *tree.Node) *tree.Node {
	meta := n.Get("metadata")
	labels := with(meta.Get("labels"), set.LabelPartOf, "")
	return with(n, "metadata", with(meta, "labels", labels))
}

// foreign takes in an object that is not ours.
func (r *reader) foreign(a backends.ObjectAddress, want *backends.Object, l *fields.Live) {
	if want != nil {
		o := other{uid: l.UID(), manager: l.Creator()}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.out.others[a] = o
		r.out.objects[a] = live{uid: l.UID(), version: l.ResourceVersion()}
		return // Prepare says so, when it is to be created
	}
	known, ok := r.inventory[placeOf(a.Type, a.Namespace, a.Name)]
	var why string
	switch label := l.Label(set.LabelPartOf); {
	case ok && known.UID != "" && known.UID != l.UID():
		why = "it was deleted and created anew by " + orSomebody(l.Creator())
	case ok && label == "":
		why = "it has not the set's label any more"
	case ok && label != r.set:
		why = "it has the label of another set"
	default:
		why = "it has the set's label, and espc did not create it"
	}
	r.report(diag.NotPruned.At(r.Place, "%s is left in the cluster: %s", a, why).
		WithFix("if it is not needed, delete it: %s", r.deletion(a)))
}

// deletion is the command that deletes an object.
func (t *Target) deletion(a backends.ObjectAddress) string {
	namespace := ""
	if a.Namespace != "" {
		namespace = " -n " + a.Namespace
	}
	kind := set.GroupKind(a.Type)
	return "kubectl --context " + t.Context + namespace + " delete " + kind + " " + a.Name
}

func orSomebody(manager string) string {
	if manager == "" {
		return "somebody"
	}
	return manager
}

// namespace takes in a Namespace: the set's own, or another that is wanted. One that is not ours is used as it is.
func (r *reader) namespace(object []byte, own bool) error {
	var d fields.Decoder
	l, err := d.Decode(object)
	if err != nil {
		return fmt.Errorf("reading the namespace: %w", err)
	}
	a := backends.ObjectAddress{Type: namespaceType, Name: l.Name()}
	if own {
		r.out.namespace = l.UID()
	}
	if l.Deleting() && r.verb != "destroy" {
		return r.fault(diag.NamespaceTerminating, "the namespace %s is being deleted", a.Name).
			withFix("wait until kubectl --context %s get namespace %s finds nothing, then run %s", r.Context, a.Name, r.command(r.verb))
	}
	want := r.wanted[a]
	ours := r.member(placeOf(a.Type, "", a.Name), want, l)
	r.out.ownNamespace = r.out.ownNamespace || own && ours
	switch {
	case want == nil: // a namespace is deleted by a flag of destroy alone
		return nil
	case ours:
		r.found(namespaceType, l, false)
		return nil
	}
	o := *want
	r.out.Objects = append(r.out.Objects, o)
	r.out.objects[a] = live{uid: l.UID(), version: l.ResourceVersion()}
	r.out.others[a] = other{uid: l.UID(), manager: l.Creator()}
	if missing := enforced(want.Tree, l); missing != "" {
		r.report(diag.NamespaceForeign.At(diag.Range{}, "the namespace %s exists and is not espc's: it is used as it is, without %s", a.Name, missing).
			WithFix("kubectl --context %s label namespace %s %s", r.Context, a.Name, missing))
	}
	return nil
}

// enforced returns the first label by which a wanted namespace enforces something and the live one does not: "key=value", "" for none.
func enforced(want *tree.Node, l *fields.Live) string {
	labels := want.Get("metadata").Get("labels")
	if labels == nil {
		return ""
	}
	for _, f := range labels.Fields {
		if f.Key == "pod-security.kubernetes.io/enforce" && l.Label(f.Key) != f.Value.Str() {
			return f.Key + "=" + f.Value.Str()
		}
	}
	return ""
}

// digest is what a plan is bound to: of each object whose it is, which it is, and what of it concerns the plan. It leaves versions
// out: a controller that writes how an object is changes them, and makes no plan wrong. Nor does what is on its way out and gone a
// moment later.
func (r *reading) digest() string {
	h := sha256.New()
	buffer := make([]byte, 0, 1<<14)
	field := func(text string) { buffer = append(append(buffer, text...), 0) }
	if r.parent != nil {
		field(r.parent.UID)
	}
	for i := range r.Objects {
		o := &r.Objects[i]
		if r.objects[o.Address].going {
			continue
		}
		field("object")
		field(o.Address.Type)
		field(o.Address.Namespace)
		field(o.Address.Name)
		field(r.objects[o.Address].uid)
		buffer = fields.AppendDigest(buffer, o.Tree)
		h.Write(buffer)
		buffer = buffer[:0]
	}
	h.Write(buffer)
	return hex.EncodeToString(h.Sum(nil))
}

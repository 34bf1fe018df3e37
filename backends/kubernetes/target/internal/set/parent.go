package set

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"
)

// Parent is the ApplySet's parent: whose the set is, what is in it, and what was applied when.
type Parent struct {
	Name, Namespace string
	// UID and ResourceVersion are "" for a parent that is not in the cluster yet.
	UID, ResourceVersion string
	// Topology and Environment are whose the set is.
	Topology, Environment string
	// Kinds and Namespaces are where members may be: Deployment.apps, and namespaces beside the parent's own. Those of
	// Members need not be in them.
	Kinds, Namespaces []string
	Members           []Member
	// Revisions are the kept ones, the oldest first.
	Revisions []Record
	// Destroy is what a destroy that began is to delete, separated by commas; "" where none began since the last apply.
	Destroy string

	// object is the ConfigMap as it was read: what other hands put there stays.
	object configMap
	// base is the fingerprint of the set as it was read, "" for one that was not.
	base string
}

// fingerprint is a digest of what the parent says of the set. Times are left out: they are the server's, so that they are not
// known before the first write.
func (p *Parent) fingerprint() string {
	records := slices.Clone(p.Revisions)
	for i := range records {
		records[i].Time = time.Time{}
	}
	text, _ := json.Marshal(struct { // strings and numbers always have a JSON
		Topology, Environment string
		Kinds, Namespaces     []string `json:",omitempty"`
		Members               []Member `json:",omitempty"`
		Revisions             []Record `json:",omitempty"`
		Destroy               string   `json:",omitempty"`
	}{p.Topology, p.Environment, p.kinds(), p.namespaces(), normal(p.Members), records, p.Destroy})
	return digest(text)
}

// Same reports whether two parents say the same of the set, whatever their versions.
func (p *Parent) Same(q *Parent) bool { return p.fingerprint() == q.fingerprint() }

// Rebase makes p an edit of what q was read as, and reports whether it can: only if nothing of the set changed since p was
// read, so that the versions differ by what somebody else wrote into the ConfigMap's metadata.
func (p *Parent) Rebase(q *Parent) bool {
	if p.base == "" || p.base != q.base || p.UID != q.UID {
		return false
	}
	p.ResourceVersion, p.object = q.ResourceVersion, q.object
	return true
}

// kinds are the sorted kinds of the set, with those of its members.
func (p *Parent) kinds() []string {
	out := slices.Clone(p.Kinds)
	for _, m := range p.Members {
		out = append(out, GroupKind(m.Type))
	}
	return sorted(out)
}

// namespaces are the sorted namespaces beside the parent's own, with those of its members.
func (p *Parent) namespaces() []string {
	out := slices.Clone(p.Namespaces)
	for _, m := range p.Members {
		out = append(out, m.Namespace)
	}
	return slices.DeleteFunc(sorted(out), func(s string) bool { return s == p.Namespace })
}

// sorted sorts, and leaves out what is empty or twice.
func sorted(s []string) []string {
	slices.Sort(s)
	return slices.DeleteFunc(slices.Compact(s), func(s string) bool { return s == "" })
}

// JSON is the ConfigMap, for its creation or, with its resourceVersion as the precondition, for its update. It fails with
// *TooLarge.
func (p *Parent) JSON() ([]byte, error) {
	members, err := encodeMembers(p.Members)
	if err != nil {
		return nil, err
	}
	revisions := p.Revisions
	if revisions == nil {
		revisions = []Record{}
	}
	records, err := json.Marshal(revisions)
	if err != nil {
		return nil, err
	}
	o := p.object
	o.APIVersion, o.Kind = "v1", "ConfigMap"
	o.Metadata.Name, o.Metadata.Namespace, o.Metadata.UID, o.Metadata.ResourceVersion = p.Name, p.Namespace, p.UID, p.ResourceVersion
	o.Metadata.ManagedFields, o.Metadata.CreationTimestamp = nil, time.Time{}
	o.Metadata.Labels = with(o.Metadata.Labels, map[string]string{
		LabelID: ID(p.Name, p.Namespace), LabelManagedBy: Tool, LabelTopology: p.Topology,
	})
	o.Metadata.Annotations = with(o.Metadata.Annotations, map[string]string{
		AnnotationTooling: Tooling, AnnotationEnvironment: p.Environment,
		AnnotationKinds: strings.Join(p.kinds(), ","), AnnotationNamespaces: strings.Join(p.namespaces(), ","),
	})
	if delete(o.Metadata.Annotations, AnnotationDestroy); p.Destroy != "" {
		o.Metadata.Annotations[AnnotationDestroy] = p.Destroy
	}
	o.Data = with(o.Data, map[string]string{keyRevisions: string(records)})
	o.BinaryData = with(o.BinaryData, map[string][]byte{keyInventory: members})
	return json.Marshal(o)
}

// Keys of the parent's data.
const (
	keyRevisions = "revisions"
	keyInventory = "inventory"
)

// with returns a with what b has.
func with[V any](a, b map[string]V) map[string]V {
	out := make(map[string]V, len(a)+len(b))
	maps.Copy(out, a)
	maps.Copy(out, b)
	return out
}

// configMap is a ConfigMap as far as it concerns us. The rest of the metadata, such as finalizers, is kept as it is.
type configMap struct {
	APIVersion string            `json:"apiVersion"`
	Kind       string            `json:"kind"`
	Metadata   metadata          `json:"metadata"`
	Immutable  *bool             `json:"immutable,omitempty"`
	Data       map[string]string `json:"data,omitempty"`
	BinaryData map[string][]byte `json:"binaryData,omitempty"`
}

type metadata struct {
	Name              string            `json:"name"`
	Namespace         string            `json:"namespace,omitempty"`
	UID               string            `json:"uid,omitempty"`
	ResourceVersion   string            `json:"resourceVersion,omitempty"`
	CreationTimestamp time.Time         `json:"creationTimestamp,omitzero"`
	Labels            map[string]string `json:"labels,omitempty"`
	Annotations       map[string]string `json:"annotations,omitempty"`
	OwnerReferences   json.RawMessage   `json:"ownerReferences,omitempty"`
	Finalizers        json.RawMessage   `json:"finalizers,omitempty"`
	ManagedFields     []managed         `json:"managedFields,omitempty"`
}

type managed struct {
	Manager string    `json:"manager"`
	Time    time.Time `json:"time"`
}

// written is when espc last changed the object, by the server's clock.
func (m *metadata) written() time.Time {
	out := m.CreationTimestamp
	for _, f := range m.ManagedFields {
		if f.Manager == Tool && f.Time.After(out) {
			out = f.Time
		}
	}
	return out.UTC()
}

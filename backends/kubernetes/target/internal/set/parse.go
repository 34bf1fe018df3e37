package set

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Foreign is the error for a ConfigMap of the parent's name that is not ours.
type Foreign struct {
	// Owner says whose it is: tool "kubectl/v1.36.0". It is "" for a ConfigMap that is no ApplySet's parent at all.
	Owner string
}

// Error says whose it is.
func (e *Foreign) Error() string {
	if e.Owner == "" {
		return "it is no record of a set of objects"
	}
	return "it belongs to " + e.Owner
}

// Unreadable is the error for a parent of ours that was edited, damaged, copied from elsewhere, or is from a later version.
type Unreadable struct {
	// Why is a clause; Later is set where a later version of espc wrote it.
	Why   string
	Later bool
}

// Error says what is wrong.
func (e *Unreadable) Error() string { return e.Why }

// Parse reads a parent from its ConfigMap. What is not surely a parent as espc writes it is *Foreign or *Unreadable: whoever
// deletes does so on this record's word.
func Parse(data []byte) (*Parent, error) {
	var o configMap
	if json.Unmarshal(data, &o) != nil || o.Metadata.Name == "" || o.Metadata.Namespace == "" {
		return nil, &Unreadable{Why: "the answer is no ConfigMap"}
	}
	if err := o.ours(); err != nil {
		return nil, err
	}
	m := &o.Metadata
	p := &Parent{
		Name: m.Name, Namespace: m.Namespace, UID: m.UID, ResourceVersion: m.ResourceVersion,
		Topology: m.Labels[LabelTopology], Environment: m.Annotations[AnnotationEnvironment],
		Kinds: list(m.Annotations[AnnotationKinds]), Namespaces: list(m.Annotations[AnnotationNamespaces]), object: o,
		Destroy: m.Annotations[AnnotationDestroy],
	}
	// What is decoded below need not be held twice.
	p.object.Data, p.object.BinaryData = without(o.Data, keyRevisions), without(o.BinaryData, keyInventory)
	if p.Topology == "" {
		return nil, &Unreadable{Why: "its label " + LabelTopology + " is missing"}
	}
	var err error
	if p.Members, err = decodeMembers(o.BinaryData[keyInventory]); err != nil {
		return nil, &Unreadable{Why: "its inventory can't be read: " + err.Error()}
	}
	if p.Revisions, err = decodeRecords(p.Name, o.Data[keyRevisions], m.written()); err != nil {
		return nil, &Unreadable{Why: "its list of revisions can't be read: " + err.Error()}
	}
	p.base = p.fingerprint()
	return p, nil
}

// ours tells by labels and annotations whether the ConfigMap is a parent that this version of espc wrote in this place.
func (o *configMap) ours() error {
	m := &o.Metadata
	tooling, named := m.Annotations[AnnotationTooling]
	id, parent := m.Labels[LabelID]
	_, inventory := o.BinaryData[keyInventory]
	tool, version := tooling, ""
	if i := strings.LastIndexByte(tooling, '/'); i >= 0 {
		tool, version = tooling[:i], tooling[i+1:]
	}
	switch {
	case !named && (inventory || parent):
		return &Unreadable{Why: "its annotation " + AnnotationTooling + " is missing"}
	case !named:
		return &Foreign{}
	case tool != Tool:
		return &Foreign{Owner: "the tool " + quoted(tooling)}
	case version != "v"+formatVersion:
		return &Unreadable{Why: "its format is " + quoted(tooling) + ", and this version of espc knows " + Tooling, Later: true}
	case !parent:
		return &Unreadable{Why: "its label " + LabelID + " is missing"}
	case id != ID(m.Name, m.Namespace):
		return &Unreadable{Why: "its label " + LabelID + " is that of another set, as if it had been copied from another namespace"}
	}
	return nil
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return sorted(strings.Split(s, ","))
}

func without[V any](m map[string]V, key string) map[string]V {
	out := with(m, nil)
	delete(out, key)
	return out
}

// quoted quotes what somebody else wrote, bounded.
func quoted(s string) string {
	const most = 100
	if len(s) > most {
		s = s[:most] + "…"
	}
	return strconv.QuoteToGraphic(s)
}

// Package set is what espc keeps in a cluster about one topology's objects: the ApplySet's parent with its inventory and its
// revisions, and what each revision held. It turns them into ConfigMaps and back, and asks no server.
//
// Names and meaning of labels and annotations are those of KEP-3659, so that every tool which knows ApplySets can list the
// members, and none but espc changes them.
package set

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Labels and annotations of KEP-3659. kubectl reads contains-group-kinds since 1.28, and refuses a parent with another
// tool's name before it reads anything else, so the older contains-group-resources is not written.
const (
	LabelID              = "applyset.kubernetes.io/id"
	LabelPartOf          = "applyset.kubernetes.io/part-of"
	AnnotationTooling    = "applyset.kubernetes.io/tooling"
	AnnotationKinds      = "applyset.kubernetes.io/contains-group-kinds"
	AnnotationNamespaces = "applyset.kubernetes.io/additional-namespaces"
)

// Labels and annotations of our own, and those that Kubernetes recommends.
const (
	LabelManagedBy        = "app.kubernetes.io/managed-by"
	LabelTopology         = "app.kubernetes.io/part-of"
	AnnotationEnvironment = "espc.dev/environment"
	// AnnotationDestroy is on a parent from when a destroy begins: what it deletes, separated by commas.
	AnnotationDestroy = "espc.dev/destroy"
	// LabelContentOf marks the content of a revision, with the set's id. It makes no member of it.
	LabelContentOf = "espc.dev/content-of"
	// AnnotationDigest has the whole digest of a content, of which the name has only the beginning.
	AnnotationDigest = "espc.dev/digest"
)

// Tool is espc's name among tools, Tooling what the annotation says; v1 is the format's version.
const (
	Tool    = "espc"
	Tooling = Tool + "/v" + formatVersion
)

// formatVersion is the version of the parent and of contents. A later one is refused, unknown keys of this one are kept.
const formatVersion = "1"

// Name is what the parent and the lock of a topology are called.
func Name(topology string) string { return Tool + "-" + topology }

// ID is the id of an ApplySet whose parent is the ConfigMap of that name:
// applyset-<base64url(sha256(<name>.<namespace>.<kind>.<group>))>-v1. Members carry it as a label.
func ID(name, namespace string) string {
	sum := sha256.Sum256([]byte(name + "." + namespace + ".ConfigMap."))
	return "applyset-" + base64.RawURLEncoding.EncodeToString(sum[:]) + "-v1"
}

// GroupKind is how KEP-3659 names a type such as apps/v1/Deployment: Deployment.apps, and ConfigMap for the core group.
func GroupKind(typ string) string {
	parts := strings.Split(typ, "/")
	kind := parts[len(parts)-1]
	if len(parts) < 3 {
		return kind
	}
	return kind + "." + parts[0]
}

// nameDigits is how many hexadecimal digits of a digest are in a content's name.
const nameDigits = 12

// ContentName is what the ConfigMap with the content of that digest is called.
func ContentName(parent, digest string) string {
	sum := strings.TrimPrefix(digest, digestPrefix)
	return parent + "-" + sum[:min(nameDigits, len(sum))]
}

const digestPrefix = "sha256:"

// validDigest reports whether s is "sha256:" and 64 hexadecimal digits.
func validDigest(s string) bool {
	b, err := hex.DecodeString(strings.TrimPrefix(s, digestPrefix))
	return err == nil && len(b) == sha256.Size && strings.HasPrefix(s, digestPrefix) && s == strings.ToLower(s)
}

package target

import (
	"encoding/json"
	"fmt"
	"strings"

	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// goesAlong warns of the Secrets and ConfigMaps that are not the set's and go with the namespace. Where they can't be listed it
// says that it is not known.
func (r *run) goesAlong() (diag.List, error) {
	var names []string
	var out diag.List
	for _, typ := range []client.Type{secretType, configMapType} {
		err := r.api.List(r.calls, typ, r.Namespace, "", true, func(item []byte) error {
			if m := metaOf(item); m.DeletionTimestamp == "" && !r.brought(m) && !provided(typ, m, item) {
				names = append(names, typ.Kind+"/"+m.Name)
			}
			return nil
		})
		switch {
		case is(err, 403):
			out = append(out, diag.NamespaceTakes.At(r.Place, "%s may not list %s, so that it is not known which of others go with the namespace %s", r.user(), typ.Plural, r.Namespace).
				WithFix("look at them with %s, or bind the Role that docs/kubernetes.md shows", r.kubectl("get "+typ.Plural)))
		case err != nil:
			return nil, err
		}
	}
	if len(names) == 0 {
		return out, nil
	}
	const most = 10
	text := strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		text += fmt.Sprintf(" and %d more", len(names)-most)
	}
	return append(out, diag.NamespaceTakes.At(r.Place, "with the namespace %s go %s of others: %s", r.Namespace, counted(len(names)), text).
		WithFix("keep a copy of what is still needed, as with %s, or leave out --delete-namespace", r.kubectl("get "+strings.ToLower(names[0])+" -o yaml"))), nil
}

// brought reports whether an object is the set's: a member, or what is kept about it. What has an owner is the owner's matter.
func (r *run) brought(m meta) bool {
	return len(m.OwnerReferences) > 0 || m.Labels[partOf] == r.set || m.Labels[set.LabelID] == r.set || m.Labels[set.LabelContentOf] == r.set
}

// provided reports whether Kubernetes itself put an object there and would do so again: the certificates of the API server and of
// OpenShift's services, and tokens of service accounts.
func provided(typ client.Type, m meta, item []byte) bool {
	if typ.Name == configMapType.Name {
		return m.Name == "kube-root-ca.crt" || m.Name == "openshift-service-ca.crt"
	}
	var o struct {
		Metadata struct {
			Annotations map[string]string `json:"annotations"`
		} `json:"metadata"`
	}
	_ = json.Unmarshal(item, &o) // what can't be read is not Kubernetes'
	return o.Metadata.Annotations["kubernetes.io/service-account.name"] != ""
}

package kubernetes

import (
	"slices"

	"espc.dev/backends"
)

// set marks a list in which order does not matter.
const set = "="

// listKeys are the fields that tell the elements of a list apart, by the list's name; most are those that the API server
// merges by.
var listKeys = map[string]string{
	"containers":                "name",
	"initContainers":            "name",
	"ephemeralContainers":       "name",
	"env":                       "name",
	"volumes":                   "name",
	"imagePullSecrets":          "name",
	"volumeMounts":              "mountPath",
	"volumeDevices":             "devicePath",
	"hostAliases":               "ip",
	"topologySpreadConstraints": "topologyKey",
	"items":                     "key",
	"tls":                       "secretName",
	"subjects":                  "name",
	"secrets":                   "name",

	"accessModes":              set,
	"add":                      set,
	"drop":                     set,
	"except":                   set,
	"finalizers":               set,
	"hosts":                    set,
	"loadBalancerSourceRanges": set,
	"policyTypes":              set,
	"supplementalGroups":       set,
	"resourceNames":            set,
	"resources":                set,
	"verbs":                    set,
	"apiGroups":                set,
}

// typedListKeys are those of lists whose name means something else elsewhere.
var typedListKeys = map[string]map[string]string{
	networkPolicyType.typ:  {"ingress": set, "egress": set, "from": set, "to": set, "ports": set, "values": set},
	serviceType.typ:        {"ports": "name"},
	deploymentType.typ:     {"ports": "name"},
	statefulSetType.typ:    {"ports": "name"},
	jobType.typ:            {"ports": "name"},
	cronJobType.typ:        {"ports": "name"},
	ingressType.typ:        {"rules": "host", "paths": "path"},
	externalSecretType.typ: {"data": "secretKey"},
	servingType.typ:        {"ports": "containerPort", "traffic": "revisionName"},
	triggerType.typ:        {"filters": set, "any": set, "all": set},
	eventTypeType.typ:      {"attributes": "name"},
}

// ListKey tells how the elements of a list are told apart; see backends.Dialect. The rules of a NetworkPolicy are sets:
// each adds to what the others allow.
func (Backend) ListKey(typ string, path []string) string {
	if len(path) == 0 {
		return ""
	}
	name := path[len(path)-1]
	if key, ok := typedListKeys[typ][name]; ok {
		return key
	}
	return listKeys[name]
}

// Restarts reports whether a field is the checksum of a pod's configuration.
func (Backend) Restarts(typ string, path []string) bool {
	switch typ {
	case deploymentType.typ, statefulSetType.typ:
		return slices.Equal(path, []string{"spec", "template", "metadata", "annotations", annotationChecksum})
	}
	return false
}

// Sensitive reports whether a value is one of a Secret, or of the copy of all of it that kubectl apply leaves in an annotation.
func (Backend) Sensitive(typ string, path []string) bool {
	if typ != "v1/Secret" || len(path) == 0 {
		return false
	}
	switch path[0] {
	case "data", "stringData":
		return true
	}
	return slices.Equal(path, []string{"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"})
}

// claimTemplates is the field of a StatefulSet that its volume claims are made from.
const claimTemplates = "volumeClaimTemplates"

// Keeps says that a StatefulSet's volume claims outlive it, unless its retention policy says otherwise: what stands for
// it under another name starts with claims of its own.
func (Backend) Keeps(o backends.Object) string {
	spec := o.Tree.Get("spec")
	if o.Address.Type != statefulSetType.typ || len(itemsOf(spec.Get(claimTemplates))) == 0 ||
		spec.Get("persistentVolumeClaimRetentionPolicy").Get("whenDeleted").Str() == "Delete" {
		return ""
	}
	return "its volume claims stay, with their data; nothing is moved, and a workload of another name starts with empty ones"
}

// statefulSetMutable are the fields of a StatefulSet's spec that the API server lets change.
var statefulSetMutable = []string{
	"replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
}

// immutable are the fields that the API server keeps as they were created, by type.
var immutable = map[string][][]string{
	deploymentType.typ:  {{"spec", "selector"}},
	"apps/v1/DaemonSet": {{"spec", "selector"}},
	jobType.typ: {
		{"spec", "template"}, {"spec", "selector"}, {"spec", "completions"}, {"spec", "completionMode"}, {"spec", "podFailurePolicy"},
		{"spec", "successPolicy"}, {"spec", "backoffLimitPerIndex"}, {"spec", "managedBy"},
	},
	serviceType.typ: {{"spec", "clusterIP"}, {"spec", "clusterIPs"}},
	"v1/PersistentVolumeClaim": {
		{"spec", "accessModes"}, {"spec", "storageClassName"}, {"spec", "volumeName"}, {"spec", "volumeMode"}, {"spec", "selector"},
	},
	"v1/Secret":     {{"type"}},
	brokerType.typ:  {{"spec", "config"}, {"metadata", "annotations", brokerClass}},
	triggerType.typ: {{"spec", "broker"}},
	"rbac.authorization.k8s.io/v1/RoleBinding":        {{"roleRef"}},
	"rbac.authorization.k8s.io/v1/ClusterRoleBinding": {{"roleRef"}},
}

// Replaces reports whether the API server refuses to change a field of an object that stands.
func (Backend) Replaces(typ string, path []string) (string, bool) {
	if typ == statefulSetType.typ {
		if len(path) >= 2 && path[0] == "spec" && path[1] == claimTemplates {
			return "Kubernetes does not change " + claimTemplates + " of a StatefulSet; claims that stand are taken over as they are, data and size", true
		}
		if len(path) >= 2 && path[0] == "spec" && !slices.Contains(statefulSetMutable, path[1]) {
			return "Kubernetes does not change " + path[1] + " of a StatefulSet", true
		}
		return "", false
	}
	for _, field := range immutable[typ] {
		if len(path) >= len(field) && slices.Equal(path[:len(field)], field) {
			return "Kubernetes does not change " + field[len(field)-1] + " of a " + kindOf(typ), true
		}
	}
	return "", false
}

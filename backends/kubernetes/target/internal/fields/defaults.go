package fields

import "espc.dev/schema/tree"

// keyDefaults are the values that keys of list elements have where nobody gives one.
var keyDefaults = map[string]string{"protocol": "TCP"}

// defaults are what the server fills in, by the field's name and the name of the field that holds the map; "*" for any. They are asked
// for within lists and maps that are taken as a whole, and of what somebody set by hand; elsewhere ownership tells, because what
// nobody set has no owner. What is missing here costs a question to the server and nothing else: its dry-run says that nothing would
// change.
//
// Sources: pkg/apis/core/v1/defaults.go, pkg/apis/networking/v1, pkg/apis/batch/v1 of kubernetes, and the OpenAPI schemas of the
// Gateway API's and External Secrets' definitions.
var defaults = map[string]map[string]string{
	"apiVersion":        {"fieldRef": "v1", "volumeClaimTemplates": "v1"},
	"kind":              {"volumeClaimTemplates": "PersistentVolumeClaim", "backendRefs": "Service", "parentRefs": "Gateway"},
	"group":             {"backendRefs": "", "parentRefs": "gateway.networking.k8s.io"},
	"weight":            {"backendRefs": "1"},
	"protocol":          {"ports": "TCP"},
	"divisor":           {"resourceFieldRef": "0"},
	"expirationSeconds": {"serviceAccountToken": "3600"},
	"volumeMode":        {"spec": "Filesystem"},
	"status":            {"onPodConditions": "True"},
	"phase":             {"status": "Pending"},
	"type":              {"path": "PathPrefix", "headers": "Exact", "queryParams": "Exact", "spec": "ClusterIP"},
	"value":             {"path": "/"},

	"imagePullPolicy":               {"containers": "IfNotPresent", "initContainers": "IfNotPresent"},
	"terminationMessagePath":        {"containers": "/dev/termination-log", "initContainers": "/dev/termination-log"},
	"terminationMessagePolicy":      {"containers": "File", "initContainers": "File"},
	"restartPolicy":                 {"spec": "Always"},
	"dnsPolicy":                     {"spec": "ClusterFirst"},
	"schedulerName":                 {"spec": "default-scheduler"},
	"terminationGracePeriodSeconds": {"spec": "30"},
	"suspend":                       {"spec": "false"},
	"sessionAffinity":               {"spec": "None"},
	"internalTrafficPolicy":         {"spec": "Cluster"},

	// Those that Knative's webhook sets: revision_defaults.go and route_defaults.go of knative.dev/serving.
	"latestRevision":   {"traffic": "false"},
	"successThreshold": {"readinessProbe": "1"},
	"port":             {"tcpSocket": "0"},

	"conversionStrategy": {"*": "Default"},
	"decodingStrategy":   {"*": "None"},
	"metadataPolicy":     {"*": "None"},
	"nullBytePolicy":     {"*": "Ignore"},
}

// isDefault reports whether the server fills in a field of a map by itself: in is the name of what holds the map.
func isDefault(in, key string, value *tree.Node) bool {
	switch value.Kind {
	case tree.Null:
		return true
	case tree.Map: // a map of nothing but defaults
		for _, f := range value.Fields {
			if !isDefault(key, f.Key, f.Value) {
				return false
			}
		}
		return len(value.Fields) > 0
	case tree.List: // matches: [{path: {type: PathPrefix, value: /}}]
		return key == "matches" && len(value.Items) == 1 && isDefault(key, key, value.Items[0])
	}
	known, ok := defaults[key][in]
	if !ok {
		known, ok = defaults[key]["*"]
	}
	return ok && value.Text == known
}

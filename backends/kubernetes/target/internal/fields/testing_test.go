package fields

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

// dialect tells elements apart by name, as the Kubernetes backend does.
type dialect struct{}

func (dialect) ListKey(_ string, path []string) string {
	switch path[len(path)-1] {
	case "containers", "env", "volumes", "ports":
		return "name"
	case "volumeMounts":
		return "mountPath"
	}
	return ""
}

var comparison = Comparison{Manager: "espc", Keys: dialect{}}

func parse(tb testing.TB, text string) *tree.Node {
	tb.Helper()
	n := &tree.Node{}
	if err := n.UnmarshalJSON([]byte(text)); err != nil {
		tb.Fatal(err, text)
	}
	return n
}

// entry is one of metadata.managedFields.
func entry(manager, operation, subresource, fields string) string {
	return `{"manager":"` + manager + `","operation":"` + operation + `","subresource":"` + subresource + `","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":` + fields + `}`
}

// object makes a live object of JSON with MANAGED in its metadata.
func object(text string, entries ...string) []byte {
	return []byte(strings.Replace(text, "MANAGED", `"managedFields":[`+strings.Join(entries, ",")+`]`, 1))
}

// listKeys are those of the server's schemas.
var listKeys = map[string][]string{
	"containers": {"name"}, "env": {"name"}, "volumes": {"name"}, "volumeMounts": {"mountPath"}, "ports": {"containerPort", "protocol"},
	"topologySpreadConstraints": {"topologyKey", "whenUnsatisfiable"},
}

// owned returns what a manager owns that applies a tree, as the server writes it down.
func owned(n *tree.Node, key string) string {
	out := map[string]json.RawMessage{}
	keys := listKeys[key]
	switch {
	case n.Kind == tree.Map && !strings.HasSuffix(strings.ToLower(key), "selector"):
		for _, f := range n.Fields {
			if key != "" || !slices.Contains([]string{"apiVersion", "kind"}, f.Key) {
				if key != "metadata" || f.Key == "labels" || f.Key == "annotations" {
					out["f:"+f.Key] = json.RawMessage(owned(f.Value, f.Key))
				}
			}
		}
	case n.Kind == tree.List && keys != nil && len(n.Items) > 0 && n.Items[0].Get(keys[0]) != nil:
		for _, item := range n.Items {
			values := map[string]any{}
			for _, k := range keys {
				v := item.Get(k)
				switch {
				case v == nil:
					values[k] = keyDefaults[k]
				case v.Kind == tree.Number:
					values[k] = json.Number(v.Text)
				default:
					values[k] = v.Text
				}
			}
			name, _ := json.Marshal(values)
			part := owned(item, "element")
			out["k:"+string(name)] = json.RawMessage(`{".":{},` + strings.TrimPrefix(part, "{"))
		}
	}
	text, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(text)
}

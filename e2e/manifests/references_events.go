package manifests

import (
	"errors"
	"fmt"
	"strings"

	"espc.dev/e2e/golden"
)

// checkObjects wants every object that one of Knative's names by its kind: a subscriber, a sink, a configuration. A Broker may
// stand already.
func checkObjects(documents []golden.Document) error {
	there := map[string]bool{}
	for _, d := range documents {
		there[d.Object.GetAPIVersion()+" "+d.Object.GetKind()+" "+d.Object.GetName()] = true
	}
	var problems []error
	for _, d := range documents {
		if !strings.Contains(d.Object.GetAPIVersion(), ".knative.dev/") {
			continue
		}
		for _, named := range references(d.Object.Object["spec"]) {
			if !there[named] && !strings.Contains(named, " Broker ") {
				problems = append(problems, fmt.Errorf("%s names %s, which is not there", d, named))
			}
		}
	}
	return errors.Join(problems...)
}

// references returns what a value names by apiVersion, kind and name.
func references(value any) []string {
	var out []string
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			out = append(out, references(item)...)
		}
	case map[string]any:
		if version, is := v["apiVersion"].(string); is && v["kind"] != nil && v["name"] != nil {
			return []string{fmt.Sprint(version, " ", v["kind"], " ", v["name"])}
		}
		for _, item := range v {
			out = append(out, references(item)...)
		}
	}
	return out
}

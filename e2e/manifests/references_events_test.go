package manifests

import (
	"strings"
	"testing"
)

func TestWhatKnativeNamesHasToBeThere(t *testing.T) {
	const trigger = `
apiVersion: eventing.knative.dev/v1
kind: Trigger
metadata: {name: t}
spec:
  broker: elsewhere
  subscriber: {ref: {apiVersion: v1, kind: Service, name: f}}
  delivery: {deadLetterSink: {ref: {apiVersion: serving.knative.dev/v1, kind: Service, name: letters}}}
`
	const service = `
---
apiVersion: v1
kind: Service
metadata: {name: f}
spec: {ports: [{port: 80}]}
`
	for text, want := range map[string]string{
		trigger:           "names v1 Service f",
		trigger + service: "names serving.knative.dev/v1 Service letters",
		strings.Replace(trigger, "name: letters", "name: x", 1) + service:                                                                                   "names serving.knative.dev/v1 Service x",
		strings.Replace(trigger, "apiVersion: serving.knative.dev/v1, kind: Service, name: letters", "apiVersion: v1, kind: Service, name: f", 1) + service: "",
	} {
		err := checkObjects(parse(t, text))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s\nwant %q, got %v", text, want, err)
		}
	}
}

package target

import (
	"context"
	"encoding/json"
)

// event is what a controller noted about an object.
type event struct {
	Type, Reason, Message string
	LastTimestamp         string
	EventTime             string
	InvolvedObject        struct{ Kind, Name string }
}

// findEvents finds the newest warning about each object that nothing else is known of, such as a StatefulSet whose pods a quota
// refuses. Who may not list events does without.
func (t *Target) findEvents(ctx context.Context, open []*waited) {
	asked := map[string]bool{}
	for _, w := range open {
		namespace := w.Address.Namespace
		if w.reason() != "" || asked[namespace] {
			continue
		}
		asked[namespace] = true
		newest := map[[2]string]event{}
		err := t.api.List(ctx, eventType, namespace, "", false, func(item []byte) error {
			var e event
			if err := json.Unmarshal(item, &e); err != nil || e.Type != "Warning" {
				return nil // what can't be read explains nothing
			}
			about := [2]string{e.InvolvedObject.Kind, e.InvolvedObject.Name}
			if old, ok := newest[about]; !ok || e.at() >= old.at() {
				newest[about] = e
			}
			return nil
		})
		if err != nil {
			continue
		}
		for _, w := range open {
			e, ok := newest[[2]string{w.Address.Kind(), w.Address.Name}]
			if ok && w.Address.Namespace == namespace && w.reason() == "" {
				w.verdict.Reason = e.Reason + ": " + e.Message
			}
		}
	}
}

// at is when it was noted last; times of the API sort as text.
func (e event) at() string {
	if e.LastTimestamp != "" {
		return e.LastTimestamp
	}
	return e.EventTime
}

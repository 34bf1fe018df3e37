package target

import (
	"encoding/json"
	"reflect"
	"testing"

	"espc.dev/schema/tree"
)

func TestABodyHasTheLabelAndThePreconditionsAndLeavesTheObjectAlone(t *testing.T) {
	o := new(tree.Node)
	if err := json.Unmarshal([]byte(`{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","uid":"stale","labels":{"app":"web","applyset.kubernetes.io/part-of":"another"}}}`), o); err != nil {
		t.Fatal(err)
	}
	before := string(tree.AppendJSON(nil, o, ""))
	target := &Target{set: "applyset-x-v1"}
	for name, x := range map[string]struct {
		want    precondition
		uid     any
		version any
	}{
		"create":           {precondition{absent: true}, nil, never},
		"update":           {precondition{uid: "u"}, "u", nil},
		"update by force":  {precondition{uid: "u", version: "7"}, "u", "7"},
		"no preconditions": {precondition{}, nil, nil},
	} {
		var got map[string]any
		if err := json.Unmarshal(target.body(o, x.want), &got); err != nil {
			t.Fatal(err)
		}
		m := got["metadata"].(map[string]any)
		if m["uid"] != x.uid || m["resourceVersion"] != x.version {
			t.Errorf("%s: uid %v, resourceVersion %v", name, m["uid"], m["resourceVersion"])
		}
		if want := map[string]any{"app": "web", partOf: "applyset-x-v1"}; !reflect.DeepEqual(m["labels"], want) {
			t.Errorf("%s: labels %v", name, m["labels"])
		}
	}
	if after := string(tree.AppendJSON(nil, o, "")); after != before {
		t.Errorf("the object changed: %s", after)
	}
}

func TestAnObjectWithoutLabelsGetsTheSets(t *testing.T) {
	o := tree.NewMap(tree.F("metadata", tree.NewMap(tree.F("name", tree.NewString("web")))))
	got := string((&Target{set: "x"}).body(o, precondition{}))
	if want := `{"metadata":{"name":"web","labels":{"` + partOf + `":"x"}}}`; got != want {
		t.Errorf("%s", got)
	}
}

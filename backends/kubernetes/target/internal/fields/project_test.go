package fields

import (
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

// show is a projection as JSON, with who holds a value after it: 3<kubectl>.
func show(n *tree.Node) string {
	if n == nil {
		return "none"
	}
	text := string(tree.AppendJSON(nil, n, ""))
	switch n.Kind {
	case tree.Map:
		parts := make([]string, len(n.Fields))
		for i, f := range n.Fields {
			parts[i] = f.Key + ":" + show(f.Value)
		}
		text = "{" + strings.Join(parts, " ") + "}"
	case tree.List:
		parts := make([]string, len(n.Items))
		for i, item := range n.Items {
			parts[i] = show(item)
		}
		text = "[" + strings.Join(parts, " ") + "]"
	}
	if n.Origin != nil {
		text += "<" + n.Origin.Rule + ">"
	}
	return text
}

// TestAProjection has the rules of server-side apply one by one. A want of "" for the result is what is wanted itself.
func TestAProjection(t *testing.T) {
	espc := func(fields string) string { return entry("espc", "Apply", "", fields) }
	hand := func(fields string) string { return entry("kubectl-edit", "Update", "", fields) }
	for _, test := range []struct {
		name, want, live string
		managers         []string
		result           string
	}{
		{"nothing differs", `{"spec":{"a":1}}`, `{"spec":{"a":1}}`, []string{espc(`{"f:spec":{"f:a":{}}}`)}, ""},
		{"what the server fills in is left out", `{"spec":{"a":1}}`, `{"spec":{"a":1,"b":2},"other":3}`, []string{espc(`{"f:spec":{"f:a":{}}}`)}, ""},
		{"what another adds is left out", `{"spec":{"a":1}}`, `{"spec":{"a":1,"b":2}}`, []string{espc(`{"f:spec":{"f:a":{}}}`), hand(`{"f:spec":{"f:b":{}}}`)}, ""},
		{"a value of ours that is wanted otherwise", `{"spec":{"a":2}}`, `{"spec":{"a":1}}`, []string{espc(`{"f:spec":{"f:a":{}}}`)}, `{spec:{a:1}}`},
		{"a value that a hand set", `{"spec":{"a":1,"b":2}}`, `{"spec":{"a":5,"b":2}}`, []string{espc(`{"f:spec":{"f:b":{}}}`), hand(`{"f:spec":{"f:a":{}}}`)}, `{spec:{a:5<kubectl-edit> b:2}}`},
		{"a value that a hand took out", `{"spec":{"a":1,"b":2}}`, `{"spec":{"b":2}}`, []string{espc(`{"f:spec":{"f:b":{}}}`)}, `{spec:{b:2}}`},
		{"what is wanted no more", `{"spec":{"a":1}}`, `{"spec":{"a":1,"b":{"c":[2]}}}`, []string{espc(`{"f:spec":{"f:a":{},"f:b":{"f:c":{}}}}`)}, `{spec:{a:1 b:{c:[2]}}}`},
		{"what is wanted no more and held by another stays", `{"spec":{"a":1}}`, `{"spec":{"a":1,"b":2}}`, []string{espc(`{"f:spec":{"f:a":{},"f:b":{}}}`), hand(`{"f:spec":{"f:b":{}}}`)}, ""},
		{"the set's label concerns nobody", `{"metadata":{"labels":{"a":"b"}}}`, `{"metadata":{"labels":{"a":"b","` + PartOf + `":"x"}}}`,
			[]string{espc(`{"f:metadata":{"f:labels":{"f:a":{},"f:` + PartOf + `":{}}}}`)}, ""},
		{"an element by its key, in any order of what others add", `{"spec":{"env":[{"name":"a","value":"1"},{"name":"b","value":"2"}]}}`,
			`{"spec":{"env":[{"name":"x","value":"9"},{"name":"a","value":"1"},{"name":"b","value":"2"}]}}`,
			[]string{espc(`{"f:spec":{"f:env":{"k:{\"name\":\"a\"}":{".":{},"f:name":{},"f:value":{}},"k:{\"name\":\"b\"}":{".":{},"f:name":{},"f:value":{}}}}}`)}, ""},
		{"elements in another order", `{"spec":{"env":[{"name":"a"},{"name":"b"}]}}`, `{"spec":{"env":[{"name":"b"},{"name":"a"}]}}`,
			[]string{espc(`{"f:spec":{"f:env":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}},"k:{\"name\":\"b\"}":{".":{},"f:name":{}}}}}`)}, `{spec:{env:[{name:"b"} {name:"a"}]}}`},
		{"an element that is wanted no more", `{"spec":{"env":[{"name":"a"}]}}`, `{"spec":{"env":[{"name":"a"},{"name":"b","value":"2","default":true}]}}`,
			[]string{espc(`{"f:spec":{"f:env":{"k:{\"name\":\"a\"}":{".":{},"f:name":{}},"k:{\"name\":\"b\"}":{".":{},"f:name":{},"f:value":{}}}}}`)}, `{spec:{env:[{name:"a"} {name:"b" value:"2"}]}}`},
		{"a key with a default", `{"spec":{"ports":[{"containerPort":80}]}}`, `{"spec":{"ports":[{"containerPort":80,"protocol":"TCP"}]}}`,
			[]string{espc(`{"f:spec":{"f:ports":{"k:{\"containerPort\":80,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{}}}}}`)}, ""},
		{"an element that a hand made another of", `{"spec":{"ports":[{"name":"http","containerPort":80}]}}`, `{"spec":{"ports":[{"name":"http","containerPort":81,"protocol":"TCP"}]}}`,
			[]string{espc(`{"f:spec":{"f:x":{}}}`), hand(`{"f:spec":{"f:ports":{"k:{\"containerPort\":81,\"protocol\":\"TCP\"}":{".":{},"f:containerPort":{},"f:name":{}}}}}`)},
			`{spec:{ports:[{name:"http" containerPort:81<kubectl-edit>}]}}`},
		{"a list that is one value", `{"spec":{"args":["a","b"]}}`, `{"spec":{"args":["a","c"]}}`, []string{hand(`{"f:spec":{"f:args":{}}}`)}, `{spec:{args:["a" "c"<kubectl-edit>]<kubectl-edit>}}`},
		{"a rule that a hand took out", `{"spec":{"rules":[{"a":1},{"b":2}]}}`, `{"spec":{"rules":[{"b":2}]}}`, []string{hand(`{"f:spec":{"f:rules":{}}}`)}, `{spec:{rules:[{b:2}]<kubectl-edit>}}`},
		{"defaults in what is one value", `{"spec":{"ports":[{"port":80}],"ref":{"fieldRef":{"fieldPath":"x"}}}}`,
			`{"spec":{"ports":[{"port":80,"protocol":"TCP"}],"ref":{"fieldRef":{"apiVersion":"v1","fieldPath":"x"}}}}`,
			[]string{espc(`{"f:spec":{"f:ports":{},"f:ref":{"f:fieldRef":{}}}}`)}, ""},
		{"what is no default in what is one value", `{"spec":{"ports":[{"port":80}]}}`, `{"spec":{"ports":[{"port":80,"protocol":"UDP"}]}}`, []string{espc(`{"f:spec":{"f:ports":{}}}`)}, `{spec:{ports:[{port:80 protocol:"UDP"}]}}`},
		{"a selector that a hand added to", `{"spec":{"selector":{"a":"b"}}}`, `{"spec":{"selector":{"a":"b","c":"d"}}}`, []string{hand(`{"f:spec":{"f:selector":{}}}`)}, `{spec:{selector:{a:"b" c:"d"<kubectl-edit>}<kubectl-edit>}}`},
		{"a set of words in any order", `{"spec":{"words":["a","b"]}}`, `{"spec":{"words":["b","x","a"]}}`, []string{espc(`{"f:spec":{"f:words":{"v:\"a\"":{},"v:\"b\"":{}}}}`)}, ""},
		{"a word that is wanted no more", `{"spec":{"words":["a"]}}`, `{"spec":{"words":["a","b"]}}`, []string{espc(`{"f:spec":{"f:words":{"v:\"a\"":{},"v:\"b\"":{}}}}`)}, `{spec:{words:["a" "b"]}}`},
		{"an empty list that the server leaves out", `{"spec":{"egress":[],"a":{}}}`, `{"spec":{}}`, []string{espc(`{"f:spec":{"f:egress":{},"f:a":{}}}`)}, ""},
		{"nobody's fields", `{"spec":{"containers":[{"name":"a","image":"x"}]}}`, `{"spec":{"containers":[{"name":"a","image":"x","pull":"Always"}]}}`, nil, ""},
		{"a component's write is nobody's hand", `{"spec":{"replicas":2}}`, `{"spec":{"replicas":4}}`, []string{espc(`{"f:spec":{"f:x":{}}}`), entry("kube-controller-manager", "Update", "scale", `{"f:spec":{"f:replicas":{}}}`)},
			`{spec:{replicas:4<kube-controller-manager>}}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := parse(t, test.want)
			live := strings.Replace(test.live, `"metadata":{`, `"metadata":{"name":"x",MANAGED,`, 1)
			if live == test.live {
				live = strings.Replace(live, "{", `{"metadata":{"name":"x",MANAGED},`, 1)
			}
			var d Decoder
			l, err := d.Decode(object(live, test.managers...))
			if err != nil {
				t.Fatal(err)
			}
			got := comparison.Project("v1/Thing", l, want)
			if test.result == "" {
				if got != want {
					t.Errorf("got %s", show(got))
				}
				return
			}
			if show(got) != test.result {
				t.Errorf("got  %s\nwant %s", show(got), test.result)
			}
		})
	}
}

// What the next object is read into must not show in the projection of the one before.
func TestAProjectionOutlivesTheObjectItWasMadeFrom(t *testing.T) {
	var d Decoder
	want := parse(t, `{"data":{"a":"1"}}`)
	l, err := d.Decode([]byte(`{"metadata":{"name":"one"},"data":{"a":"first"}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := comparison.Project("v1/ConfigMap", l, want)
	if _, err := d.Decode([]byte(`{"metadata":{"name":"two"},"data":{"a":"other"}}`)); err != nil {
		t.Fatal(err)
	}
	if show(got) != `{data:{a:"first"}}` {
		t.Errorf("got %s", show(got))
	}
}

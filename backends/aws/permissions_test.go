package aws

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// TestNoWildcardButTheListedOnes looks at every statement of every policy of every document of these tests. The list is in
// docs/mapping.md, "Where a policy has a star".
func TestNoWildcardButTheListedOnes(t *testing.T) {
	for _, document := range []string{shop, httpEdge, restEdge, basicEdge, closedEdge, publicBucket, reviews, jobsTopology, services, restServices} {
		for id, o := range lowered(t, document) {
			walk(o.Tree, func(n *tree.Node) {
				if n.Get("Effect") == nil {
					return
				}
				for _, action := range texts(n.Get("Action")) {
					if strings.Contains(action, "*") || !strings.Contains(action, ":") {
						t.Errorf("%s: the action %s", id, action)
					}
				}
				for _, resource := range items(n.Get("Resource")) {
					s := string(tree.AppendJSON(nil, resource, ""))
					objects := strings.HasSuffix(s, `Bucket.Arn}/*"}`) // the objects of one bucket
					secret := strings.Contains(s, ":secretsmanager:") && strings.HasSuffix(s, secretSuffix+`"}`) && strings.Count(s, "?") == len("??????")
					sid := n.Get("Sid").Str() // actions that have no resource
					if s == `"*"` && (sid == "LogsInToRegistry" || sid == "JoinsNetwork" || sid == "LeavesNetworkToLambda") {
						continue
					}
					if strings.Contains(s, "*") && !objects && s != `"`+thisAPI+`"` || strings.Contains(s, "?") && !secret {
						t.Errorf("%s: the resource %s", id, s)
					}
				}
				if who := n.Get("Principal"); who.Str() == "*" && id != "PhotosBucketPolicy" && o.Address.Type != "AWS::ApiGateway::RestApi" {
					t.Errorf("%s is open to everybody", id)
				}
			})
		}
	}
}

const publicBucket = `{"topology": {"name": "t"}, "bucket": {"photos": {"public": true}}}`

func walk(n *tree.Node, visit func(*tree.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, f := range n.Fields {
		walk(f.Value, visit)
	}
	for _, item := range n.Items {
		walk(item, visit)
	}
}

func TestTheActionsOfEachAccessAreSorted(t *testing.T) {
	for kind, accesses := range useActions {
		for access, actions := range accesses {
			if len(actions) == 0 || !slices.IsSorted(actions) {
				t.Errorf("%s %s: %v", kind, access, actions)
			}
		}
	}
}

func TestPermissionsReadAlikeBeforeAndAfterAFile(t *testing.T) {
	objects := slices.Collect(maps.Values(lowered(t, shop)))
	var back []backends.Object
	for _, a := range (Backend{}).Artifacts(objects) {
		back = append(back, Backend{}.Objects(a.Path, a.Docs)...)
	}
	var before, after, said []string
	for _, p := range (Backend{}).Permissions(objects) {
		before = append(before, p.Key)
		said = append(said, p.Text)
	}
	for _, p := range (Backend{}).Permissions(back) {
		after = append(after, p.Key)
	}
	if !slices.Equal(before, after) {
		t.Error("permissions change when a template is read back")
	}
	for _, want := range []string{
		"function.charge may call function.price",
		"function.charge may publish to event_bus.main where detail-type acme.paid and source /pay",
		"schedule.nightly may call function.nightly",
	} {
		if !slices.Contains(said, want) {
			t.Errorf("no permission reads %q", want)
		}
	}
}

func TestATooLargePolicyIsReported(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"topology": {"name": "t"}, "function": {"all": {"runtime": "nodejs24", "source": "s", "calls": [`)
	for i := range 60 {
		if i > 0 {
			b.WriteString(",")
		}
		name, _ := json.Marshal("function.f" + strings.Repeat("x", i))
		b.Write(name)
	}
	b.WriteString(`]}`)
	for i := range 60 {
		b.WriteString(`, "f` + strings.Repeat("x", i) + `": {"runtime": "nodejs24", "source": "s"}`)
	}
	b.WriteString("}}")
	ds := Backend{}.Lint(Backend{}.Render(t.Context(), request(t, b.String(), nil)).Objects)
	if !slices.ContainsFunc(ds.Sorted(), func(d diag.Diagnostic) bool {
		return strings.Contains(d.Summary, "the policies of AllFunctionRole") && d.Fix != ""
	}) {
		t.Errorf("reported %v", ds)
	}
}

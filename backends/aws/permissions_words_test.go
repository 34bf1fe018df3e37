package aws

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// said returns the texts of what a document's objects allow.
func said(objects []backends.Object) []string {
	var out []string
	for _, p := range (Backend{}).Permissions(objects) {
		out = append(out, p.Text)
	}
	return out
}

func wants(t *testing.T, texts []string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !slices.Contains(texts, want) {
			t.Errorf("no permission reads %q; these do:\n%s", want, strings.Join(texts, "\n"))
		}
	}
}

func TestAServiceThatActsForAnEntityIsCalledByTheEntity(t *testing.T) {
	wants(t, said(slices.Collect(maps.Values(lowered(t, httpEdge)))),
		"gateway.edge may call function.price for GET /prices/{id}",
		"public route GET /prices/{id} of gateway.edge to function.price with auth jwt",
		"gateway.edge may ask function.door who calls",
	)
	for _, text := range said(slices.Collect(maps.Values(lowered(t, shop)))) {
		if strings.Contains(text, "amazonaws.com") || strings.Contains(text, "AWS::") {
			t.Errorf("a service or a pseudo parameter is in %q", text)
		}
	}
}

func TestActionsAreSaidWhereAnOverlayChangesThem(t *testing.T) {
	objects := slices.Collect(maps.Values(lowered(t, shop)))
	for i := range objects {
		objects[i].Tree = widened(objects[i].Tree)
	}
	wants(t, said(objects), "function.charge may call function.price (lambda:GetFunction, lambda:InvokeFunction)")
}

// widened adds an action to each statement that calls a function.
func widened(n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	out := *n
	out.Fields = slices.Clone(n.Fields)
	for i, f := range out.Fields {
		if f.Key == "Action" && f.Value.Str() == "lambda:InvokeFunction" {
			out.Fields[i].Value = words("lambda:InvokeFunction", "lambda:GetFunction")
			continue
		}
		out.Fields[i].Value = widened(f.Value)
	}
	out.Items = slices.Clone(n.Items)
	for i, item := range out.Items {
		out.Items[i] = widened(item)
	}
	return &out
}

func TestAFunctionsOwnLogIsNoPermissionAndAnotherOnesIs(t *testing.T) {
	objects := slices.Collect(maps.Values(lowered(t, shop)))
	for _, text := range said(objects) {
		if strings.Contains(text, "write logs") {
			t.Errorf("%q is listed", text)
		}
	}
	log := statement{sid: "Logs", actions: actionsLogs, resources: []*tree.Node{att("OtherFunctionLogs", "Arn")}}
	role := backends.Object{
		Address: backends.ObjectAddress{Type: "AWS::IAM::Role", Name: "ChargeFunctionRole"},
		Tree: tree.NewMap(tree.F("Properties", tree.NewMap(tree.F("Policies", tree.NewList(tree.NewMap(
			tree.F("PolicyDocument", policyDocument(log)))))))),
	}
	wants(t, said([]backends.Object{role}), "function.charge may write logs to function.other's Logs")
}

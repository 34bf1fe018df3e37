package aws

import (
	"strings"
	"testing"

	"espc.dev/compiler/plan"
)

// impossible is what Impossible says of going from one topology to another: codes and sentences.
func impossible(t *testing.T, before, after string) string {
	t.Helper()
	old, now := Backend{}.Render(t.Context(), request(t, before, nil)), Backend{}.Render(t.Context(), request(t, after, nil))
	var out []string
	for _, d := range (Backend{}).Impossible(plan.Make(old.Objects, now.Objects, Backend{}).Changes) {
		out = append(out, d.Code+" "+d.Address+": "+d.Summary+" | "+d.Fix)
	}
	return strings.Join(out, "\n")
}

func TestAMicroserviceOfModelsBecomesAnImageUnderAnotherNameAlone(t *testing.T) {
	const models = `{"topology": {"name": "shop"}, "environment": {"prod": {"backend": {"aws": {"subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
"security_groups": ["sg-0123456789abcdef0"]}}}}, "connector": {"db": {"type": "mysql", "host": "db.example.com"}},
"model": {"person": {"connector": "connector.db"}}, "microservice": {"people": {"models": ["model.person"]}}}`
	image := strings.Replace(models, `"models": ["model.person"]`, `"image": "acme/people:1"`, 1)
	got := impossible(t, models, image)
	if !strings.Contains(got, "E1122 microservice.people: PeopleMicroservice is an AWS::Lambda::Function and would become an AWS::ECS::ExpressGatewayService") ||
		!strings.Contains(got, "give microservice.people another name, or go two steps: apply without it, then with it") {
		t.Errorf("got %s", got)
	}
	if got := impossible(t, models, models); got != "" {
		t.Errorf("nothing changes, and: %s", got)
	}
	if got := impossible(t, models, strings.Replace(image, `{"people"`, `{"persons"`, 1)); got != "" {
		t.Errorf("it has another name, and: %s", got)
	}
	if got := impossible(t, `{"topology": {"name": "shop"}}`, image); got != "" {
		t.Errorf("everything is new, and: %s", got)
	}
}

func TestAFunctionBecomesAnImageUnderAnotherNameAlone(t *testing.T) {
	const zip = `{"topology": {"name": "shop"}, "function": {"resize": {"runtime": "nodejs24", "source": "f"}}}`
	image := `{"topology": {"name": "shop"}, "function": {"resize": {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/resize:1"}}}`
	got := impossible(t, zip, image)
	if !strings.HasPrefix(got, "E1123 function.resize: AWS::Lambda::Function/ResizeFunction is replaced to change Properties.PackageType") ||
		!strings.Contains(got, "give function.resize another name") || strings.Count(got, "\n") > 0 {
		t.Errorf("got %s", got)
	}
	if got := impossible(t, zip, strings.Replace(image, `"resize"`, `"resized"`, 1)); got != "" {
		t.Errorf("it has another name, and: %s", got)
	}
	if got := impossible(t, zip, strings.Replace(zip, `"source"`, `"memory": "512Mi", "source"`, 1)); got != "" {
		t.Errorf("nothing is replaced, and: %s", got)
	}
}

func TestEveryFixedNameIsAPropertyOfATypeThatCanBeReplaced(t *testing.T) {
	for typ, property := range physicalName {
		if len(createOnly[typ]) == 0 {
			t.Errorf("%s (%s): nothing is known to replace it", typ, property)
		}
	}
}

func TestIndexesOfATableChangeOneAtATime(t *testing.T) {
	table := func(indexes ...string) string {
		return `{"topology": {"name": "shop"}, "table": {"orders": {"key": "id:string", "index": {` + strings.Join(indexes, ",") + `}}}}`
	}
	const a, b, changed = `"a": {"key": "x:string"}`, `"b": {"key": "y:string"}`, `"a": {"key": "z:string"}`
	for _, c := range []struct{ name, before, after, steps string }{
		{"one is added", table(), table(a), ""},
		{"one is removed", table(a), table(), ""},
		{"two are added", table(), table(a, b), "1. with the index a, 2. with the index b"},
		{"one is renamed", table(a), table(b), "1. without the index a, 2. with the index b"},
		{"a key changes", table(a), table(changed), "1. without the index a, 2. with a as it is now"},
		{"the type of a key changes", table(a), table(strings.Replace(a, "x:string", "x:number", 1)), "1. without the index a, 2. with a as it is now"},
		{"all is as it was", table(a, b), table(a, b), ""},
		{"the table is replaced as well", table(a), strings.Replace(table(b), "id:string", "sku:string", 1), ""},
	} {
		got := impossible(t, c.before, c.after)
		if (got != "") != (c.steps != "") || !strings.HasSuffix(got, c.steps) {
			t.Errorf("%s: got %s", c.name, got)
		}
	}
}

package schema_test

import (
	"testing"

	"espc.dev/schema"
)

func TestADefaultIsNamedByThePathThatExplainKnows(t *testing.T) {
	for _, test := range []struct {
		name string
		in   schema.Kind
		want string
	}{
		{"FunctionScale.max", schema.KindFunction, "function.scale.max"},
		{"WorkspaceSize.replicas", schema.KindModel, "environment.backend.kubernetes.workspace.replicas"},
		{"AwsBackend.architecture", schema.KindFunction, "environment.backend.aws.architecture"},
		{"Scale.cpu_percent", schema.KindMicroservice, "microservice.scale.cpu_percent"},
		{"kubernetes.namespace", "", "environment.backend.kubernetes.namespace"},
		{"function.memory", schema.KindFunction, "function.memory"},
	} {
		got := schema.FieldPath(test.name, test.in)
		if got != test.want {
			t.Errorf("%s is %s, want %s", test.name, got, test.want)
		}
		if _, unknown := schema.Explain(got); unknown != nil {
			t.Errorf("%s: explain does not know %s", test.name, unknown.Part)
		}
	}
}

func TestEveryDerivedDefaultIsAFieldThatExplainKnows(t *testing.T) {
	all := schema.DerivedDefaults()
	if len(all) < 10 {
		t.Fatalf("only %d", len(all))
	}
	for _, d := range all {
		if doc, ok := schema.DefaultRule(d.Path); !ok || doc != d.Doc {
			t.Errorf("%s: %q, want %q", d.Path, doc, d.Doc)
		}
	}
}

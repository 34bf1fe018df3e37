package target

import (
	"errors"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestAStackWhoseTemplateCannotBeReadIsNoOneToCompareWith(t *testing.T) {
	target := &Target{Config: Config{Parse: parseYAML}}
	for name, body := range map[string]string{
		"a short form of a function": "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: {QueueName: !Ref Name}\n",
		"several documents":          "Resources: {}\n---\nResources: {}\n",
		"no YAML":                    "Resources: [",
	} {
		_, err := target.decode("template.yaml", body)
		var fault *backends.Fault
		if !errors.As(err, &fault) || fault.Code != diag.ForeignTemplate.ID || fault.Fix == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	n, err := target.decode("template.yaml", "Resources:\n  Q: {Type: AWS::SQS::Queue}\n")
	if err != nil || n.Get("Resources").Get("Q").Get("Type").Str() != "AWS::SQS::Queue" || n.Kind != tree.Map {
		t.Errorf("a template in YAML: %v %v", n, err)
	}
}

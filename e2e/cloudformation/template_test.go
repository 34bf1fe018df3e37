package cloudformation

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

var place = Place{Partition: "aws", Region: "eu-west-1", Account: "111122223333"}

func folder(files map[string]string) fstest.MapFS {
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// value resolves what stands as the property V of a resource X beside a few others.
func value(t *testing.T, text string) (any, error) {
	t.Helper()
	stack, err := Load(folder(map[string]string{EntryFile: `
Parameters: {Bucket: {Type: String, Default: artifacts}, Stage: {Type: String}}
Resources:
  Jobs: {Type: "AWS::SQS::Queue", Properties: {QueueName: jobs}}
  Unnamed: {Type: "AWS::SQS::Queue"}
  Photos: {Type: "AWS::S3::Bucket"}
  Orders: {Type: "AWS::DynamoDB::Table", Properties: {TableName: {"Fn::Sub": "${Stage}-orders"}}}
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: main}}
  Placed: {Type: "AWS::Events::Rule", Properties: {Name: placed, EventBusName: {"Fn::GetAtt": [Bus, Name]}}}
  Nightly: {Type: "AWS::Events::Rule", Properties: {Name: nightly}}
  Log: {Type: "AWS::Logs::LogGroup", Properties: {LogGroupName: /aws/lambda/x}}
  Odd: {Type: "AWS::Odd::Thing"}
  X: {Type: "AWS::SQS::Queue", Properties: {V: ` + text + `}}
`}), "shop", place, map[string]string{"Stage": "prod"})
	if err != nil {
		t.Fatal(err)
	}
	return stack.Find("X").Property("V")
}

func TestIntrinsicFunctionsGiveWhatADeploymentWould(t *testing.T) {
	for text, want := range map[string]string{
		`{Ref: Bucket}`:                                            "artifacts",
		`{Ref: "AWS::Region"}`:                                     "eu-west-1",
		`{Ref: Jobs}`:                                              "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs",
		`{"Fn::GetAtt": [Jobs, Arn]}`:                              "arn:aws:sqs:eu-west-1:111122223333:jobs",
		`{"Fn::GetAtt": Jobs.QueueName}`:                           "jobs",
		`{"Fn::GetAtt": [Orders, Arn]}`:                            "arn:aws:dynamodb:eu-west-1:111122223333:table/prod-orders",
		`{"Fn::GetAtt": [Placed, Arn]}`:                            "arn:aws:events:eu-west-1:111122223333:rule/main/placed",
		`{Ref: Placed}`:                                            "main|placed",
		`{"Fn::GetAtt": [Nightly, Arn]}`:                           "arn:aws:events:eu-west-1:111122223333:rule/nightly",
		`{"Fn::GetAtt": [Log, Arn]}`:                               "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/x:*",
		`{"Fn::Sub": "a-${Jobs.Arn}-${!x}-${Bus}"}`:                "a-arn:aws:sqs:eu-west-1:111122223333:jobs-${x}-main",
		`{"Fn::Sub": ["${a}-${AWS::AccountId}", {a: {Ref: Bus}}]}`: "main-111122223333",
		`{"Fn::Join": ["/", [a, {Ref: Bus}]]}`:                     "a/main",
		`{"Fn::Select": [1, {"Fn::Split": ["/", {"Fn::Sub": "a/${Bus}/c"}]}]}`: "main",
		`{"Fn::Select": [1, {"Fn::Split": ["/", {Ref: "AWS::StackId"}]}]}`:     "shop",
		`[1, {Ref: "AWS::NoValue"}, {a: {Ref: Bus}}]`:                          "[1 map[a:main]]",
		`{a: {Ref: "AWS::NoValue"}, b: 1}`:                                     "map[b:1]",
	} {
		got, err := value(t, text)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s: got %v, %v; want %s", text, got, err, want)
		}
	}
}

func TestAResourceWithoutANameGetsOneOfItsStack(t *testing.T) {
	queue, err := value(t, `{"Fn::GetAtt": [Unnamed, QueueName]}`)
	if err != nil || !strings.HasPrefix(fmt.Sprint(queue), "shop-Unnamed-") {
		t.Errorf("got %v, %v", queue, err)
	}
	bucket, err := value(t, `{Ref: Photos}`)
	if name := fmt.Sprint(bucket); err != nil || !strings.HasPrefix(name, "shop-photos-") || name != strings.ToLower(name) {
		t.Errorf("got %v, %v", bucket, err)
	}
}

func TestWhatCannotBeResolvedIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		`{Ref: Nobody}`:                        "there is no value for Nobody",
		`{Ref: Odd}`:                           "AWS::Odd::Thing is not modelled",
		`{"Fn::GetAtt": [Jobs, Colour]}`:       "the attribute Colour",
		`{"Fn::GetAtt": [Nobody, Arn]}`:        "there is no Nobody",
		`{"Fn::Sub": "${Nobody.Arn}"}`:         "there is no Nobody",
		`{"Fn::ImportValue": x}`:               "Fn::ImportValue",
		`{"Fn::Select": [3, [a, b]]}`:          "Fn::Select of 3",
		`{"Fn::If": [a, b, c]}`:                "Fn::If",
		`{"Fn::Join": ["/", {"Fn::If": [a]}]}`: "Fn::If",
		`{a: {b: [{"Fn::GetAtt": [Jobs]}]}}`:   "Fn::GetAtt",
	} {
		if got, err := value(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, %v; want %q", text, got, err, want)
		}
	}
}

func TestValuesCrossFromAStackToThoseNestedInIt(t *testing.T) {
	files := map[string]string{
		EntryFile: `
Resources:
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: main}}
  Part: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: stacks/part.yaml, Parameters: {BusArn: {"Fn::GetAtt": [Bus, Arn]}}}}
  Other: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: stacks/other.yaml, Parameters: {QueueArn: {"Fn::GetAtt": [Part, Outputs.QueueArn]}}}}
`,
		"stacks/part.yaml": `
Parameters: {BusArn: {Type: String}}
Resources:
  Jobs: {Type: "AWS::SQS::Queue", Properties: {V: {Ref: BusArn}}}
Outputs: {QueueArn: {Value: {"Fn::GetAtt": [Jobs, Arn]}}}
`,
		"stacks/other.yaml": `
Parameters: {QueueArn: {Type: String}}
Resources:
  Dead: {Type: "AWS::SQS::Queue", Properties: {V: {Ref: QueueArn}}}
`,
	}
	stack, err := Load(folder(files), "shop", place, nil)
	if err != nil {
		t.Fatal(err)
	}
	bus, err := stack.Find("Jobs").Property("V")
	if err != nil || bus != "arn:aws:events:eu-west-1:111122223333:event-bus/main" {
		t.Errorf("the parent's bus is %v, %v", bus, err)
	}
	queue, err := stack.Find("Dead").Property("V")
	if err != nil || !strings.HasPrefix(fmt.Sprint(queue), "arn:aws:sqs:eu-west-1:111122223333:shop-Part-Jobs-") {
		t.Errorf("the sibling's queue is %v, %v", queue, err)
	}
	var names []string
	for _, r := range stack.All() {
		names = append(names, r.String())
	}
	if got := strings.Join(names, " "); got != "Bus stacks/other.yaml#Dead stacks/part.yaml#Jobs" {
		t.Errorf("the resources are %s", got)
	}
}

func TestATemplateThatIsNotModelledIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"Resources: {A: {Type: T, Properties: {V: !Ref B}}}":               "short form",
		"Resources: {A: {Type: T, Condition: C}}":                          "conditions",
		"Conditions: {C: true}\nResources: {A: {Type: T}}":                 "conditions, mappings and transforms",
		"Transform: AWS::Serverless-2016-10-31\nResources: {A: {Type: T}}": "conditions, mappings and transforms",
		"Resources: {}": "no resources",
		"Resources: {A: {Type: T}, A: {Type: T}}":                                                             "already set",
		"Resources: {A: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://x'}}}":        "no file of the folder",
		"Resources: {A: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: '../template.yaml'}}}": "no file of the folder",
	} {
		if _, err := Load(folder(map[string]string{EntryFile: text}), "shop", place, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	if _, err := Load(folder(map[string]string{EntryFile: "Resources: {A: {Type: T}}"}), "shop", place, map[string]string{"P": "v"}); err == nil {
		t.Error("a value for no parameter is taken")
	}
}

package target

import (
	"strings"
	"testing"

	"espc.dev/backends"
)

const shop = `AWSTemplateFormatVersion: "2010-09-09"
Description: shop in dev, compiled by espc
Parameters:
  ArtifactBucket:
    Type: String
Resources:
  OrdersQueue:
    Type: AWS::SQS::Queue
    DeletionPolicy: RetainExceptOnCreate
    UpdateReplacePolicy: Retain
    Properties:
      VisibilityTimeout: 60
  ResizeFunctionLogGroup:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: /aws/lambda/NAME-resize
      RetentionInDays: 14
  ResizeFunctionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: orders
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: {Fn::GetAtt: [OrdersQueue, Arn]}
  ResizeFunction:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: NAME-resize
      Runtime: nodejs22.x
      Handler: index.handler
      Role: {Fn::GetAtt: [ResizeFunctionRole, Arn]}
      MemorySize: 128
      Code:
        S3Bucket: {Ref: ArtifactBucket}
        S3Key: functions/resize-0123456789ab.zip
  ResizeFunctionUploadedRule:
    Type: AWS::Events::Rule
    Properties:
      Name: NAME-uploaded
      EventPattern: {source: [shop]}
      Targets:
        - Id: resize
          Arn: {Fn::GetAtt: [ResizeFunction, Arn]}
Outputs:
  QueueUrl:
    Value: {Ref: OrdersQueue}
`

// emptyZip is the smallest zip file there is.
var emptyZip = append([]byte("PK\x05\x06"), make([]byte, 18)...)

func code() backends.Artifact {
	return backends.Artifact{Path: "functions/resize-0123456789ab.zip", Data: emptyZip}
}

// named gives the shop's resources names of a stack.
func named(target *Target, template string) string {
	return strings.ReplaceAll(template, "NAME", target.Stack)
}

func TestAStackIsCreatedUpdatedLeftAloneAndDeleted(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	first := named(target, shop)
	report, did := apply(t, target, desired(t, first, code()))
	for _, want := range []string{"create AWS::SQS::Queue/OrdersQueue", "create AWS::Lambda::Function/ResizeFunction", "create AWS::Events::Rule/ResizeFunctionUploadedRule"} {
		if !strings.Contains(did, want) {
			t.Errorf("%q is not in the plan: %s", want, did)
		}
	}
	if report.Revision != 1 || len(report.Done) != 5 || len(report.Left) != 0 {
		t.Errorf("revision %d, want 1; done %v, left %v", report.Revision, report.Done, report.Left)
	}
	if _, did := apply(t, target, desired(t, first, code())); did != "" {
		t.Errorf("a second plan is not empty: %s", did)
	}
	second := strings.Replace(first, "MemorySize: 128", "MemorySize: 256", 1)
	report, did = apply(t, target, desired(t, second, code()))
	if did != "update AWS::Lambda::Function/ResizeFunction" || report.Revision != 2 {
		t.Errorf("got %s, revision %d", did, report.Revision)
	}
	third := second[:strings.Index(second, "  ResizeFunctionUploadedRule:")] + second[strings.Index(second, "Outputs:"):]
	if _, did = apply(t, target, desired(t, third, code())); did != "delete AWS::Events::Rule/ResizeFunctionUploadedRule" {
		t.Errorf("got %s", did)
	}
	status, err := target.Status(t.Context())
	if err != nil || status.Health != backends.Healthy || len(status.Children) != 4 {
		t.Errorf("status %+v, %v", status, err)
	}
	before, err := target.Destroy(t.Context(), backends.Options{DryRun: true})
	if err != nil || len(before.Kept) != 1 || len(before.Done) != 3 {
		t.Errorf("what a destroy would do: %+v, %v", before, err)
	}
	if status, err = target.Status(t.Context()); err != nil || status.Health != backends.Healthy {
		t.Errorf("after a dry run: %+v, %v", status, err)
	}
	report, err = target.Destroy(t.Context(), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Kept) != 1 || report.Kept[0].ObjectAddress.Name != "OrdersQueue" || !strings.Contains(report.Kept[0].Name, "OrdersQueue") || report.Kept[0].Adoptable {
		t.Errorf("kept %v, want the queue, which holds data", report.Kept)
	}
	if status, err = target.Status(t.Context()); err != nil || status.Health != backends.Absent {
		t.Errorf("after destroy: %+v, %v", status, err)
	}
}

package stack

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Each case changes one thing in the account that the stack made. A comparison that missed it would miss it in a deployment.
func TestWhatDiffersFromTheTopologyIsSeen(t *testing.T) {
	if !emulated(t) {
		return
	}
	l := newTopology(t, "../testdata/examples/receipts", "prod", usual)
	folder, stack := l.compile(t)
	l.must(t, "apply", "--auto-approve")
	if _, err := l.account.Deployed(t.Context(), stack, l.stack); err != nil {
		t.Fatal(err)
	}
	name := func(id string) *string {
		identity, err := stack.Find(id).Identity()
		if err != nil {
			t.Fatal(err)
		}
		return aws.String(identity.Ref)
	}
	a, charge := l.account, name("ChargeFunction")
	for _, test := range []struct {
		want   string
		change func(ctx context.Context) error
	}{
		{"receipts-prod-charge: MemorySize is 512, and should be 256", func(ctx context.Context) error {
			_, err := a.functions.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: charge, MemorySize: aws.Int32(512)})
			return err
		}},
		{"receipts-prod-charge: Code is", func(ctx context.Context) error {
			_, err := a.functions.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: charge, ZipFile: []byte(emptyZip)})
			return err
		}},
		{"AWS::Lambda::Permission receipts-prod-charge from arn:aws:s3:::x is in the account, and not in the topology", func(ctx context.Context) error {
			_, err := a.functions.AddPermission(ctx, &lambda.AddPermissionInput{
				FunctionName: charge, StatementId: aws.String("x"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("s3.amazonaws.com"), SourceArn: aws.String("arn:aws:s3:::x"),
			})
			return err
		}},
		{"Policies is <nil>", func(ctx context.Context) error {
			_, err := a.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: name("ReportFunctionRole"), PolicyName: aws.String("edges")})
			return err
		}},
		{"AWS::SQS::Queue extra is in the account, and not in the topology", func(ctx context.Context) error {
			_, err := a.queues.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("extra")})
			return err
		}},
		{"MessageRetentionPeriod is 60, and should be 1.2096e+06", func(ctx context.Context) error {
			_, err := a.queues.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: name("FailedQueue"), Attributes: map[string]string{"MessageRetentionPeriod": "60"}})
			return err
		}},
		{"/aws/lambda/receipts-prod-report is not in the account", func(ctx context.Context) error {
			_, err := a.logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: name("ReportFunctionLogs")})
			return err
		}},
		{"receipts-prod-main|receipts-prod-receipt-paid: State is DISABLED, and should be ENABLED", func(ctx context.Context) error {
			_, err := a.events.DisableRule(ctx, &eventbridge.DisableRuleInput{Name: aws.String("receipts-prod-receipt-paid"), EventBusName: aws.String("receipts-prod-main")})
			return err
		}},
		{"AWS::S3::Bucket extra is in the account, and not in the topology", func(ctx context.Context) error {
			_, err := a.buckets.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("extra"), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: s3types.BucketLocationConstraint(l.region)}})
			return err
		}},
		{"AWS::DynamoDB::Table", func(ctx context.Context) error {
			_, err := a.tables.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: name("ReceiptsTable")})
			return err
		}},
	} {
		if err := test.change(t.Context()); err != nil {
			t.Fatalf("%s: %v", test.want, err)
		}
		if err := a.Compare(t.Context(), folder, stack, every); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("want %q, got %v", test.want, err)
		}
	}
}

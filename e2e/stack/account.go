package stack

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/logging"

	template "espc.dev/e2e/cloudformation"
)

// An Account is read through the services' own APIs.
type Account struct {
	// Bucket is where espc keeps code, templates and revisions: it belongs to no stack.
	Bucket string

	apis      *apigateway.Client
	stacks    *cloudformation.Client
	logs      *cloudwatchlogs.Client
	tables    *dynamodb.Client
	events    *eventbridge.Client
	iam       *iam.Client
	functions *lambda.Client
	machines  *sfn.Client
	buckets   *s3.Client
	queues    *sqs.Client
}

// Open returns the account behind an endpoint.
func Open(ctx context.Context, endpoint, region, bucket string) (*Account, error) {
	c, err := config.LoadDefaultConfig(ctx, config.WithRegion(region), config.WithBaseEndpoint(endpoint), config.WithLogger(logging.Nop{}),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		return nil, err
	}
	return &Account{
		Bucket: bucket,
		apis:   apigateway.NewFromConfig(c), stacks: cloudformation.NewFromConfig(c), logs: cloudwatchlogs.NewFromConfig(c),
		tables: dynamodb.NewFromConfig(c), events: eventbridge.NewFromConfig(c), iam: iam.NewFromConfig(c), functions: lambda.NewFromConfig(c),
		machines: sfn.NewFromConfig(c),
		buckets:  s3.NewFromConfig(c, func(o *s3.Options) { o.UsePathStyle = true }), queues: sqs.NewFromConfig(c),
	}, nil
}

// Deployed tells a stack, and those nested in it, under which names CloudFormation made its resources. It returns the ids of
// the resources that CloudFormation does not know of, sorted: those that the emulator passed over.
func (a *Account) Deployed(ctx context.Context, stack *template.Stack, name string) (passedOver []*template.Resource, err error) {
	described, err := a.stacks.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: aws.String(name)})
	if err != nil {
		return nil, err
	}
	stack.ID = aws.ToString(described.Stacks[0].StackId)
	physical := map[string]string{}
	pages := cloudformation.NewListStackResourcesPaginator(a.stacks, &cloudformation.ListStackResourcesInput{StackName: aws.String(name)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, r := range page.StackResourceSummaries {
			if id := aws.ToString(r.LogicalResourceId); id != "" {
				physical[id] = aws.ToString(r.PhysicalResourceId)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(stack.Resources)) {
		r := stack.Resources[id]
		physicalID, known := physical[id]
		if r.Nested != nil {
			inner, err := a.Deployed(ctx, r.Nested, physicalID)
			if err != nil {
				return nil, err
			}
			passedOver = append(passedOver, inner...)
			continue
		}
		if !known {
			passedOver = append(passedOver, r)
			r.Name("${" + id + "}") // as the emulator leaves it in a text
			continue
		}
		r.Name(physicalID)
	}
	return passedOver, nil
}

// Compare reports where the account differs from what a stack says, both ways. Deployed has told the stack its names; folder
// is what it was compiled to. Of the stack's resources only those count that keep says yes to.
func (a *Account) Compare(ctx context.Context, folder fs.FS, stack *template.Stack, keep func(*template.Resource) bool) error {
	var problems []error
	for _, k := range kinds {
		got, err := k.read(ctx, a)
		if err != nil {
			return fmt.Errorf("reading %s: %w", k.typ, err)
		}
		want := map[string]map[string]any{}
		for _, r := range stack.All() {
			if r.Type != k.typ || !keep(r) {
				continue
			}
			id, err := k.key(r)
			if err != nil {
				return err
			}
			if want[id], err = k.want(folder, r); err != nil {
				return err
			}
		}
		problems = append(problems, difference(k.typ, got, want)...)
	}
	return errors.Join(problems...)
}

// whatever is wanted of a property whose value cannot be told beforehand.
const whatever = "(whatever)"

// difference reports what one side has alone, and the properties that differ.
func difference(typ string, got, want map[string]map[string]any) []error {
	var problems []error
	for _, id := range slices.Sorted(maps.Keys(got)) {
		if _, wanted := want[id]; !wanted {
			problems = append(problems, fmt.Errorf("%s %s is in the account, and not in the topology", typ, id))
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		there, found := got[id]
		if !found {
			problems = append(problems, fmt.Errorf("%s %s is not in the account", typ, id))
			continue
		}
		names := map[string]bool{}
		for name := range there {
			names[name] = true
		}
		for name := range want[id] {
			names[name] = true
		}
		for _, name := range slices.Sorted(maps.Keys(names)) {
			if want[id][name] != whatever && !reflect.DeepEqual(there[name], want[id][name]) {
				problems = append(problems, fmt.Errorf("%s %s: %s is %v, and should be %v", typ, id, name, there[name], want[id][name]))
			}
		}
	}
	return problems
}

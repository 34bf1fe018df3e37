package stack

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"espc.dev/e2e/cloudformation"
)

var queue = &kind{
	typ:      "AWS::SQS::Queue",
	compared: []string{"FifoQueue", "ContentBasedDeduplication", "MessageRetentionPeriod", "RedrivePolicy", "SqsManagedSseEnabled", "VisibilityTimeout"},
	defaults: map[string]any{"MessageRetentionPeriod": 345600.0, "VisibilityTimeout": 30.0},
	id: func(r *cloudformation.Resource) (string, error) {
		identity, err := r.Identity()
		return identity.Attributes["QueueName"], err
	},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		pages := sqs.NewListQueuesPaginator(a.queues, &sqs.ListQueuesInput{})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, url := range page.QueueUrls {
				attributes, err := a.queues.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
					QueueUrl: aws.String(url), AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameAll},
				})
				if err != nil {
					return nil, err
				}
				got := map[string]any{}
				for _, name := range []string{"ContentBasedDeduplication", "FifoQueue", "MessageRetentionPeriod", "RedrivePolicy", "SqsManagedSseEnabled", "VisibilityTimeout"} {
					switch text := attributes.Attributes[name]; {
					case text == "", text == "false":
					case text == "true":
						got[name] = true
					case strings.HasPrefix(text, "{"):
						if got[name], err = document(text); err != nil {
							return nil, err
						}
					default:
						if got[name], err = strconv.ParseFloat(text, 64); err != nil {
							return nil, err
						}
					}
				}
				out[url[strings.LastIndexByte(url, '/')+1:]] = got
			}
		}
		return out, nil
	},
}

var table = &kind{
	typ:      "AWS::DynamoDB::Table",
	compared: []string{"AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema", "StreamSpecification", "TimeToLiveSpecification"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		names, err := a.tables.ListTables(ctx, &dynamodb.ListTablesInput{})
		if err != nil {
			return nil, err
		}
		for _, name := range names.TableNames {
			described, err := a.tables.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(name)})
			if err != nil {
				return nil, err
			}
			got := fields(described.Table, "AttributeDefinitions", "KeySchema")
			if described.Table.BillingModeSummary != nil {
				got["BillingMode"] = string(described.Table.BillingModeSummary.BillingMode)
			}
			if s := described.Table.StreamSpecification; s != nil && aws.ToBool(s.StreamEnabled) {
				got["StreamSpecification"] = fields(s, "StreamViewType")
			}
			var indexes []any
			for _, index := range described.Table.GlobalSecondaryIndexes {
				indexes = append(indexes, fields(index, "IndexName", "KeySchema", "Projection"))
			}
			if indexes != nil {
				got["GlobalSecondaryIndexes"] = indexes
			}
			ttl, err := a.tables.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: aws.String(name)})
			if err != nil {
				return nil, err
			}
			if d := ttl.TimeToLiveDescription; d != nil && aws.ToString(d.AttributeName) != "" {
				got["TimeToLiveSpecification"] = map[string]any{"AttributeName": aws.ToString(d.AttributeName), "Enabled": d.TimeToLiveStatus == "ENABLED"}
			}
			out[name] = got
		}
		return out, nil
	},
}

var bucket = &kind{
	typ:      "AWS::S3::Bucket",
	compared: []string{"BucketEncryption", "VersioningConfiguration"},
	lost:     []string{"NotificationConfiguration", "OwnershipControls", "PublicAccessBlockConfiguration"},
	read: func(ctx context.Context, a *Account) (map[string]map[string]any, error) {
		out := map[string]map[string]any{}
		list, err := a.buckets.ListBuckets(ctx, &s3.ListBucketsInput{})
		if err != nil {
			return nil, err
		}
		for _, b := range list.Buckets {
			if aws.ToString(b.Name) == a.Bucket {
				continue
			}
			if out[aws.ToString(b.Name)], err = a.bucket(ctx, b.Name); err != nil {
				return nil, err
			}
		}
		return out, nil
	},
}

// bucket reads what a bucket is told, each by a call of its own; what it was not told is an error of the service.
func (a *Account) bucket(ctx context.Context, name *string) (map[string]any, error) {
	got := map[string]any{}
	encryption, err := a.buckets.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: name})
	if err == nil {
		var rules []any
		for _, rule := range encryption.ServerSideEncryptionConfiguration.Rules {
			rules = append(rules, map[string]any{"ServerSideEncryptionByDefault": fields(rule.ApplyServerSideEncryptionByDefault, "SSEAlgorithm", "KMSMasterKeyID")})
		}
		got["BucketEncryption"] = map[string]any{"ServerSideEncryptionConfiguration": rules}
	} else if !untold(err) {
		return nil, err
	}
	versioning, err := a.buckets.GetBucketVersioning(ctx, &s3.GetBucketVersioningInput{Bucket: name})
	if err != nil {
		return nil, err
	}
	if versioning.Status != "" {
		got["VersioningConfiguration"] = fields(versioning, "Status")
	}
	return got, nil
}

// untold reports whether an error says that a bucket has no such setting.
func untold(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && (strings.HasPrefix(api.ErrorCode(), "NoSuch") && api.ErrorCode() != "NoSuchBucket" ||
		strings.HasSuffix(api.ErrorCode(), "NotFoundError"))
}

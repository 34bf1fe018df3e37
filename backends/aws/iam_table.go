package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Actions by what an edge asks for. They are what the service needs for it and no more; what is not in one of these tables
// is not granted.
var (
	actionsCall    = []string{"lambda:InvokeFunction"}
	actionsPublish = []string{"events:PutEvents"}
	actionsLogs    = []string{"logs:CreateLogStream", "logs:PutLogEvents"}

	actionsRead = []string{"secretsmanager:GetSecretValue"}

	// actionsConsume are what Lambda does with a queue in the function's name (an event source mapping).
	actionsConsume = []string{"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"}
	// actionsSend are what a destination, a pipe or a scheduler does with a queue.
	actionsSend = []string{"sqs:SendMessage"}
	// actionsStream are what a pipe reads a table's stream with.
	actionsStream = []string{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
)

// secretSuffix stands for what Secrets Manager puts behind a secret's name in its ARN.
const secretSuffix = "-??????"

// useActions are the actions of each access to a managed resource, sorted.
var useActions = map[schema.Kind]map[string][]string{
	schema.KindTable: {
		"read": {"dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"},
		"write": {
			"dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:PutItem", "dynamodb:UpdateItem",
		},
		"readwrite": {
			"dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
			"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem",
		},
	},
	schema.KindBucket: {
		"read":      {"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"},
		"write":     {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:PutObject"},
		"readwrite": {"s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket", "s3:ListMultipartUploadParts", "s3:PutObject"},
	},
	schema.KindQueue: {
		"send":    {"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"},
		"receive": {"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage"},
	},
}

// edgeNeeds is the table of what each class of edge needs on AWS, in words, as the documentation shows it. A class that is
// not in it needs nothing.
var edgeNeeds = map[schema.EdgeClass]string{
	schema.EdgeCalls:       "lambda:InvokeFunction on the callee's ARN in the caller's role; the network of a microservice that is an image, for a function; nothing for what is outside",
	schema.EdgePublishes:   "events:PutEvents on the bus's ARN in the publisher's role, for the event's detail-type and source alone",
	schema.EdgeSubscribes:  "lambda:InvokeFunction for events.amazonaws.com from the rule's ARN, or sqs:SendMessage for it on the subscription's queue and the queue's consumption in the function's role",
	schema.EdgeUses:        "the access's actions on the resource's ARN, its indexes or its objects in the user's role",
	schema.EdgeDeadLetters: "sqs:SendMessage by redrive, or the consumption of the failed events' queue in the receiver's role",
	schema.EdgeSchedules:   "a role of the schedule's own that may invoke the one function or job, or put the one event",
	schema.EdgeEmits:       "a role of the pipe's own that reads the one stream and puts the one event; nothing for a bucket, which S3 announces",
	schema.EdgeReads:       "secretsmanager:GetSecretValue on the secret's ARN in the gatekeeper's role, for a consumer's credential and for a token's public key, and in the role that starts a microservice's tasks; nothing for what CloudFormation resolves",
	schema.EdgeRoutes:      "lambda:InvokeFunction for apigateway.amazonaws.com from the route's ARN; a VPC link for a microservice that is an image",
	schema.EdgeAuthorizes:  "lambda:InvokeFunction for apigateway.amazonaws.com from the authorizer's ARN",
}

// EdgeNeed returns what an edge of a class needs on AWS in words; "nothing" for what only configures or orders.
func EdgeNeed(class schema.EdgeClass) string {
	if s, ok := edgeNeeds[class]; ok {
		return s
	}
	return "nothing"
}

// statement is one statement of a policy: what one edge needs.
type statement struct {
	sid       string
	deny      bool // it takes away what another statement would give
	actions   []string
	resources []*tree.Node
	condition *tree.Node
	principal *tree.Node
	node      *tree.Node // the reference that makes the edge
}

func (s statement) tree() *tree.Node {
	resource := tree.NewList(s.resources...)
	if len(s.resources) == 1 {
		resource = s.resources[0]
	}
	action := words(s.actions...)
	if len(s.actions) == 1 {
		action = str(s.actions[0])
	}
	effect := "Allow"
	if s.deny {
		effect = "Deny"
	}
	return ruled(ruleStatement, s.node, tree.NewMap(
		tree.F("Sid", str(s.sid)),
		tree.F("Effect", str(effect)),
		tree.F("Principal", s.principal),
		tree.F("Action", action),
		tree.F("Resource", resource),
		tree.F("Condition", s.condition),
	))
}

// policyDocument returns a policy of statements.
func policyDocument(statements ...statement) *tree.Node {
	items := make([]*tree.Node, len(statements))
	for i, s := range statements {
		items[i] = s.tree()
	}
	return tree.NewMap(tree.F("Version", str("2012-10-17")), tree.F("Statement", tree.NewList(items...)))
}

// service returns the principal of an AWS service: "events" is events.amazonaws.com.
func service(name string) *tree.Node {
	return tree.NewMap(tree.F("Service", str(name+".amazonaws.com")))
}

// fromSource is the condition that a service acts for one resource of this account.
func fromSource(source *tree.Node) *tree.Node {
	return tree.NewMap(
		tree.F("ArnEquals", tree.NewMap(tree.F("aws:SourceArn", source))),
		tree.F("StringEquals", tree.NewMap(tree.F("aws:SourceAccount", account()))),
	)
}

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
	// actionsStart are what a rule or a schedule does with a state machine.
	actionsStart = []string{"states:StartExecution"}
	// actionsHTTP are what a state machine calls what is outside with, actionsConnection and actionsCredential what it gets the credential with.
	actionsHTTP       = []string{"states:InvokeHTTPEndpoint"}
	actionsConnection = []string{"events:RetrieveConnectionCredentials"}
	actionsCredential = []string{"secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}
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

package aws

import (
	"strings"
	"testing"
)

const shop = `{
"topology": {"name": "shop", "description": "A shop", "labels": {"team": "orders"}},
"event_bus": {"main": {"retention": "30d"}, "aws": {"existing": "default"}},
"event": {
  "order-placed": {"bus": "event_bus.main"},
  "order-paid": {"bus": "event_bus.main", "type": "acme.paid", "source": "/pay"},
  "photo": {"bus": "event_bus.aws", "type": "Object Created", "source": "aws.s3"},
  "changed": {"bus": "event_bus.main"}
},
"table": {"orders": {"key": "id:string", "sort_key": "at:number", "ttl": "expires", "stream": "event.changed",
  "index": {"by-customer": {"key": "customer:string", "sort_key": "at:number"}}}},
"bucket": {"photos": {"versioned": true, "notify": {"new": {"on": "created", "event": "event.photo", "prefix": "in/", "suffix": ".jpg"}}}},
"queue": {"jobs": {"visibility": "5m"}, "dead": {}},
"secret": {"token": {"key": "shop/token", "property": "value"}},
"service_endpoint": {"pay": {"urls": ["https://pay.example.com/v1"]}},
"function": {
  "charge": {"runtime": "nodejs24", "source": "charge", "calls": ["function.price", "service_endpoint.pay"], "publishes": ["event.order-paid"],
    "uses": [{"of": "table.orders", "access": "readwrite"}, {"of": "bucket.photos", "access": "read"}, {"of": "queue.jobs", "access": "send"}],
    "env": {"TOKEN": "secret.token", "MODE": {"value": "live"}},
    "scale": {"max": 5},
    "on": {"placed": {"event": "event.order-placed", "filter": {"data.total": {"gt": 100}, "subject": {"prefix": "eu-"}}}}},
  "price": {"runtime": "python3.13", "source": "price", "calls": ["function.charge"]},
  "mail": {"runtime": "nodejs24", "source": "mail",
    "on": {"paid": {"event": "event.order-paid", "retries": 5, "batch": {"size": 100, "window": "5s"}, "dead_letter": "queue.dead"},
           "placed": {"event": "event.order-placed", "dead_letter": "function.report"},
           "photo": {"event": "event.photo", "dead_letter": "event.changed"}}},
  "work": {"runtime": "nodejs24", "source": "work", "timeout": "60s", "on": {"item": {"queue": "queue.jobs", "retries": 4, "filter": {"data.kind": ["a", "b"]}}}},
  "report": {"runtime": "nodejs24", "source": "report"},
  "nightly": {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/nightly:1"}
},
"schedule": {
  "nightly": {"cron": "0 3 * * 1-5", "timezone": "Europe/Berlin", "to": "function.nightly"},
  "tick": {"every": "2h", "to": "event.order-placed", "input": {"total": 1}},
  "often": {"every": "1m", "to": "function.charge", "retries": 0, "enabled": false}
}}`

func TestAFunctionIsItsCodeItsRoleAndItsLog(t *testing.T) {
	objects := lowered(t, shop)
	f := objects["ChargeFunction"]
	equal(t, "name", property(f, "FunctionName"), `"shop-default-charge"`)
	equal(t, "handler", property(f, "Handler"), `"espc_lambda/index.handler"`)
	equal(t, "bucket", property(f, "Code/S3Bucket"), `{"Ref":"ArtifactBucket"}`)
	if key := property(f, "Code/S3Key"); !strings.HasPrefix(key, `"functions/`) || len(key) != len(`"functions/.zip"`)+64 {
		t.Errorf("the key is %s", key)
	}
	equal(t, "memory", property(f, "MemorySize"), "256")
	equal(t, "timeout", property(f, "Timeout"), "30")
	equal(t, "architecture", property(f, "Architectures"), `["arm64"]`)
	equal(t, "reserved", property(f, "ReservedConcurrentExecutions"), "5")
	equal(t, "unwritten scale", property(objects["PriceFunction"], "ReservedConcurrentExecutions"), "")
	equal(t, "log", property(objects["ChargeFunctionLogs"], "LogGroupName"), `"/aws/lambda/shop-default-charge"`)
	equal(t, "image", property(objects["NightlyFunction"], "Code"), `{"ImageUri":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/nightly:1"}`)
	for name, want := range map[string]string{
		"TOKEN":                         `"{{resolve:secretsmanager:shop/token:SecretString:value}}"`,
		"MODE":                          `"live"`,
		"ESPC_TOPOLOGY":                 `"shop"`,
		"ESPC_FUNCTION_PRICE_ARN":       `{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-default-price"}`,
		"ESPC_SERVICE_ENDPOINT_PAY_URL": `"https://pay.example.com/v1"`,
		"ESPC_EVENT_ORDER_PAID_ROUTE":   `"{\"bus\":\"main\",\"type\":\"acme.paid\",\"source\":\"/pay\"}"`,
		"ESPC_EVENT_BUS_MAIN_NAME":      `{"Fn::GetAtt":["MainEventBus","Name"]}`,
		"ESPC_TABLE_ORDERS_NAME":        `{"Ref":"OrdersTable"}`,
		"ESPC_BUCKET_PHOTOS_NAME":       `{"Ref":"PhotosBucket"}`,
		"ESPC_QUEUE_JOBS_URL":           `{"Ref":"JobsQueue"}`,
		"FUNCTION_SOURCE":               `"index.js"`,
		"FUNCTION_TARGET":               `"handler"`,
		"FUNCTION_SIGNATURE_TYPE":       `"http"`,
		"FUNCTION_TIMEOUT_SECONDS":      `"30"`,
	} {
		equal(t, name, property(f, "Environment/Variables/"+name), want)
	}
}

// TestARoleHasOneStatementForEachEdge counts the statements: what has no edge is not granted.
func TestARoleHasOneStatementForEachEdge(t *testing.T) {
	objects := lowered(t, shop)
	for id, want := range map[string]string{
		"ChargeFunctionRole":  "WritesLogs CallsPriceFunction PublishesOrderPaidEvent ReadsAndWritesOrdersTable ReadsPhotosBucket SendsToJobsQueue ReceivesPlaced ReceivesOftenSchedule",
		"PriceFunctionRole":   "WritesLogs CallsChargeFunction",
		"MailFunctionRole":    "WritesLogs ReceivesPaid ReceivesPhoto ReceivesPlaced",
		"ReportFunctionRole":  "WritesLogs ReceivesFailuresOfMailFunctionPlaced",
		"WorkFunctionRole":    "WritesLogs ReceivesItemJobsQueue",
		"NightlyFunctionRole": "WritesLogs KeepsFailures",
		"OrdersTablePipeRole": "ReadsStreamOfOrdersTable PublishesChangedEvent",
		"NightlyScheduleRole": "CallsNightlyFunction KeepsFailures",
		"TickScheduleRole":    "PublishesOrderPlacedEvent KeepsFailures",
	} {
		equal(t, id, sids(objects[id]), want)
	}
	role := objects["ChargeFunctionRole"]
	for sid, want := range map[string]string{
		"WritesLogs":              `["logs:CreateLogStream","logs:PutLogEvents"] {"Fn::GetAtt":["ChargeFunctionLogs","Arn"]}`,
		"CallsPriceFunction":      `"lambda:InvokeFunction" {"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-default-price"}`,
		"PublishesOrderPaidEvent": `"events:PutEvents" {"Fn::GetAtt":["MainEventBus","Arn"]} {"StringEquals":{"events:detail-type":"acme.paid","events:source":"/pay"}}`,
		"ReadsPhotosBucket":       `["s3:GetObject","s3:GetObjectVersion","s3:ListBucket"] [{"Fn::GetAtt":["PhotosBucket","Arn"]},{"Fn::Sub":"${PhotosBucket.Arn}/*"}]`,
		"SendsToJobsQueue":        `["sqs:GetQueueAttributes","sqs:GetQueueUrl","sqs:SendMessage"] {"Fn::GetAtt":["JobsQueue","Arn"]}`,
	} {
		equal(t, sid, granted(role, sid), want)
	}
	equal(t, "indexes", property(role, "Policies/0/PolicyDocument/Statement/Sid=ReadsAndWritesOrdersTable/Resource"),
		`[{"Fn::GetAtt":["OrdersTable","Arn"]},{"Fn::Sub":"${OrdersTable.Arn}/index/by-customer"}]`)
}

func TestFunctionsThatCallEachOtherDoNotWaitForEachOther(t *testing.T) {
	for id, o := range lowered(t, shop) {
		if id != "ChargeFunctionRole" && id != "ChargeFunction" {
			continue
		}
		references(o.Tree, func(ref, _ string) {
			if strings.HasPrefix(ref, "PriceFunction") {
				t.Errorf("%s refers to %s", id, ref)
			}
		})
	}
}

func TestWhatLambdaCannotDoIsReportedAtItsField(t *testing.T) {
	got := reported(t, `{
"topology": {"name": "t"},
"microservice": {"m": {"image": "acme/m:1"}},
"secret": {"s": {"key": "a:b",
  "property": "x:y"}, "t": {"key": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:t-AbCdEf"}},
"function": {
  "a": {"runtime": "nodejs24", "source": "a", "handler": "gone.handler",
    "memory": "64Mi",
    "timeout": "20m",
    "scale": {"min": 2},
    "rollout": {"canary": 10},
    "env": {
      "AWS_REGION": "x",
      "FUNCTION_TARGET": "x",
      "A": "x",
      "URL": {"of": "function.b"},
      "STOLEN": "{{resolve:ssm:/x}}"},
    "calls": ["microservice.m"]},
  "b": {"image": "acme/b:1"},
  "c": {"runtime": "nodejs22", "source": "c"}
}}`, nil)
	want := "E1061:3 E1017:4 E1017:5 E1007:7 E1004:8 E1004:9 E1005:10 E1005:11 E1006:13 E1006:14 E1006:15 E1005:16 E1003:17 E1005:19 E1008:20"
	equal(t, "reported", strings.Join(got, " "), want)
}

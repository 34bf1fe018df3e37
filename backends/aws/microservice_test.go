package aws

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// network is an environment in which microservices can run.
const network = `"environment": {"prod": {"backend": {"aws": {"subnets": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"], "security_groups": ["sg-0123456789abcdef0"]}}}}`

// services has every way in which a microservice that is an image is wired.
const services = `{
"topology": {"name": "shop"}, ` + network + `,
"event_bus": {"main": {}}, "event": {"placed": {"bus": "event_bus.main"}},
"table": {"orders": {"key": "id:string"}}, "queue": {"jobs": {"visibility": "5m"}},
"secret": {"token": {"key": "shop/token", "property": "value"}, "whole": {"key": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:whole-AbCdEf"}},
"service_endpoint": {"pay": {"urls": ["https://pay.example.com/v1"]}},
"microservice": {
  "cart": {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/cart:1.2", "port": 9000, "args": ["--serve", "9000"],
    "cpu": "300m", "memory": "700Mi", "scale": {"min": 2, "max": 6, "cpu_percent": 70}, "health": {"type": "http", "path": "/healthz"},
    "calls": ["function.price", "microservice.stock", "service_endpoint.pay"], "publishes": ["event.placed"],
    "uses": [{"of": "table.orders", "access": "readwrite"}, {"of": "queue.jobs", "access": "send"}],
    "env": {"TOKEN": "secret.token", "WHOLE": "secret.whole", "AGAIN": "secret.token", "MODE": {"value": "live"}, "EDGE": {"of": "gateway.edge"},
      "STOCK": {"of": "microservice.stock", "part": "address"}}},
  "stock": {"image": "ghcr.io/acme/stock:3"}
},
"function": {
  "price": {"runtime": "nodejs24", "source": "price"},
  "order": {"runtime": "nodejs24", "source": "order", "calls": ["microservice.cart"]},
  "list": {"runtime": "nodejs24", "source": "list",
    "env": {"URL": {"of": "microservice.cart"}, "HOST": {"of": "microservice.cart", "part": "host"}, "PORT_": {"of": "microservice.cart", "part": "port"}}}
},
"gateway": {"edge": {}},
"api_endpoint": {
  "cart": {"gateway": "gateway.edge", "paths": ["/cart/{id}"], "methods": ["GET"], "to": "microservice.cart", "timeout": "10s"},
  "stock": {"gateway": "gateway.edge", "paths": ["/v1/stock/*"], "methods": ["GET"], "to": "microservice.stock", "strip_path": true,
    "headers": {"request_set": {"X-From": "edge"}}},
  "order": {"gateway": "gateway.edge", "paths": ["/orders"], "methods": ["POST"], "to": "function.order"}
},
"output": {"cart": {"value": "microservice.cart.url"}, "name": {"value": "microservice.cart.name"}}
}`

// restServices has a gateway with keys, which is a REST API.
const restServices = `{
"topology": {"name": "shop"}, ` + network + `,
"microservice": {"cart": {"image": "acme/cart:1", "health": {"type": "http", "path": "/"}}},
"secret": {"key": {"key": "shop/key"}},
"plan": {"basic": {"rate": "10/s"}}, "consumer": {"acme": {"plan": "plan.basic", "key": "secret.key"}},
"gateway": {"edge": {"auth": {"type": "key", "name": "X-API-Key"}}},
"api_endpoint": {"cart": {"gateway": "gateway.edge", "paths": ["/v1/cart/{id}/*"], "methods": ["GET"], "to": "microservice.cart", "strip_path": true, "rewrite": "/api"}}
}`

func TestAMicroserviceIsAnExpressModeServiceInPrivateSubnets(t *testing.T) {
	objects := lowered(t, services)
	cart := objects["CartMicroservice"]
	equal(t, "type", cart.Address.Type, "AWS::ECS::ExpressGatewayService")
	for path, want := range map[string]string{
		"Cluster":                               `{"Ref":"ShopTopologyCluster"}`,
		"Cpu":                                   `"512"`,
		"Memory":                                `"1024"`,
		"HealthCheckPath":                       `"/healthz"`,
		"ScalingTarget":                         `{"MinTaskCount":2,"MaxTaskCount":6,"AutoScalingMetric":"AVERAGE_CPU","AutoScalingTargetValue":70}`,
		"NetworkConfiguration":                  `{"Subnets":["subnet-0123456789abcdef0","subnet-0123456789abcdef1"],"SecurityGroups":["sg-0123456789abcdef0"]}`,
		"ExecutionRoleArn":                      `{"Fn::GetAtt":["CartMicroserviceExecutionRole","Arn"]}`,
		"InfrastructureRoleArn":                 `{"Fn::GetAtt":["CartMicroserviceInfrastructureRole","Arn"]}`,
		"TaskRoleArn":                           `{"Fn::GetAtt":["CartMicroserviceRole","Arn"]}`,
		"ServiceName":                           "",
		"PrimaryContainer/Image":                `"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/cart:1.2"`,
		"PrimaryContainer/ContainerPort":        "9000",
		"PrimaryContainer/Command":              `["--serve","9000"]`,
		"PrimaryContainer/AwsLogsConfiguration": `{"LogGroup":{"Ref":"CartMicroserviceLogs"},"LogStreamPrefix":"cart"}`,
		// Secrets are named, and not resolved.
		"PrimaryContainer/Secrets/Name=TOKEN/ValueFrom":                         `{"Fn::Sub":"arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:shop/token:value::"}`,
		"PrimaryContainer/Secrets/Name=WHOLE/ValueFrom":                         `"arn:aws:secretsmanager:eu-west-1:123456789012:secret:whole-AbCdEf"`,
		"PrimaryContainer/Environment/Name=TOKEN":                               "",
		"PrimaryContainer/Environment/Name=MODE/Value":                          `"live"`,
		"PrimaryContainer/Environment/Name=PORT/Value":                          `"9000"`,
		"PrimaryContainer/Environment/Name=EDGE/Value":                          `{"Fn::Sub":"https://${EdgeGatewayApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}`,
		"PrimaryContainer/Environment/Name=STOCK/Value":                         `{"Fn::Sub":"${StockMicroservice.Endpoint}:443"}`,
		"PrimaryContainer/Environment/Name=ESPC_MICROSERVICE_STOCK_URL/Value":   `{"Fn::Sub":"https://${StockMicroservice.Endpoint}"}`,
		"PrimaryContainer/Environment/Name=ESPC_FUNCTION_PRICE_ARN/Value":       `{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-prod-price"}`,
		"PrimaryContainer/Environment/Name=ESPC_TABLE_ORDERS_NAME/Value":        `{"Ref":"OrdersTable"}`,
		"PrimaryContainer/Environment/Name=ESPC_QUEUE_JOBS_URL/Value":           `{"Ref":"JobsQueue"}`,
		"PrimaryContainer/Environment/Name=ESPC_EVENT_BUS_MAIN_NAME/Value":      `{"Fn::GetAtt":["MainEventBus","Name"]}`,
		"PrimaryContainer/Environment/Name=ESPC_SERVICE_ENDPOINT_PAY_URL/Value": `"https://pay.example.com/v1"`,
		"PrimaryContainer/Environment/Name=ESPC_TOPOLOGY/Value":                 `"shop"`,
	} {
		equal(t, path, property(cart, path), want)
	}
	for _, o := range objects {
		if strings.HasPrefix(o.Address.Name, "CartMicroservice") && strings.Contains(string(tree.AppendJSON(nil, o.Tree, "")), dynamicReference) {
			t.Errorf("%s has a secret resolved in it", o.Address.Name)
		}
	}
	stock := objects["StockMicroservice"]
	equal(t, "smallest size", property(stock, "Cpu")+property(stock, "Memory"), `"256""512"`)
	equal(t, "two replicas", property(stock, "ScalingTarget"), `{"MinTaskCount":2,"MaxTaskCount":2}`)
	equal(t, "no secrets", property(stock, "PrimaryContainer/Secrets"), "")
	equal(t, "log", property(objects["CartMicroserviceLogs"], "LogGroupName"), `"/aws/ecs/shop-prod-cart"`)
	equal(t, "cluster", property(objects["ShopTopologyCluster"], "ClusterName"), `"shop-prod"`)
}

// TestAServicesRolesHaveOneStatementForEachEdge also looks at who may take on each of them.
func TestAServicesRolesHaveOneStatementForEachEdge(t *testing.T) {
	objects := lowered(t, services)
	for id, want := range map[string]string{
		"CartMicroserviceRole":           "CallsPriceFunction PublishesPlacedEvent ReadsAndWritesOrdersTable SendsToJobsQueue",
		"CartMicroserviceExecutionRole":  "WritesLogs LogsInToRegistry PullsImage ReadsTokenSecret ReadsWholeSecret",
		"StockMicroserviceRole":          "",
		"StockMicroserviceExecutionRole": "WritesLogs",
		"OrderFunctionRole":              "WritesLogs JoinsNetwork LeavesNetworkToLambda",
		"ListFunctionRole":               "WritesLogs JoinsNetwork LeavesNetworkToLambda",
		"PriceFunctionRole":              "WritesLogs",
	} {
		equal(t, id, sids(objects[id]), want)
	}
	execution := objects["CartMicroserviceExecutionRole"]
	for sid, want := range map[string]string{
		"WritesLogs":       `["logs:CreateLogStream","logs:PutLogEvents"] {"Fn::GetAtt":["CartMicroserviceLogs","Arn"]}`,
		"LogsInToRegistry": `"ecr:GetAuthorizationToken" "*"`,
		"PullsImage":       `["ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"] {"Fn::Sub":"arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/team/cart"}`,
		"ReadsTokenSecret": `"secretsmanager:GetSecretValue" {"Fn::Sub":"arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:shop/token-??????"}`,
		"ReadsWholeSecret": `"secretsmanager:GetSecretValue" "arn:aws:secretsmanager:eu-west-1:123456789012:secret:whole-AbCdEf"`,
	} {
		equal(t, sid, granted(execution, sid), want)
	}
	for id, want := range map[string]string{
		"CartMicroserviceRole":               "ecs-tasks.amazonaws.com",
		"CartMicroserviceExecutionRole":      "ecs-tasks.amazonaws.com",
		"CartMicroserviceInfrastructureRole": "ecs.amazonaws.com",
	} {
		equal(t, id, property(objects[id], "AssumeRolePolicyDocument/Statement/0/Principal/Service"), `"`+want+`"`)
	}
	equal(t, "infrastructure", property(objects["CartMicroserviceInfrastructureRole"], "ManagedPolicyArns"),
		`[{"Fn::Sub":"arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"}]`)
}

func TestAFunctionThatCallsAServiceJoinsItsNetworkAndNoOtherDoes(t *testing.T) {
	objects := lowered(t, services)
	const vpc = `{"SubnetIds":["subnet-0123456789abcdef0","subnet-0123456789abcdef1"],"SecurityGroupIds":["sg-0123456789abcdef0"]}`
	for id, want := range map[string]string{"OrderFunction": vpc, "ListFunction": vpc, "PriceFunction": ""} {
		equal(t, id, property(objects[id], "VpcConfig"), want)
	}
	equal(t, "a call", property(objects["OrderFunction"], "Environment/Variables/ESPC_MICROSERVICE_CART_URL"), `{"Fn::Sub":"https://${CartMicroservice.Endpoint}"}`)
	variables := "Environment/Variables/"
	equal(t, "url", property(objects["ListFunction"], variables+"URL"), `{"Fn::Sub":"https://${CartMicroservice.Endpoint}"}`)
	equal(t, "host", property(objects["ListFunction"], variables+"HOST"), `{"Fn::GetAtt":["CartMicroservice","Endpoint"]}`)
	equal(t, "port", property(objects["ListFunction"], variables+"PORT_"), `"443"`)

	// Lambda's actions in the function's name are not the code's.
	role := objects["OrderFunctionRole"]
	statement := "Policies/0/PolicyDocument/Statement/Sid=LeavesNetworkToLambda/"
	equal(t, "effect", property(role, statement+"Effect"), `"Deny"`)
	equal(t, "actions", property(role, statement+"Action"), property(role, "Policies/0/PolicyDocument/Statement/Sid=JoinsNetwork/Action"))
	equal(t, "condition", property(role, statement+"Condition"),
		`{"ArnEquals":{"lambda:SourceFunctionArn":{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-prod-order"}}}`)
}

func TestARouteToAServiceGoesThroughAVPCLinkByItsOwnName(t *testing.T) {
	objects := lowered(t, services)
	equal(t, "links", strings.Join(ids(objects, "AWS::ApiGatewayV2::VpcLink"), " "), "ShopTopologyVpcLink")
	equal(t, "subnets", property(objects["ShopTopologyVpcLink"], "SubnetIds"), `["subnet-0123456789abcdef0","subnet-0123456789abcdef1"]`)
	for path, want := range map[string]string{
		"IntegrationType":   `"HTTP_PROXY"`,
		"IntegrationMethod": `"GET"`,
		"IntegrationUri":    `{"Fn::GetAtt":["CartMicroservice","ECSManagedResourceArns.IngressPath.ListenerArn"]}`,
		"ConnectionType":    `"VPC_LINK"`,
		"ConnectionId":      `{"Ref":"ShopTopologyVpcLink"}`,
		"TlsConfig":         `{"ServerNameToVerify":{"Fn::GetAtt":["CartMicroservice","Endpoint"]}}`,
		"RequestParameters": `{"remove:header.eg-consumer-id":"''","overwrite:header.Host":{"Fn::GetAtt":["CartMicroservice","Endpoint"]}}`,
		"TimeoutInMillis":   "10000",
	} {
		equal(t, path, property(integration(t, objects, "GET /cart/{id}"), path), want)
	}
	equal(t, "rewritten", property(integration(t, objects, "GET /v1/stock/{proxy+}"), "RequestParameters"),
		`{"overwrite:header.X-From":"edge","remove:header.eg-consumer-id":"''","overwrite:header.Host":{"Fn::GetAtt":["StockMicroservice","Endpoint"]},"overwrite:path":"/${request.path.proxy}"}`)
	if got := property(integration(t, objects, "POST /orders"), "ConnectionType"); got != "" {
		t.Errorf("a function is reached by %s", got)
	}
}

// integration returns what a route of an HTTP API leads to.
func integration(t *testing.T, objects map[string]backends.Object, key string) backends.Object {
	t.Helper()
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Route") {
		if property(objects[id], "RouteKey") == `"`+key+`"` {
			target := property(objects[id], "Target/Fn::Sub")
			return objects[strings.TrimSuffix(strings.TrimPrefix(target, `"integrations/${`), `}"`)]
		}
	}
	t.Fatalf("no route %s", key)
	return backends.Object{}
}

func TestAMethodOfARESTAPIReachesAServiceByItsLoadBalancer(t *testing.T) {
	objects := lowered(t, restServices)
	methods := ids(objects, "AWS::ApiGateway::Method")
	if len(methods) != 1 {
		t.Fatalf("the methods are %v", methods)
	}
	for path, want := range map[string]string{
		"Type":              `"HTTP_PROXY"`,
		"Uri":               `{"Fn::Sub":"https://${CartMicroservice.Endpoint}/api/{id}/{proxy}"}`,
		"ConnectionType":    `"VPC_LINK"`,
		"ConnectionId":      `{"Ref":"ShopTopologyVpcLink"}`,
		"IntegrationTarget": `{"Fn::GetAtt":["CartMicroservice","ECSManagedResourceArns.IngressPath.LoadBalancerArn"]}`,
		"RequestParameters": `{"integration.request.path.id":"method.request.path.id","integration.request.path.proxy":"method.request.path.proxy","integration.request.header.eg-consumer-id":"context.authorizer.consumer"}`,
	} {
		equal(t, path, property(objects[methods[0]], "Integration/"+path), want)
	}
	wants(t, said(slices.Collect(maps.Values(objects))),
		"public route GET /v1/cart/{id}/{proxy+} of gateway.edge to microservice.cart with auth key",
		"gateway.edge may call microservice.cart on port 443",
	)
}

func TestPermissionsOfServicesAreInTheWordsOfEveryBackend(t *testing.T) {
	texts := said(slices.Collect(maps.Values(lowered(t, services))))
	wants(t, texts,
		"function.order may call microservice.cart on port 443",
		"function.list may call microservice.cart on port 443",
		"microservice.cart may call microservice.stock on port 443",
		"microservice.cart may call function.price",
		"microservice.cart may publish to event_bus.main where detail-type shop.placed and source /shop",
		"microservice.cart may read and write table.orders",
		"microservice.cart may send to queue.jobs",
		"gateway.edge may call microservice.cart on port 443",
		"public route GET /cart/{id} of gateway.edge to microservice.cart",
		"microservice.cart's Execution may read secret shop/token",
		"function.order may reach the network of subnet-0123456789abcdef0, subnet-0123456789abcdef1 as a member of sg-0123456789abcdef0",
		"anybody in the network of subnet-0123456789abcdef0, subnet-0123456789abcdef1 may call microservice.cart on port 443",
	)
	for _, text := range texts {
		if strings.Contains(text, "ec2:") || strings.Contains(text, "write logs") || strings.Contains(text, "GetAuthorizationToken") ||
			strings.HasPrefix(text, "function.price may call microservice") || strings.HasPrefix(text, "microservice.stock may call") {
			t.Errorf("%q is listed", text)
		}
	}
}

// TestServicesStayInTheFirstTemplateAndCallersFindThem has enough functions for nested stacks.
func TestServicesStayInTheFirstTemplateAndCallersFindThem(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"topology": {"name": "big"}, ` + network + `, "microservice": {"cart": {"image": "acme/cart:1", "calls": ["function.f0"]}}, "function": {"f0": {"runtime": "nodejs24", "source": "s"}`)
	for i := range 200 {
		b.WriteString(`, "g` + strings.Repeat("a", i%10) + strings.Repeat("b", i/10) + `": {"runtime": "nodejs24", "source": "s", "calls": ["microservice.cart"]}`)
	}
	b.WriteString("}}")
	response := conforming(t, request(t, b.String(), nil))
	where, nested := map[string]string{}, backends.Object{}
	for _, o := range response.Objects {
		where[o.Address.Name] = o.File
		if o.Address.Type == "AWS::Lambda::Function" && o.Address.Namespace != "" {
			nested = o
		}
	}
	for _, id := range []string{"CartMicroservice", "CartMicroserviceRole", "CartMicroserviceExecutionRole", "CartMicroserviceLogs", "BigTopologyCluster"} {
		equal(t, id, where[id], templateFile)
	}
	if nested.File == "" {
		t.Fatal("no function is in a nested stack")
	}
	equal(t, "the endpoint is a parameter", property(nested, "Environment/Variables/ESPC_MICROSERVICE_CART_URL"), `{"Fn::Sub":"https://${CartMicroserviceEndpoint}"}`)
	wants(t, said(response.Objects), entityOf(nested.Address.Name)+" may call microservice.cart on port 443", "microservice.cart may call function.f0")
}

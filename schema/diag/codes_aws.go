package diag

// Codes of the AWS backend: 100x to 103x are errors, 104x warnings and notes.
var (
	NotOnAWS = &Code{
		ID:      "E1001",
		Title:   "a kind that AWS does not get yet",
		Explain: "This version does not lower the kind to AWS. Nothing is dropped silently: place the entity on Kubernetes, or leave it out.",
		Example: "# a schedule or an access of a kind that this version does not lower to AWS\n",
		Fixed:   "# the same on Kubernetes: backend \"kubernetes\" {} and place = { KIND = \"kubernetes\" } in the environment\n",
	}
	DynamicReference = &Code{
		ID:      "E1003",
		Title:   "text that CloudFormation would resolve",
		Explain: "CloudFormation replaces {{resolve:…}} anywhere in a template by what a store holds, so text with it would hand out a secret that no edge allows. Use a secret entity.",
		Example: "function \"mail\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/mail:1\"\n  env   = { NOTE = \"{{resolve:secretsmanager:mail}}\" }\n}\n",
		Fixed:   "secret \"mail\" {\n  key      = \"mail\"\n  property = \"token\"\n}\nfunction \"mail\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/mail:1\"\n  env   = { NOTE = secret.mail }\n}\n",
	}
	LambdaLimit = &Code{
		ID:      "E1004",
		Title:   "a size that Lambda does not have",
		Explain: "Lambda takes 128 to 10240 MiB of memory in whole MiB, 1 to 900 seconds of time in whole seconds, 250 MB of unpacked code, 4 KB of environment, and 20 KB of who may call a function, where each route is a permission.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  timeout = \"1h\"\n}\n",
		Fixed:   "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  timeout = \"15m\"\n}\n",
	}
	NotOnLambda = &Code{
		ID:      "E1005",
		Title:   "something that Lambda can't do",
		Explain: "The field asks for what the functions that this version makes on Lambda do not have: instances that are kept warm, a staged rollout, an image from another registry, a URL of a function, volumes and files of a microservice of models. It is refused rather than ignored.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  scale {\n    min = 2\n  }\n}\n",
		Fixed:   "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n}\n",
	}
	LambdaVariable = &Code{
		ID:      "E1006",
		Title:   "a variable that Lambda or the adapter sets",
		Explain: "Lambda keeps some variables for itself and takes names of letters, digits and underscores that start with a letter; FUNCTION_… are read by the adapter.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  env     = { AWS_REGION = \"eu-west-1\" }\n}\n",
		Fixed:   "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  env     = { REPORT_REGION = \"eu-west-1\" }\n}\n",
	}
	AWSHandler = &Code{
		ID:      "E1007",
		Title:   "a handler that is not in the source",
		Explain: "The handler names a file and an export of it; the folder has no such file, so nothing could be started.",
		Example: "-- shop.hcl --\nfunction \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n}\n-- report/report.js --\nexports.handler = async () => ({ statusCode: 200 })\n",
		Fixed:   "-- shop.hcl --\nfunction \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  handler = \"report.handler\"\n}\n-- report/report.js --\nexports.handler = async () => ({ statusCode: 200 })\n",
	}
	NoAdapter = &Code{
		ID:      "E1008",
		Title:   "a runtime without an adapter for Lambda",
		Explain: "This version of espc brings no adapter between Lambda and functions of this runtime.",
		Example: "# a runtime of the language for which this version of espc brings no adapter to Lambda\n",
		Fixed:   "# one that `espc explain function.runtime` lists, or an image\n",
	}
	NotOnEventBridge = &Code{
		ID:      "E1009",
		Title:   "something that EventBridge can't do",
		Explain: "EventBridge keeps no order, archives for whole days, takes one kind of condition for a field of a pattern, delivers for at most 14 days, and schedules in whole minutes. What asks for more is refused rather than ignored.",
		Example: "event_bus \"orders\" {\n  ordered = true\n}\n",
		Fixed:   "event_bus \"orders\" {}\n",
	}
	NeverMatches = &Code{
		ID:      "E1010",
		Title:   "a filter that no event can pass",
		Explain: "The type and the source of an event are known when the topology is compiled, and the filter asks for others, so nothing would ever be delivered.",
		Example: "event_bus \"b\" {}\nevent \"order\" {\n  bus  = event_bus.b\n  type = \"shop.order\"\n}\nfunction \"f\" {\n  runtime = \"nodejs24\"\n  source  = \"./f\"\n  on \"order\" {\n    event  = event.order\n    filter = { type = \"shop.refund\" }\n  }\n}\n",
		Fixed:   "event_bus \"b\" {}\nevent \"order\" {\n  bus  = event_bus.b\n  type = \"shop.order\"\n}\nfunction \"f\" {\n  runtime = \"nodejs24\"\n  source  = \"./f\"\n  on \"order\" {\n    event = event.order\n  }\n}\n",
	}
	NotOnSQS = &Code{
		ID:      "E1011",
		Title:   "something that SQS can't do",
		Explain: "A message is hidden for at least as long as the function that reads it may take and for at most 12 hours, kept for one minute to 14 days; a queue has one dead letter, a FIFO queue's is one too, and Lambda filters messages by their data alone.",
		Example: "queue \"jobs\" {\n  visibility = \"10s\"\n}\nfunction \"work\" {\n  runtime = \"nodejs24\"\n  source  = \"./work\"\n  timeout = \"30s\"\n  on \"job\" {\n    queue = queue.jobs\n  }\n}\n",
		Fixed:   "queue \"jobs\" {\n  visibility = \"3m\"\n}\nfunction \"work\" {\n  runtime = \"nodejs24\"\n  source  = \"./work\"\n  timeout = \"30s\"\n  on \"job\" {\n    queue = queue.jobs\n  }\n}\n",
	}
	TableKeys = &Code{
		ID:      "E1012",
		Title:   "keys that DynamoDB can't have",
		Explain: "A field has one type wherever it is a key, a sort key is another field than the key, and the name of an index has 3 to 255 characters.",
		Example: "table \"orders\" {\n  key = \"id:string\"\n  index \"at\" {\n    key = \"time:number\"\n  }\n}\n",
		Fixed:   "table \"orders\" {\n  key = \"id:string\"\n  index \"by-time\" {\n    key = \"time:number\"\n  }\n}\n",
	}
	BucketEvent = &Code{
		ID:      "E1013",
		Title:   "an event that S3 does not send",
		Explain: "S3 announces changes on the account's default bus, as events of source aws.s3 and type Object Created or Object Deleted. An event that stands for them says so, so that what a function receives is what is declared.",
		Example: "event_bus \"aws\" {\n  existing = \"default\"\n}\nevent \"photo\" {\n  bus = event_bus.aws\n}\nbucket \"photos\" {\n  notify \"new\" {\n    on    = \"created\"\n    event = event.photo\n  }\n}\n",
		Fixed:   "event_bus \"aws\" {\n  existing = \"default\"\n}\nevent \"photo\" {\n  bus    = event_bus.aws\n  type   = \"Object Created\"\n  source = \"aws.s3\"\n}\nbucket \"photos\" {\n  notify \"new\" {\n    on    = \"created\"\n    event = event.photo\n  }\n}\n",
	}
	NotInRegistry = &Code{
		ID:      "E1014",
		Title:   "a schema that EventBridge's registry does not take",
		Explain: "The registry takes JSON Schema and OpenAPI, and checks no compatibility between versions beyond what their format says.",
		Example: "schema \"order\" {\n  format = \"avro\"\n  inline = { type = \"record\", name = \"order\", fields = [] }\n}\n",
		Fixed:   "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"object\" }\n}\n",
	}
	NotOnAPIGateway = &Code{
		ID:      "E1015",
		Title:   "something that API Gateway can't do",
		Explain: "An HTTP API has routes, authorizers, and one set of cross-origin rules; a REST API has usage plans, networks and a firewall besides. What neither can do as the language says is refused rather than ignored; docs/gateways.md says what each class can do.",
		Example: "gateway \"edge\" {\n  rate_limit {\n    rate = \"10/s\"\n    per  = \"ip\"\n  }\n}\napi_endpoint \"hello\" {\n  gateway = gateway.edge\n  paths   = [\"/hello\"]\n  to      = function.hello\n}\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n}\n",
		Fixed:   "gateway \"edge\" {\n  rate_limit {\n    rate = \"600/1m\"\n    per  = \"ip\"\n  }\n}\napi_endpoint \"hello\" {\n  gateway = gateway.edge\n  paths   = [\"/hello\"]\n  to      = function.hello\n}\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n}\n",
	}
	BadLogicalID = &Code{
		ID:      "E1016",
		Title:   "a template that CloudFormation would refuse",
		Explain: "A logical id has letters and digits; a template has at most 500 resources, 200 parameters, 200 outputs and 1 MB; every reference leads to something in the same template.",
		Example: "table \"a\" {\n  key = \"id:string\"\n}\n# … and 500 more, which hold data and stay in one template\n",
		Fixed:   "table \"a\" {\n  key = \"id:string\"\n}\n# … and the others in a topology of their own\n",
	}
	SecretReference = &Code{
		ID:      "E1017",
		Title:   "a secret that no dynamic reference can name",
		Explain: "CloudFormation finds a secret by its name or its ARN, and a field of it by its key; the parts of a reference are set apart by colons, so a name or key with one can't be told from the rest.",
		Example: "secret \"token\" {\n  key = \"shop:token\"\n}\njob \"sync\" {\n  runtime = \"nodejs24\"\n  source  = \"./sync\"\n  env     = { TOKEN = secret.token }\n}\n",
		Fixed:   "secret \"token\" {\n  key = \"shop/token\"\n}\njob \"sync\" {\n  runtime = \"nodejs24\"\n  source  = \"./sync\"\n  env     = { TOKEN = secret.token }\n}\n",
	}
	APICertificate = &Code{
		ID:      "E1028",
		Title:   "a certificate that an API can't use",
		Explain: "An API on AWS takes certificates of AWS Certificate Manager, in its own region, for the domains that lead to it. The secret of tls names one where its key is the certificate's ARN; on Kubernetes it is a Secret, so an environment overrides the key. Without tls the stack asks for a certificate.",
		Example: "secret \"cert\" {\n  key = \"shop-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.cert\n  }\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
		Fixed:   "secret \"cert\" {\n  key = \"shop-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.cert\n  }\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  override \"secret.cert\" {\n    key = \"arn:aws:acm:eu-west-1:123456789012:certificate/0d1f7a5e-1c2b-4f0e-9a57-2f1f0c9d8e7b\"\n  }\n}\n",
	}
	OneCallAtATime = &Code{
		ID:      "N1040",
		Title:   "concurrency of an instance",
		Explain: "On Lambda an instance handles one call at a time; more calls start more instances.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  scale {\n    concurrency = 50\n  }\n}\n",
		Fixed:   "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  scale {\n    concurrency = 1\n  }\n}\n",
	}
	CPUByMemory = &Code{
		ID:      "N1041",
		Title:   "CPU of a function on Lambda",
		Explain: "Lambda gives CPU in proportion to memory: one core at 1769 MiB. The written cpu counts on Kubernetes alone.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  cpu     = \"500m\"\n}\n",
		Fixed:   "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\"\n  memory  = \"885Mi\"\n}\n",
	}
	GatewaySize = &Code{
		ID:      "N1042",
		Title:   "size of a gateway on AWS",
		Explain: "API Gateway has no replicas, memory, CPU or port of its own. What is written counts on Kubernetes alone.",
		Example: "gateway \"edge\" {\n  replicas = 4\n}\napi_endpoint \"hello\" {\n  gateway = gateway.edge\n  paths   = [\"/hello\"]\n  to      = function.hello\n}\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n}\n",
		Fixed:   "gateway \"edge\" {}\napi_endpoint \"hello\" {\n  gateway = gateway.edge\n  paths   = [\"/hello\"]\n  to      = function.hello\n}\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n}\n",
	}
	CertificateWaits = &Code{
		ID:      "W1048",
		Title:   "a stack that waits for DNS",
		Explain: "The gateway has a domain and no certificate, so the stack asks AWS Certificate Manager for one. That waits, for up to 72 hours, until the CNAME record that Certificate Manager shows proves that the domain is yours; the record stays, and later changes do not wait.",
		Example: "gateway \"edge\" {\n  hosts = [\"api.example.com\"]\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
		Fixed:   "secret \"cert\" {\n  key = \"arn:aws:acm:eu-west-1:123456789012:certificate/0d1f7a5e-1c2b-4f0e-9a57-2f1f0c9d8e7b\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.cert\n  }\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
	}
)

var awsCodes = []*Code{
	NotOnAWS, DynamicReference, LambdaLimit, NotOnLambda, LambdaVariable, AWSHandler, NoAdapter, NotOnEventBridge,
	NeverMatches, NotOnSQS, TableKeys, BucketEvent, NotInRegistry, NotOnAPIGateway, BadLogicalID, SecretReference, APICertificate, OneCallAtATime, CPUByMemory, GatewaySize,
	CertificateWaits,
}

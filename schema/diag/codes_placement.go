package diag

// Codes of topologies that are placed on several backends.
var (
	OtherBackend = &Code{
		ID:      "E0710",
		Title:   "a reference that has no way to another backend",
		Explain: "The environment places the two ends of a reference on different backends, and nothing on either side can follow it: a queue of AWS starts no pod, an event bus hands its events to nobody in a cluster, a schedule starts what is beside it. Calls, routes and published events cross; for the rest, place both ends on one backend. The table in docs/mapping.md says it for every class of reference.",
		Example: "function \"price\" {\n  runtime = \"nodejs24\"\n  source  = \"./price\"\n}\n\nschedule \"nightly\" {\n  every = \"1d\"\n  to    = function.price\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"kubernetes\"\n  place   = { \"function.price\" = \"aws\" }\n}\n",
		Fixed:   "function \"price\" {\n  runtime = \"nodejs24\"\n  source  = \"./price\"\n}\n\nschedule \"nightly\" {\n  every = \"1d\"\n  to    = function.price\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"kubernetes\"\n  place   = { \"function.price\" = \"aws\", \"schedule.nightly\" = \"aws\" }\n}\n",
	}
	AWSOtherBackend = &Code{
		ID:      "E1002",
		Title:   "something that a way to another backend takes",
		Explain: "The reference could cross from one backend to the other, and something that this takes is not there. From a cluster to AWS it is the EKS cluster: a workload gets a role of its own by the name, account and region in the ARN that aws eks update-kubeconfig writes as the context. From AWS into a cluster it is a door: a route of a gateway that is exposed by an ingress or a load balancer, has a host that is a name and a certificate, lets everybody's address in, and passes the callee's root and what is below it.",
		Example: "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\" }\n}\n",
		Fixed:   "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nsecret \"tls\" {\n  key = \"edge-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.tls\n  }\n}\n\napi_endpoint \"b\" {\n  gateway    = gateway.edge\n  paths      = [\"/b/*\"]\n  to         = function.b\n  strip_path = true\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\", gateway = \"kubernetes\" }\n}\n",
	}
	NarrowDoor = &Code{
		ID:      "W1046",
		Title:   "a way into the cluster that does not pass everything",
		Explain: "What runs on AWS reaches the callee through a public route of the cluster, and the route passes some methods alone, or leaves paths to other endpoints. No request is changed: check that the calls fit, or give them an endpoint of their own.",
		Example: "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nsecret \"tls\" {\n  key = \"edge-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.tls\n  }\n}\n\napi_endpoint \"b\" {\n  gateway    = gateway.edge\n  paths      = [\"/b/*\"]\n  methods    = [\"GET\"]\n  to         = function.b\n  strip_path = true\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\", gateway = \"kubernetes\" }\n}\n",
		Fixed:   "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nsecret \"tls\" {\n  key = \"edge-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.tls\n  }\n}\n\napi_endpoint \"b\" {\n  gateway    = gateway.edge\n  paths      = [\"/b/*\"]\n  to         = function.b\n  strip_path = true\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\", gateway = \"kubernetes\" }\n}\n",
	}
	GuardedDoor = &Code{
		ID:      "N1047",
		Title:   "a way into the cluster that asks for credentials",
		Explain: "What runs on AWS reaches the callee through a public route of the cluster that asks who calls. espc makes no credential: the caller sends one of its own, such as the key of a consumer that it has as a secret in its env, which is when nothing is noted.",
		Example: "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nsecret \"key\" {\n  key      = \"consumers\"\n  property = \"a\"\n}\n\nconsumer \"a\" {\n  key = secret.key\n}\n\nsecret \"tls\" {\n  key = \"edge-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.tls\n  }\n}\n\napi_endpoint \"b\" {\n  gateway    = gateway.edge\n  paths      = [\"/b/*\"]\n  auth {\n    type = \"key\"\n  }\n  to         = function.b\n  strip_path = true\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\", gateway = \"kubernetes\", consumer = \"kubernetes\" }\n}\n",
		Fixed:   "function \"a\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a:1\"\n  calls = [function.b]\n  env   = { KEY = secret.key }\n}\n\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n\nsecret \"key\" {\n  key      = \"consumers\"\n  property = \"a\"\n}\n\nconsumer \"a\" {\n  key = secret.key\n}\n\nsecret \"tls\" {\n  key = \"edge-tls\"\n}\n\ngateway \"edge\" {\n  hosts = [\"api.example.com\"]\n  tls {\n    secret = secret.tls\n  }\n}\n\napi_endpoint \"b\" {\n  gateway    = gateway.edge\n  paths      = [\"/b/*\"]\n  to         = function.b\n  auth {\n    type = \"key\"\n  }\n  strip_path = true\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n  backend \"kubernetes\" {}\n  default = \"aws\"\n  place   = { \"function.b\" = \"kubernetes\", gateway = \"kubernetes\", consumer = \"kubernetes\" }\n}\n",
	}
)

var placementCodes = []*Code{OtherBackend, AWSOtherBackend, NarrowDoor, GuardedDoor}

package diag

// Codes of microservices on AWS: 106x.
var (
	NotOnECS = &Code{
		ID:      "E1060",
		Title:   "something that ECS Express Mode can't do",
		Explain: "A microservice that is an image runs as an ECS Express Mode service: one container behind a load balancer that speaks HTTP/1 to one port, asks a path for its health, and scales by CPU, with up to 4 cores and 8 GiB. It has no volumes, files, further ports or names, and runs the image's own entrypoint as the image's own user. Place what needs more on Kubernetes.",
		Example: "microservice \"cache\" {\n  image    = \"redis:8\"\n  port     = 6379\n  protocol = \"tcp\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    subnets         = [\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]\n    security_groups = [\"sg-0123456789abcdef0\"]\n  }\n}\n",
		Fixed:   "microservice \"cache\" {\n  image    = \"redis:8\"\n  port     = 6379\n  protocol = \"tcp\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {}\n}\n",
	}
	NoNetwork = &Code{
		ID:      "E1061",
		Title:   "a microservice on AWS without a network",
		Explain: "A gateway is the only public door, so a microservice on AWS runs in private subnets, behind a load balancer that is reached from them alone: two at least, in two zones. Without subnets ECS would take public ones, and a load balancer that everybody reaches.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    subnets         = [\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]\n    security_groups = [\"sg-0123456789abcdef0\"]\n  }\n}\n",
	}
	ServiceHealth = &Code{
		ID:      "W1062",
		Title:   "what a microservice on AWS is asked for its health",
		Explain: "The load balancer of an ECS Express Mode service asks GET / every 30 seconds, and sends requests only to tasks that answer with 200. A service that answers / with anything else never becomes healthy. Kubernetes only connects, unless told.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  health {\n    type = \"http\"\n    path = \"/healthz\"\n  }\n}\n",
	}
	ServiceSize = &Code{
		ID:      "N1063",
		Title:   "a size that Fargate rounds up",
		Explain: "Fargate has pairs of CPU and memory: a quarter of a core with 512Mi, 1Gi or 2Gi, half a core with 1Gi to 4Gi, a core with 2Gi to 8Gi, 2 cores with 4Gi to 8Gi, 4 cores with 8Gi. A microservice gets the smallest that has both.",
		Example: "microservice \"cart\" {\n  image  = \"acme/cart:1\"\n  cpu    = \"300m\"\n  memory = \"700Mi\"\n}\n",
		Fixed:   "microservice \"cart\" {\n  image  = \"acme/cart:1\"\n  cpu    = \"500m\"\n  memory = \"1Gi\"\n}\n",
	}
	ServiceScratch = &Code{
		ID:      "N1064",
		Title:   "scratch space of a microservice on AWS",
		Explain: "ECS Express Mode mounts nothing. A container's own file system can be written, 20 GiB of it, and goes with the task; the path has to be in the image, for its user to write.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  scratch \"cache\" {\n    path = \"/var/cache/cart\"\n  }\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\" # its Dockerfile makes /var/cache/cart\n}\n",
	}
	ServiceProcessor = &Code{
		ID:      "N1065",
		Title:   "the processor of microservices on AWS",
		Explain: "architecture says what functions run on. ECS Express Mode runs images for x86_64 (linux/amd64) alone.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    architecture    = \"arm64\"\n    subnets         = [\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]\n    security_groups = [\"sg-0123456789abcdef0\"]\n  }\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\" # built for linux/amd64\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {\n    subnets         = [\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]\n    security_groups = [\"sg-0123456789abcdef0\"]\n  }\n}\n",
	}
	FunctionInNetwork = &Code{
		ID:      "N1066",
		Title:   "a function that joins a network",
		Explain: "A function that calls a microservice runs in the environment's subnets. From there it reaches what is outside, AWS's own services among it, only through a NAT gateway or VPC endpoints.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nfunction \"pay\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/pay:1\"\n  calls = [microservice.cart]\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nfunction \"pay\" {\n  image = \"123456789012.dkr.ecr.eu-west-1.amazonaws.com/pay:1\"\n}\n",
	}
)

var awsServiceCodes = []*Code{NotOnECS, NoNetwork, ServiceHealth, ServiceSize, ServiceScratch, ServiceProcessor, FunctionInNetwork}

package diag

// Codes of types and values: 02xx.
var (
	UnknownField = &Code{
		ID:      "E0201",
		Title:   "unknown field",
		Explain: "The kind or block has no field of this name. Fields are snake_case in every language.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  memoryy = \"256Mi\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n  memory = \"256Mi\"\n}\n",
	}
	WrongType = &Code{
		ID:      "E0202",
		Title:   "wrong type",
		Explain: "The field takes another type of value. Nothing is converted: \"8080\" is text and 8080 a number, in every language.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  port  = \"9000\"\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  port  = 9000\n}\n",
	}
	MissingField = &Code{
		ID:      "E0203",
		Title:   "required field is missing",
		Explain: "The field has no default and has to be given. null means unset, so it does not count.",
		Example: "secret \"db\" {\n  property = \"password\"\n}\n",
		Fixed:   "secret \"db\" {\n  key      = \"shop/db\"\n  property = \"password\"\n}\n",
	}
	NotAllowed = &Code{
		ID:      "E0204",
		Title:   "value is not one of the allowed ones",
		Explain: "The field takes one of a few words, in exactly this spelling. The diagnostic lists them.",
		Example: "microservice \"cart\" {\n  image    = \"acme/cart:1\"\n  protocol = \"https\"\n}\n",
		Fixed:   "microservice \"cart\" {\n  image    = \"acme/cart:1\"\n  protocol = \"http\"\n}\n",
	}
	OutOfRange = &Code{
		ID:      "E0205",
		Title:   "number or duration out of range",
		Explain: "The value is below the least or above the most that the field takes.",
		Example: "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  port  = 65536\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  port  = 8080\n}\n",
	}
	NotInteger = &Code{
		ID:      "E0206",
		Title:   "not a whole number",
		Explain: "The field takes a whole number. Nothing is rounded.",
		Example: "microservice \"cart\" {\n  image    = \"acme/cart:1\"\n  replicas = 1.5\n}\n",
		Fixed:   "microservice \"cart\" {\n  image    = \"acme/cart:1\"\n  replicas = 2\n}\n",
	}
	NoUnit = &Code{
		ID:      "E0207",
		Title:   "a number without its unit",
		Explain: "Memory, cpu, durations, rates and quotas are strings with a unit, so that nobody has to guess whether 30 means seconds or milliseconds.",
		Example: "function \"resize\" {\n  image   = \"acme/resize:1\"\n  timeout = 30\n}\n",
		Fixed:   "function \"resize\" {\n  image   = \"acme/resize:1\"\n  timeout = \"30s\"\n}\n",
	}
	BadUnit = &Code{
		ID:      "E0208",
		Title:   "malformed quantity",
		Explain: "Memory is a Kubernetes quantity of bytes (256Mi), cpu a quantity of cores (100m), a duration as Go writes it or days (30s, 7d), a rate requests per time (100/s, 10/2m), a quota requests per day, week or month (1000/day).",
		Example: "function \"resize\" {\n  image  = \"acme/resize:1\"\n  memory = \"512mb\"\n}\n",
		Fixed:   "function \"resize\" {\n  image  = \"acme/resize:1\"\n  memory = \"512Mi\"\n}\n",
	}
	BadText = &Code{
		ID:      "E0209",
		Title:   "malformed value",
		Explain: "The text does not have the form that the field needs: a URL, a host name, a network, a header's name and so on. The diagnostic says what is wrong with it.",
		Example: "service_endpoint \"payments\" {\n  urls = [\"ftp://payments.example.com\"]\n}\n",
		Fixed:   "service_endpoint \"payments\" {\n  urls = [\"https://payments.example.com\"]\n}\n",
	}
	BadImage = &Code{
		ID:      "E0210",
		Title:   "malformed image reference",
		Explain: "An image is [HOST[:PORT]/]PATH[:TAG][@DIGEST], its path in lower case.",
		Example: "function \"resize\" {\n  image = \"acme/Resize:1\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	ImageNotPinned = &Code{
		ID:      "W0211",
		Title:   "image without tag or digest",
		Explain: "Without a tag the image is whatever `latest` is when a pod starts, so two pods of one workload may run different code and a plan can't show a new version.",
		Example: "function \"resize\" {\n  image = \"acme/resize\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1.4.2\"\n}\n",
	}
	HostBits = &Code{
		ID:      "E0212",
		Title:   "network with host bits",
		Explain: "A network in CIDR form has zeros after its prefix. With other bits set it is unclear whether one address or the whole network is meant.",
		Example: "gateway \"edge\" {\n  allow_from = [\"10.1.2.3/16\"]\n}\n",
		Fixed:   "gateway \"edge\" {\n  allow_from = [\"10.1.0.0/16\"]\n}\n",
	}
	LiteralSecret = &Code{
		ID:      "E0213",
		Title:   "a secret in plain text",
		Explain: "A password, token or private key stands in the source, from where it would reach the repository and every output. Put it into the secret store and refer to it. No message shows the value.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    DB_PASSWORD = \"not-a-real-one\"\n  }\n}\n",
		Fixed:   "secret \"db\" {\n  key      = \"shop-db\"\n  property = \"password\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    DB_PASSWORD = secret.db\n  }\n}\n",
	}
	UnknownKind = &Code{
		ID:      "E0214",
		Title:   "unknown kind",
		Explain: "There is no kind of entity of this name. Kinds are snake_case and singular.",
		Example: "functions \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	ExactlyOne = &Code{
		ID:      "E0215",
		Title:   "exactly one of several fields",
		Explain: "Of these fields one has to be given, and only one.",
		Example: "schedule \"nightly\" {\n  cron  = \"0 3 * * *\"\n  every = \"24h\"\n  to    = function.resize\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
		Fixed:   "schedule \"nightly\" {\n  cron = \"0 3 * * *\"\n  to   = function.resize\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	Conflict = &Code{
		ID:      "E0216",
		Title:   "fields that exclude each other",
		Explain: "The fields say contradicting things, so one of them would be without effect.",
		Example: "microservice \"cart\" {\n  image    = \"acme/cart:1\"\n  replicas = 3\n  scale {\n    min = 1\n    max = 5\n  }\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n  scale {\n    min = 1\n    max = 5\n  }\n}\n",
	}
	BadFilePath = &Code{
		ID:      "E0217",
		Title:   "path outside the topology's folder",
		Explain: "Files and folders are named by paths with slashes, relative to the file that names them, and lie inside the topology's folder.",
		Example: "function \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"../../resize\"\n}\n",
		Fixed:   "function \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/resize\"\n}\n",
	}
	EmptyList = &Code{
		ID:      "E0218",
		Title:   "empty list",
		Explain: "The list needs at least one element; an empty one would match or do nothing.",
		Example: "service_endpoint \"payments\" {\n  urls = []\n}\n",
		Fixed:   "service_endpoint \"payments\" {\n  urls = [\"https://payments.example.com\"]\n}\n",
	}
	DuplicateItem = &Code{
		ID:      "E0219",
		Title:   "the same element twice",
		Explain: "An element stands in the list twice. That has no effect, and is usually a slip for another one.",
		Example: "gateway \"edge\" {\n  hosts = [\"example.com\", \"example.com\"]\n}\n",
		Fixed:   "gateway \"edge\" {\n  hosts = [\"example.com\", \"www.example.com\"]\n}\n",
	}
	BadFilter = &Code{
		ID:      "E0220",
		Title:   "malformed filter",
		Explain: "A filter maps type, source, subject, the name of an extension or data.PATH to a scalar, a list of scalars, or an object of prefix, suffix, exists, not, gt and lt.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"ship\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/ship\"\n  on \"paid\" {\n    event  = event.paid\n    filter = { \"data.total\" = { over = 100 } }\n  }\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"ship\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/ship\"\n  on \"paid\" {\n    event  = event.paid\n    filter = { \"data.total\" = { gt = 100 } }\n  }\n}\n",
	}
	NeedsField = &Code{
		ID:      "E0222",
		Title:   "a field needs another",
		Explain: "What one field says can't be done without another one.",
		Example: "function \"resize\" {\n  source = \"./functions/resize\"\n}\n",
		Fixed:   "function \"resize\" {\n  source  = \"./functions/resize\"\n  runtime = \"nodejs24\"\n}\n",
	}
	BadExpression = &Code{
		ID:      "E0223",
		Title:   "malformed expression",
		Explain: "Conditions and transforms are JSONata over the CloudEvent: data.total > 100. $$ and $eval are refused, as are ?: and ??, because not every target evaluates them alike; so is a variable or function that nothing sets.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"large\" {\n  bus = event_bus.main\n}\nintegration \"pick\" {\n  from = event.paid\n  step \"large\" {\n    filter {\n      when = \"data.total > \"\n    }\n  }\n  to = [event.large]\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nevent \"large\" {\n  bus = event_bus.main\n}\nintegration \"pick\" {\n  from = event.paid\n  step \"large\" {\n    filter {\n      when = \"data.total > 100\"\n    }\n  }\n  to = [event.large]\n}\n",
	}
	NoTopology = &Code{
		ID:      "E0224",
		Title:   "no topology block",
		Explain: "Exactly one topology block names the application; everything that is made of it starts with that name.",
		Example: "secret \"db\" {\n  key = \"shop/db\"\n}\n",
		Fixed:   "topology \"shop\" {}\nsecret \"db\" {\n  key = \"shop/db\"\n}\n",
	}
	NoEffect = &Code{
		ID:      "W0225",
		Title:   "field without effect",
		Explain: "The field says something that nothing reads, given what the other fields say.",
		Example: "gateway \"edge\" {\n  auth {\n    type   = \"key\"\n    issuer = \"https://login.example.com\"\n  }\n}\n",
		Fixed:   "gateway \"edge\" {\n  auth {\n    type = \"key\"\n  }\n}\n",
	}
)

var valueCodes = []*Code{
	UnknownField, WrongType, MissingField, NotAllowed, OutOfRange, NotInteger, NoUnit, BadUnit, BadText, BadImage, ImageNotPinned,
	HostBits, LiteralSecret, UnknownKind, ExactlyOne, Conflict, BadFilePath, EmptyList, DuplicateItem, BadFilter, NeedsField,
	BadExpression, NoTopology, NoEffect,
}

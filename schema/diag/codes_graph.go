package diag

// Codes of references and the graph: 04xx.
var (
	DanglingReference = &Code{
		ID:      "E0401",
		Title:   "reference to nothing",
		Explain: "No entity with this address is declared. The nearest declared name is suggested.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [function.reszie]\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	WrongKind = &Code{
		ID:      "E0402",
		Title:   "reference to the wrong kind",
		Explain: "The field takes references to other kinds than this one. The diagnostic lists them.",
		Example: "secret \"db\" {\n  key = \"shop/db\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [secret.db]\n}\n",
		Fixed:   "secret \"db\" {\n  key      = \"shop-db\"\n  property = \"password\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    DB_PASSWORD = secret.db\n  }\n}\n",
	}
	SelfReference = &Code{
		ID:      "E0403",
		Title:   "reference to itself",
		Explain: "An entity refers to itself where that can't mean anything.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [function.resize]\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	Cycle = &Code{
		ID:      "E0404",
		Title:   "cycle that never ends",
		Explain: "Dead letters that lead in a circle lose nothing and deliver nothing, and what a job stands before can't answer that job's calls. The whole path is shown.",
		Example: "queue \"a\" {\n  dead_letter = queue.b\n}\nqueue \"b\" {\n  dead_letter = queue.a\n}\n",
		Fixed:   "queue \"a\" {\n  dead_letter = queue.b\n}\nqueue \"b\" {}\n",
	}
	CallCycle = &Code{
		ID:      "W0405",
		Title:   "cycle through calls or events",
		Explain: "Each entity of the path waits for the next or sets it off, and the last comes back to the first. That may be meant, and it may run for ever. The whole path is shown.",
		Example: "function \"a\" {\n  image = \"acme/a:1\"\n  calls = [function.b]\n}\nfunction \"b\" {\n  image = \"acme/b:1\"\n  calls = [function.a]\n}\n",
		Fixed:   "function \"a\" {\n  image = \"acme/a:1\"\n  calls = [function.b]\n}\nfunction \"b\" {\n  image = \"acme/b:1\"\n}\n",
	}
	Unused = &Code{
		ID:      "W0406",
		Title:   "entity that nothing uses",
		Explain: "Nothing refers to the entity, so it brings nothing or can't be reached.",
		Example: "secret \"db\" {\n  key = \"shop/db\"\n}\n",
		Fixed:   "secret \"db\" {\n  key      = \"shop-db\"\n  property = \"password\"\n}\njob \"migrate\" {\n  image = \"acme/migrate:1\"\n  env = {\n    DB_PASSWORD = secret.db\n  }\n}\n",
	}
	BadReference = &Code{
		ID:      "E0407",
		Title:   "malformed reference",
		Explain: "A reference is an address, kind.name: function.resize. In HCL it is a traversal or the string, elsewhere the string.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = \"main\"\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\n",
	}
	LikeReference = &Code{
		ID:      "W0408",
		Title:   "text that looks like a reference",
		Explain: "The text has the form of a secret's address, but no such secret is declared, so it stays text.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    MODE = \"secret.mode\"\n  }\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    MODE = { value = \"secret.mode\" }\n  }\n}\n",
	}
	NothingListens = &Code{
		ID:      "E0409",
		Title:   "nothing listens there",
		Explain: "The target can't answer: a microservice with port 0 listens on nothing, one that speaks tcp does not answer a gateway's requests, and one that speaks grpc takes no events.",
		Example: "microservice \"worker\" {\n  image = \"acme/worker:1\"\n  port  = 0\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [microservice.worker]\n}\n",
		Fixed:   "microservice \"worker\" {\n  image = \"acme/worker:1\"\n  port  = 8080\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [microservice.worker]\n}\n",
	}
	TakenTwice = &Code{
		ID:      "E0410",
		Title:   "model in two microservices",
		Explain: "A model runs in the workspace or in one microservice, so that its data has one door.",
		Example: "connector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\nmicroservice \"a\" {\n  models = [model.order]\n}\nmicroservice \"b\" {\n  models = [model.order]\n}\n",
		Fixed:   "connector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\nmicroservice \"a\" {\n  models = [model.order]\n}\n",
	}
	MixedSignature = &Code{
		ID:      "E0411",
		Title:   "function called in two ways",
		Explain: "HTTP requests and CloudEvents lead to one function, and its source is written to one signature. Two functions can share a source folder's modules; an image says its own signature.",
		Example: "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"ship\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/ship\"\n  on \"paid\" {\n    event = event.paid\n  }\n}\nfunction \"admin\" {\n  image = \"acme/admin:1\"\n  calls = [function.ship]\n}\n",
		Fixed:   "event_bus \"main\" {}\nevent \"paid\" {\n  bus = event_bus.main\n}\nfunction \"ship\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/ship\"\n  on \"paid\" {\n    event = event.paid\n  }\n}\nfunction \"admin\" {\n  image     = \"acme/admin:1\"\n  publishes = [event.paid]\n}\n",
	}
	UnknownAttribute = &Code{
		ID:      "E0412",
		Title:   "attribute that the entity does not have",
		Explain: "An output shows an attribute of an entity as kind.name.attribute: url, address, host, port, arn or name, as far as the kind has it.",
		Example: "gateway \"edge\" {}\noutput \"door\" {\n  value = gateway.edge.uri\n}\n",
		Fixed:   "gateway \"edge\" {}\noutput \"door\" {\n  value = gateway.edge.url\n}\n",
	}
	WrongAccess = &Code{
		ID:      "E0413",
		Title:   "access that the resource does not have",
		Explain: "Tables and buckets are read and written, queues are sent to and received from.",
		Example: "queue \"mail\" {}\nfunction \"send\" {\n  runtime = \"nodejs24\"\n  source  = \"./send\"\n  uses    = [{ of = queue.mail, access = \"write\" }]\n}\n",
		Fixed:   "queue \"mail\" {}\nfunction \"send\" {\n  runtime = \"nodejs24\"\n  source  = \"./send\"\n  uses    = [{ of = queue.mail, access = \"send\" }]\n}\n",
	}
	QueueOrder = &Code{
		ID:      "E0414",
		Title:   "dead letters of another kind of queue",
		Explain: "The dead letters of a fifo queue go to a fifo queue, those of any other to one that is not.",
		Example: "queue \"mail\" {\n  fifo        = true\n  dead_letter = queue.failed\n}\nqueue \"failed\" {}\n",
		Fixed:   "queue \"mail\" {\n  fifo        = true\n  dead_letter = queue.failed\n}\nqueue \"failed\" {\n  fifo = true\n}\n",
	}
	NotifyBus = &Code{
		ID:      "E0415",
		Title:   "notification on a bus that gets none",
		Explain: "A bucket's notifications arrive on the bus that the cloud itself has. An event of one is on an event_bus that says existing = \"default\".",
		Example: "event_bus \"main\" {}\nevent \"uploaded\" {\n  bus = event_bus.main\n}\nbucket \"photos\" {\n  notify \"uploads\" {\n    on    = \"created\"\n    event = event.uploaded\n  }\n}\n",
		Fixed:   "event_bus \"cloud\" {\n  existing = \"default\"\n}\nevent \"uploaded\" {\n  bus    = event_bus.cloud\n  type   = \"Object Created\"\n  source = \"aws.s3\"\n}\nbucket \"photos\" {\n  notify \"uploads\" {\n    on    = \"created\"\n    event = event.uploaded\n  }\n}\n",
	}
	BadRelation = &Code{
		ID:      "E0416",
		Title:   "relation that can't be made",
		Explain: "Models on one side of a relation live together: both in the workspace or in the same microservice. through belongs to hasMany alone, and an id property is declared once.",
		Example: "connector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n  relation \"customer\" {\n    type  = \"belongsTo\"\n    model = model.customer\n  }\n}\nmodel \"customer\" {\n  connector = connector.main\n}\nmicroservice \"crm\" {\n  models = [model.customer]\n}\n",
		Fixed:   "connector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n  relation \"customer\" {\n    type  = \"belongsTo\"\n    model = model.customer\n  }\n}\nmodel \"customer\" {\n  connector = connector.main\n}\nmicroservice \"crm\" {\n  models = [model.customer, model.order]\n}\n",
	}
)

var graphCodes = []*Code{
	DanglingReference, WrongKind, SelfReference, Cycle, CallCycle, Unused, BadReference, LikeReference, NothingListens, TakenTwice,
	MixedSignature, UnknownAttribute, WrongAccess, QueueOrder, NotifyBus, BadRelation,
}

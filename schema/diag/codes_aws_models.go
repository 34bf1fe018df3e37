package diag

// Codes of models and jobs on AWS: 105x are warnings and notes.
var (
	MemoryOnLambda = &Code{
		ID:      "W1050",
		Title:   "memory on Lambda",
		Explain: "A model on a memory connector lives in the memory of one process, and on Lambda there are as many as there are calls at one time. Each has records of its own, which are gone when Lambda ends it.",
		Example: "connector \"scratch\" {\n  type = \"memory\"\n}\n\nmodel \"note\" {\n  connector = connector.scratch\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
		Fixed:   "connector \"main\" {\n  type     = \"postgresql\"\n  host     = \"db.example.com\"\n  database = \"notes\"\n}\n\nmodel \"note\" {\n  connector = connector.main\n}\n\nenvironment \"prod\" {\n  backend \"aws\" {}\n}\n",
	}
	LambdaDecides = &Code{
		ID:      "N1051",
		Title:   "what Lambda decides itself",
		Explain: "For a microservice of models or a job Lambda starts as many instances as there are calls at one time, gives each CPU in proportion to its memory, a port, a user and a check of its health. What is written counts on Kubernetes alone.",
		Example: "connector \"db\" {\n  type     = \"mysql\"\n  host     = \"db.example.com\"\n  database = \"notes\"\n}\n\nmodel \"note\" {\n  connector = connector.db\n}\n\nmicroservice \"notes\" {\n  models   = [model.note]\n  replicas = 3\n}\n",
		Fixed:   "connector \"db\" {\n  type     = \"mysql\"\n  host     = \"db.example.com\"\n  database = \"notes\"\n}\n\nmodel \"note\" {\n  connector = connector.db\n}\n\nmicroservice \"notes\" {\n  models = [model.note]\n}\n",
	}
	MigrateOnLambda = &Code{
		ID:      "N1052",
		Title:   "tables that every instance brings up to date",
		Explain: "With migrate = true the tables follow the models whenever the runtime starts. On Lambda that is with every new instance, so its first request waits for it, and several may do it at one time.",
		Example: "connector \"db\" {\n  type     = \"mysql\"\n  host     = \"db.example.com\"\n  database = \"notes\"\n  migrate  = true\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
		Fixed:   "connector \"db\" {\n  type     = \"mysql\"\n  host     = \"db.example.com\"\n  database = \"notes\"\n}\nmodel \"note\" {\n  connector = connector.db\n}\n",
	}
	JobTime = &Code{
		ID:      "N1053",
		Title:   "runs of a job that share Lambda's time",
		Explain: "A Lambda function has 15 minutes, in which a job runs and is run again where it fails. Where a run takes its whole time there may be none left for another one.",
		Example: "job \"seed\" {\n  runtime = \"nodejs24\"\n  source  = \"./seed\"\n  timeout = \"10m\"\n}\n",
		Fixed:   "job \"seed\" {\n  runtime = \"nodejs24\"\n  source  = \"./seed\"\n  timeout = \"3m\"\n}\n",
	}
)

var awsModelCodes = []*Code{MemoryOnLambda, LambdaDecides, MigrateOnLambda, JobTime}

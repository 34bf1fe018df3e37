package diag

// Codes of the Kubernetes backend: 070x and 071x are errors, 072x warnings and notes.
var (
	NotOnKubernetes = &Code{
		ID:      "E0701",
		Title:   "a kind that Kubernetes does not get yet",
		Explain: "This version does not lower the kind to Kubernetes. Nothing is dropped silently: where the environment has another backend, place the entity there; else remove it, and do by calls, a schedule, a connector or a service_endpoint what it was for.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {}\n}\n\nqueue \"orders\" {}\n",
		Fixed:   "queue \"orders\" {}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {}\n  backend \"aws\" {}\n  default = \"kubernetes\"\n  place   = { queue = \"aws\" }\n}\n",
	}
	NotOnPlainKubernetes = &Code{
		ID:      "E0702",
		Title:   "something that plain Kubernetes can't do",
		Explain: "The field asks for what Deployments and Services alone can't give: a share of the traffic for a new revision or affinity by cookie. It is refused rather than ignored: where the environment has another backend, place the entity there.",
		Example: "microservice \"cart\" {\n  image            = \"acme/cart:1\"\n  session_affinity = \"cookie\"\n}\n",
		Fixed:   "microservice \"cart\" {\n  image            = \"acme/cart:1\"\n  session_affinity = \"ip\"\n}\n",
	}
	ConfigTooLarge = &Code{
		ID:      "E0703",
		Title:   "files that do not fit into a ConfigMap",
		Explain: "A source folder and mounted files travel in a ConfigMap, which holds at most 1 MiB; 900 KiB of it are for files. Build an image of anything larger.",
		Example: "function \"report\" {\n  runtime = \"nodejs24\"\n  source  = \"./report\" # with 3 MB of fonts\n}\n",
		Fixed:   "function \"report\" {\n  image = \"acme/report:1.0.0\"\n}\n",
	}
	NoRuntimeImage = &Code{
		ID:      "E0704",
		Title:   "a runtime without an image",
		Explain: "This version of espc brings no runtime image of this name, so nothing could run the source.",
		Example: "# a runtime of the language for which this version of espc brings no image\n",
		Fixed:   "# one that `espc explain function.runtime` and `espc images` list\n",
	}
	BadSecretName = &Code{
		ID:      "E0705",
		Title:   "a key that no Secret can have as its name",
		Explain: "With secrets = \"existing\" a secret's key is the name of a Secret in the namespace (lower-case letters, digits, hyphens and dots) and its property a key of that Secret (letters, digits, hyphens, underscores and dots).",
		Example: "secret \"db\" {\n  key      = \"prod/shop/db\"\n  property = \"password\"\n}\njob \"migrate\" {\n  image = \"acme/migrate:1\"\n  env   = { DB_PASSWORD = secret.db }\n}\n",
		Fixed:   "secret \"db\" {\n  key      = \"shop-db\"\n  property = \"password\"\n}\njob \"migrate\" {\n  image = \"acme/migrate:1\"\n  env   = { DB_PASSWORD = secret.db }\n}\n",
	}
	NoSecretProperty = &Code{
		ID:      "E0706",
		Title:   "a secret that does not say which field",
		Explain: "A Secret holds several fields, and a variable gets one of them. Only a certificate is taken whole. The error is at the first use that needs one field; the field is named at the secret.",
		Example: "secret \"token\" {\n  key = \"shop-token\"\n}\n\nmicroservice \"web\" {\n  image = \"acme/web:1\"\n  env   = { TOKEN = secret.token }\n}\n",
		Fixed:   "secret \"token\" {\n  key      = \"shop-token\"\n  property = \"token\"\n}\n\nmicroservice \"web\" {\n  image = \"acme/web:1\"\n  env   = { TOKEN = secret.token }\n}\n",
	}
	NoCronInterval = &Code{
		ID:      "E0708",
		Title:   "an interval that cron can't express",
		Explain: "A CronJob starts by the clock, so an interval has to be whole minutes that divide an hour, whole hours that divide a day, a day, or a week.",
		Example: "schedule \"poll\" {\n  every = \"45s\"\n  to    = function.poll\n}\nfunction \"poll\" {\n  image = \"acme/poll:1\"\n}\n",
		Fixed:   "schedule \"poll\" {\n  every = \"1m\"\n  to    = function.poll\n}\nfunction \"poll\" {\n  image = \"acme/poll:1\"\n}\n",
	}
	NotWholeSeconds = &Code{
		ID:      "E0709",
		Title:   "a duration that is not whole seconds",
		Explain: "Kubernetes counts probes and deadlines in whole seconds, from one on. Nothing is rounded.",
		Example: "job \"seed\" {\n  image   = \"acme/seed:1\"\n  timeout = \"1500ms\"\n}\n",
		Fixed:   "job \"seed\" {\n  image   = \"acme/seed:1\"\n  timeout = \"2s\"\n}\n",
	}
	NoGatewayAddress = &Code{
		ID:      "E0711",
		Title:   "a gateway without an address to tell",
		Explain: "The address of a gateway is the first of its hosts that is a name. One that answers for * has none that is known before it runs.",
		Example: "gateway \"edge\" {}\n\nmicroservice \"web\" {\n  image = \"acme/web:1\"\n  env   = { API = { of = gateway.edge } }\n}\n",
		Fixed:   "gateway \"edge\" {\n  hosts = [\"api.example.com\"]\n}\n\nmicroservice \"web\" {\n  image = \"acme/web:1\"\n  env   = { API = { of = gateway.edge } }\n}\n",
	}
	NoHandler = &Code{
		ID:      "E0712",
		Title:   "a handler that the source does not have",
		Explain: "A handler is FILE.EXPORT: the file has to be in the source folder (.js, .mjs or .cjs for Node, .py for Python), and in Python the export is one name.",
		Example: "-- shop.hcl --\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n}\n-- hello/main.js --\nexports.handler = async () => ({ statusCode: 200 })\n",
		Fixed:   "-- shop.hcl --\nfunction \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n  handler = \"main.handler\"\n}\n-- hello/main.js --\nexports.handler = async () => ({ statusCode: 200 })\n",
	}
	RuntimeVariable = &Code{
		ID:      "E0713",
		Title:   "a variable that steers the runtime",
		Explain: "The variables FUNCTION_* tell the runtime what to run and how. They are made from the function's own fields.",
		Example: "function \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n  env     = { FUNCTION_TARGET = \"main\" }\n}\n",
		Fixed:   "function \"hello\" {\n  runtime = \"nodejs24\"\n  source  = \"./hello\"\n  handler = \"index.main\"\n}\n",
	}
	BadObjectName = &Code{
		ID:      "E0714",
		Title:   "a name that Kubernetes refuses",
		Explain: "The name of an object has to be a DNS name: lower-case letters, digits and hyphens, with a letter or digit at both ends; that of a Service or namespace at most 63 characters, and a Service's starts with a letter. This holds for what overlays add or rename as well.",
		Example: "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources:\n- more.yaml\n-- overlays/prod/more.yaml --\napiVersion: v1\nkind: Service\nmetadata:\n  name: 2nd-door\nspec:\n  type: ExternalName\n  externalName: example.com\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources:\n- more.yaml\n-- overlays/prod/more.yaml --\napiVersion: v1\nkind: Service\nmetadata:\n  name: second-door\nspec:\n  type: ExternalName\n  externalName: example.com\n",
	}
	BadObjectLabel = &Code{
		ID:      "E0715",
		Title:   "a label that Kubernetes refuses",
		Explain: "A label's value has at most 63 letters, digits, hyphens, underscores and dots, with a letter or digit at both ends. This holds for what overlays add as well.",
		Example: "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\nlabels:\n- pairs:\n    team: web & shop\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\nlabels:\n- pairs:\n    team: web-and-shop\n",
	}
	PodNotRestricted = &Code{
		ID:      "E0716",
		Title:   "a pod that is not restricted",
		Explain: "Every pod meets the Pod Security level restricted, what overlays add included: no root, no privileges or capabilities, no host network, processes, ports or paths, the runtime's seccomp profile.",
		Example: "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\npatches:\n- target:\n    kind: Deployment\n  patch: |\n    - op: add\n      path: /spec/template/spec/hostNetwork\n      value: true\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  overlays = [\"./overlays/prod\"]\n}\nmicroservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n-- overlays/prod/kustomization.yaml --\npatches:\n- target:\n    kind: Deployment\n  patch: |\n    - op: add\n      path: /spec/template/spec/priorityClassName\n      value: high\n",
	}
	ObjectTooLarge = &Code{
		ID:      "E0717",
		Title:   "an object that is too large",
		Explain: "The API server takes objects of at most 1.5 MiB, annotations of together at most 256 KiB, and at most 1 MiB in a ConfigMap.",
		Example: "microservice \"web\" {\n  image = \"acme/web:1\"\n  file \"/etc/huge.json\" {\n    source = \"./huge.json\" # 2 MB\n  }\n}\n",
		Fixed:   "microservice \"web\" {\n  image = \"acme/web-with-data:1\"\n}\n",
	}
	ScheduledJob = &Code{
		ID:      "E0718",
		Title:   "an event for a job",
		Explain: "A schedule of a job runs the job; there is no event that input could be the data of, and the job's own retries count.",
		Example: "schedule \"nightly\" {\n  cron  = \"0 3 * * *\"\n  to    = job.reindex\n  input = { full = true }\n}\njob \"reindex\" {\n  image = \"acme/reindex:1\"\n}\n",
		Fixed:   "schedule \"nightly\" {\n  cron = \"0 3 * * *\"\n  to   = job.reindex\n}\njob \"reindex\" {\n  image = \"acme/reindex:1\"\n}\n",
	}
	NoScaleToZero = &Code{
		ID:      "W0720",
		Title:   "no scale to zero on plain Kubernetes",
		Explain: "A Deployment does not scale to zero, so one replica keeps running. Knative does.",
		Example: "function \"rare\" {\n  image = \"acme/rare:1\"\n  scale {\n    min = 0\n  }\n}\n",
		Fixed:   "function \"rare\" {\n  image = \"acme/rare:1\"\n  scale {\n    min = 1\n  }\n}\n",
	}
	ScaleOnCPU = &Code{
		ID:      "N0721",
		Title:   "concurrency does not count on plain Kubernetes",
		Explain: "A Deployment scales at 80 percent of the CPU it requests, whatever its concurrency. Other environments may use it.",
		Example: "function \"search\" {\n  image = \"acme/search:1\"\n  scale {\n    concurrency = 50\n  }\n}\n",
		Fixed:   "function \"search\" {\n  image = \"acme/search:1\"\n}\n",
	}
	MemoryReplicas = &Code{
		ID:      "W0722",
		Title:   "memory in several replicas",
		Explain: "A model on a memory connector lives in the memory of one process. With several replicas each has records of its own, and a request gets those of the replica it happens to meet.",
		Example: "connector \"scratch\" {\n  type = \"memory\"\n}\n\nmodel \"note\" {\n  connector = connector.scratch\n}\n",
		Fixed:   "connector \"scratch\" {\n  type = \"memory\"\n}\n\nmodel \"note\" {\n  connector = connector.scratch\n}\n\nmicroservice \"notes\" {\n  models   = [model.note]\n  replicas = 1\n}\n",
	}
	NotInstalled = &Code{
		ID:      "W0723",
		Title:   "dependencies that nobody installs",
		Explain: "A source runs as it is: packages that package.json or requirements.txt list are not installed on the way. Put them into the folder, or build an image.",
		Example: "-- shop.hcl --\nfunction \"mail\" {\n  runtime = \"nodejs24\"\n  source  = \"./mail\"\n}\n-- mail/index.js --\nexports.handler = async () => ({ statusCode: 200 })\n-- mail/package.json --\n{\"dependencies\": {\"nodemailer\": \"7.0.0\"}}\n",
		Fixed:   "function \"mail\" {\n  image = \"acme/mail:1.0.0\"\n}\n",
	}
	GuessedPort = &Code{
		ID:      "N0724",
		Title:   "the port of a secret URL is guessed",
		Explain: "A network policy opens a port, and the one in a secret URL can't be seen, so the usual port of the connector's type is opened. Where the server has another, write host, port and the rest in place of url.",
		Example: "connector \"main\" {\n  type = \"postgresql\"\n  url  = secret.database-url\n}\nsecret \"database-url\" {\n  key      = \"database\"\n  property = \"url\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\n",
		Fixed:   "connector \"main\" {\n  type     = \"postgresql\"\n  host     = \"db.example.com\"\n  port     = 6432\n  database = \"shop\"\n  username = \"shop\"\n  password = secret.database-password\n}\nsecret \"database-password\" {\n  key      = \"database\"\n  property = \"password\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\n",
	}
	ImageUser = &Code{
		ID:      "N0725",
		Title:   "an image that runs as its own user",
		Explain: "Pods never run as root. Without a user the image's own counts, and Kubernetes starts the container only where that is a number other than 0: an image that says USER app, or nothing, fails with CreateContainerConfigError. espc does not look into images.",
		Example: "microservice \"web\" {\n  image = \"acme/web:1\" # its Dockerfile says USER app\n}\n",
		Fixed:   "microservice \"web\" {\n  image = \"acme/web:1\"\n  user  = 1000\n}\n",
	}
)

var kubernetesCodes = []*Code{
	NotOnKubernetes, NotOnPlainKubernetes, ConfigTooLarge, NoRuntimeImage, BadSecretName, NoSecretProperty,
	NoCronInterval, NotWholeSeconds, NoGatewayAddress, NoHandler, RuntimeVariable, BadObjectName,
	BadObjectLabel, PodNotRestricted, ObjectTooLarge, ScheduledJob, NoScaleToZero, ScaleOnCPU, MemoryReplicas, NotInstalled,
	GuessedPort, ImageUser,
}

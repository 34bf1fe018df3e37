package diag

// Codes of Knative Serving: 074x.
var (
	StaysDeployment = &Code{
		ID:      "N0740",
		Title:   "a microservice that Knative can't run",
		Explain: "With serving = \"knative\" a microservice from an image runs on Knative Serving where a revision can be what it is: stateless, with one port that speaks HTTP or gRPC. One with a volume, further ports or names, session affinity or models, or that listens on nothing, is a Deployment or StatefulSet as without Knative.",
		Example: "microservice \"cache\" {\n  image    = \"redis:8\"\n  port     = 6379\n  protocol = \"tcp\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
		Fixed:   "microservice \"cart\" {\n  image = \"acme/cart:1\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
	}
	ServingVariable = &Code{
		ID:      "E0741",
		Title:   "a variable that Knative sets",
		Explain: "Knative Serving sets PORT, K_SERVICE, K_CONFIGURATION and K_REVISION in each container, and takes no revision that sets them itself.",
		Example: "function \"hello\" {\n  image = \"acme/hello:1\"\n  env   = { K_SERVICE = \"hello\" }\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
		Fixed:   "function \"hello\" {\n  image = \"acme/hello:1\"\n  env   = { SERVICE = \"hello\" }\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
	}
	OverServingLimit = &Code{
		ID:      "W0742",
		Title:   "more than Knative takes as it is installed",
		Explain: "Knative Serving refuses a timeout over 10 minutes, unless the operator of the cluster raised the limits in its ConfigMap config-defaults.",
		Example: "function \"report\" {\n  image   = \"acme/report:1\"\n  timeout = \"30m\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
		Fixed:   "function \"report\" {\n  image   = \"acme/report:1\"\n  timeout = \"10m\"\n}\n\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    serving = \"knative\"\n  }\n}\n",
	}
)

var knativeCodes = []*Code{StaysDeployment, ServingVariable, OverServingLimit}

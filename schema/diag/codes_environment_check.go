package diag

// Codes of what an environment says about the topology: 062x.
var (
	NoDefaultBackend = &Code{
		ID:      "E0620",
		Title:   "no default among several backends",
		Explain: "With several backends an environment says which of them gets what place does not name.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {}\n  backend \"aws\" {}\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {}\n  backend \"aws\" {}\n  default = \"kubernetes\"\n}\n",
	}
	AbsentBackend = &Code{
		ID:      "E0621",
		Title:   "backend that the environment does not have",
		Explain: "default and place name backends that the environment has a backend block for.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {}\n  place = { function = \"aws\" }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {}\n  backend \"aws\" {}\n  default = \"kubernetes\"\n  place   = { function = \"aws\" }\n}\n",
	}
	UnknownPlace = &Code{
		ID:      "E0622",
		Title:   "placement, override or binding of nothing",
		Explain: "The key is neither a kind nor the address of a declared entity, so it would be without effect.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n}\nenvironment \"prod\" {\n  override \"function.reszie\" {\n    memory = \"1Gi\"\n  }\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\nenvironment \"prod\" {\n  override \"function.resize\" {\n    memory = \"1Gi\"\n  }\n}\n",
	}
	BackendMismatch = &Code{
		ID:      "E0623",
		Title:   "setting of a backend that is not used",
		Explain: "The setting belongs to a backend that the environment does not have: kustomizations and bindings to Kubernetes, *.patch.yaml to AWS.",
		Example: "environment \"prod\" {\n  backend \"aws\" {}\n  overlays = [\"./overlays/prod\"]\n}\n",
		Fixed:   "-- shop.hcl --\nenvironment \"prod\" {\n  backend \"kubernetes\" {}\n  overlays = [\"./overlays/prod\"]\n}\n-- overlays/prod/kustomization.yaml --\nresources: []\n",
	}
	BadNamespace = &Code{
		ID:      "E0624",
		Title:   "namespace that can't be used",
		Explain: "Without a namespace field the namespace is <topology>-<environment>. It has at most 63 characters and does not start with kube-.",
		Example: "topology \"kube\" {}\nenvironment \"prod\" {\n  backend \"kubernetes\" {}\n}\n",
		Fixed:   "topology \"kube\" {}\nenvironment \"prod\" {\n  backend \"kubernetes\" {\n    namespace = \"cube\"\n  }\n}\n",
	}
)

var environmentCheckCodes = []*Code{NoDefaultBackend, AbsentBackend, UnknownPlace, BackendMismatch, BadNamespace}

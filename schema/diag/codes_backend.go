package diag

// Codes of environments' targets: 069x.
var (
	NoLiveTarget = &Code{
		ID:      "E0691",
		Title:   "a live target that this version can't reach",
		Explain: "The environment names a live cluster, and nothing else. This version plans against and applies to CloudFormation stacks and files; with --offline plan and apply work on files for this environment too.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"prod\"\n  }\n}\n",
		Fixed:   "# espc plan -e prod --offline\n",
	}
	NotLive = &Code{
		ID:      "E0692",
		Title:   "the environment has no live target",
		Explain: "The command asks or changes what runs, and the environment says only what to compile to. Its files are in deploy/, where version control has their history.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n    stack  = \"shop-prod\"\n  }\n}\n",
	}
	ClusterByHand = &Code{
		ID:      "W0693",
		Title:   "this version does not reach the cluster",
		Explain: "The environment runs on AWS and in a cluster. plan and apply do the AWS part where it is; the cluster's part they compare with and write to files in deploy/<environment>/kubernetes, and somebody brings these to the cluster. status, drift, history, rollback, destroy and unlock concern the AWS part alone.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"arn:aws:eks:eu-west-1:123456789012:cluster/main\"\n  }\n  backend \"aws\" {\n    region = \"eu-west-1\"\n    stack  = \"shop-prod\"\n  }\n}\n",
		Fixed:   "# kubectl --context NAME apply --server-side -k deploy/prod/kubernetes\n",
	}
)

var backendCodes = []*Code{NoLiveTarget, NotLive, ClusterByHand}

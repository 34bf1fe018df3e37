package diag

// Codes of environments' targets: 069x.
var (
	NoLiveTarget = &Code{
		ID:      "E0691",
		Title:   "a live target that this version can't reach",
		Explain: "The environment names a live cluster. This version plans against and applies to CloudFormation stacks and files; with --offline plan and apply work on files for this environment too.",
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
)

var backendCodes = []*Code{NoLiveTarget, NotLive}

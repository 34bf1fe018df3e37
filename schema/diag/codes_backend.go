package diag

// Codes of environments' targets: 069x.
var (
	NotLive = &Code{
		ID:      "E0692",
		Title:   "the environment has no live target",
		Explain: "The command asks or changes what runs, and the environment says only what to compile to: live are a stack in backend \"aws\" and a context in backend \"kubernetes\". Its files are in deploy/, where version control has their history.",
		Example: "# espc history -e prod\nenvironment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n    stack  = \"shop-prod\"\n  }\n}\n",
	}
	FlagIdle = &Code{
		ID:      "W0694",
		Title:   "a flag that concerns nothing here",
		Explain: "The flag is about a kind of target that the environment does not have, so that it changes nothing. What holds data is kept by each target in its own way; espc destroy --dry-run lists it.",
		Example: "# espc destroy -e prod --delete-volumes, and prod is a CloudFormation stack\n",
		Fixed:   "# espc destroy -e prod --dry-run shows what is kept, and why\n",
	}
)

var backendCodes = []*Code{NotLive, FlagIdle}

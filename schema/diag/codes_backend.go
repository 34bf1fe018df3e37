package diag

// Codes of environments' targets: 069x.
var (
	NotLive = &Code{
		ID:      "E0692",
		Title:   "the environment has no live target",
		Explain: "The command asks or changes what runs, and the environment says only what to compile to: live are a stack in backend \"aws\" and a context in backend \"kubernetes\". Its files are in deploy/, where version control has their history.",
		Example: "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"aws\" {\n    region = \"eu-west-1\"\n    stack  = \"shop-prod\"\n  }\n}\n",
	}
)

var backendCodes = []*Code{NotLive}

package diag

// NoLiveTarget is reported by plan and apply alone: everything else works without the target.
var NoLiveTarget = &Code{
	ID:      "E0691",
	Title:   "a live target that this version can't reach",
	Explain: "The environment names a live cluster or stack. This version plans against and applies to files; with --offline it does so for this environment too.",
	Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    context = \"prod\"\n  }\n}\n",
	Fixed:   "# espc plan -e prod --offline\n",
}

var backendCodes = []*Code{NoLiveTarget}

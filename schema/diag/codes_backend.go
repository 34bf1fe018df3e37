package diag

// NoBackend and what else is about backends as such: 069x.
var NoBackend = &Code{
	ID:      "E0690",
	Title:   "a backend that this version does not have",
	Explain: "An environment asks for a backend that this version of espc can't lower to, so nothing could be made of what is placed on it.",
	Example: "environment \"prod\" {\n  backend \"aws\" {}\n}\n",
	Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {}\n}\n",
}

var backendCodes = []*Code{NoBackend}

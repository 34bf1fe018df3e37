package diag

// Codes of references and the graph: 04xx.
var (
	DanglingReference = &Code{
		ID:      "E0401",
		Title:   "reference to nothing",
		Explain: "No entity with this address is declared. The nearest declared name is suggested.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  calls = [function.reszie]\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
)

var graphCodes = []*Code{DanglingReference}

package diag

// Codes of files, syntax and encoding: 01xx.
var (
	Syntax = &Code{
		ID:      "E0101",
		Title:   "syntax error",
		Explain: "The file is not valid in its language. Nothing of it was used.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
)

var syntaxCodes = []*Code{Syntax}

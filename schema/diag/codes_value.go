package diag

// Codes of types and values: 02xx.
var (
	UnknownField = &Code{
		ID:      "E0201",
		Title:   "unknown field",
		Explain: "The kind or block has no field of this name. Fields are snake_case in every language.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  memoryy = \"256Mi\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n  memory = \"256Mi\"\n}\n",
	}
)

var valueCodes = []*Code{UnknownField}

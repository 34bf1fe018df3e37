package diag

// Codes of names and addresses: 03xx.
var (
	DuplicateAddress = &Code{
		ID:      "E0301",
		Title:   "duplicate address",
		Explain: "Two declarations have the same address. An address names one entity; rename or remove one of them.",
		Example: "secret \"db\" {\n  key = \"a\"\n}\nsecret \"db\" {\n  key = \"b\"\n}\n",
		Fixed:   "secret \"db\" {\n  key = \"a\"\n}\nsecret \"db-admin\" {\n  key = \"b\"\n}\n",
	}
)

var nameCodes = []*Code{DuplicateAddress}

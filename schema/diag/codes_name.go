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
	BadName = &Code{
		ID:      "E0302",
		Title:   "malformed name",
		Explain: "A name is a DNS-1123 label: lower-case letters, digits and hyphens, with a letter or digit at both ends. The topology's own name starts with a letter.",
		Example: "secret \"DB_Password\" {\n  key = \"shop/db\"\n}\n",
		Fixed:   "secret \"db-password\" {\n  key = \"shop/db\"\n}\n",
	}
	NameTooLong = &Code{
		ID:      "E0303",
		Title:   "name too long",
		Explain: "A name has at most 40 characters, with the key that for_each adds and the prefix of a module, so that the names made of it fit every target.",
		Example: "secret \"the-password-of-the-database-that-holds-all-orders\" {\n  key = \"shop/db\"\n}\n",
		Fixed:   "secret \"orders-db-password\" {\n  key = \"shop/db\"\n}\n",
	}
	ConfusableName = &Code{
		ID:      "E0304",
		Title:   "confusable name",
		Explain: "The name holds characters that look like others or like nothing at all, so two different names could look the same.",
		Example: "secret \"d\u0430tabase\" {\n  key = \"shop/db\"\n}\n",
		Fixed:   "secret \"database\" {\n  key = \"shop/db\"\n}\n",
	}
	BadLabel = &Code{
		ID:      "E0305",
		Title:   "malformed label or key",
		Explain: "The label of a block or the key of a map does not have the form it needs: an identifier, an environment variable's name, a header's name, a mount path.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    \"LOG-LEVEL\" = \"debug\"\n  }\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    LOG_LEVEL = \"debug\"\n  }\n}\n",
	}
	ReservedName = &Code{
		ID:      "E0306",
		Title:   "reserved name",
		Explain: "The name belongs to the compiler or to the target: ESPC_ variables, kube- namespaces, names that start with AWS, the labels that espc and Kubernetes set.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    ESPC_MODE = \"fast\"\n  }\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    RESIZE_MODE = \"fast\"\n  }\n}\n",
	}
	NameCollision = &Code{
		ID:      "E0307",
		Title:   "two things get one name",
		Explain: "What is made of two entities, ports or paths would have the same name or place in a target.",
		Example: "microservice \"cart\" {\n  image   = \"acme/cart:1\"\n  aliases = [\"checkout\"]\n}\nmicroservice \"pay\" {\n  image   = \"acme/pay:1\"\n  aliases = [\"checkout\"]\n}\n",
		Fixed:   "microservice \"cart\" {\n  image   = \"acme/cart:1\"\n  aliases = [\"checkout\"]\n}\nmicroservice \"pay\" {\n  image   = \"acme/pay:1\"\n  aliases = [\"payment\"]\n}\n",
	}
)

var nameCodes = []*Code{DuplicateAddress, BadName, NameTooLong, ConfusableName, BadLabel, ReservedName, NameCollision}

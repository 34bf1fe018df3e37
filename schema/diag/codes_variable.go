package diag

// Codes of variables: 060x.
var (
	UnknownVariable = &Code{
		ID:      "E0601",
		Title:   "a variable that nobody declares",
		Explain: "A value is given for a variable that no file of the topology declares, so it would be lost.",
		Example: "# espc validate --var tga=1.4.2\nvariable \"tag\" {\n  type    = string\n  default = \"1.0.0\"\n}\n",
		Fixed:   "# espc validate --var tag=1.4.2\nvariable \"tag\" {\n  type    = string\n  default = \"1.0.0\"\n}\n",
	}
	UnsetVariable = &Code{
		ID:      "E0602",
		Title:   "a variable without a value",
		Explain: "A variable without a default needs a value: from the environment's variables, from ESPC_VAR_NAME, from a --var-file, or from --var.",
		Example: "variable \"tag\" {\n  type = string\n}\nfunction \"resize\" {\n  image = \"acme/resize:${var.tag}\"\n}\n",
		Fixed:   "variable \"tag\" {\n  type    = string\n  default = \"1.4.2\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:${var.tag}\"\n}\n",
	}
	VariableType = &Code{
		ID:      "E0603",
		Title:   "a variable's value has the wrong type",
		Explain: "The value is not of the type that the variable declares. A value given as text (--var, ESPC_VAR_NAME) is read as the type; one that a file says is not converted.",
		Example: "variable \"port\" {\n  type    = number\n  default = \"8080\"\n}\n",
		Fixed:   "variable \"port\" {\n  type    = number\n  default = 8080\n}\n",
	}
	SensitiveValue = &Code{
		ID:      "E0604",
		Title:   "a sensitive value in the output",
		Explain: "The value of a sensitive variable, or something made of it, would be written into the output, where everybody who reads manifests and plans sees it. A secret entity is a reference: the value stays where secrets are kept.",
		Example: "# espc validate --var token=not-a-real-one\nvariable \"token\" {\n  type      = string\n  sensitive = true\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    TOKEN = var.token\n  }\n}\n",
		Fixed:   "secret \"token\" {\n  key      = \"resize-token\"\n  property = \"token\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    TOKEN = secret.token\n  }\n}\n",
	}
	BadVariable = &Code{
		ID:      "E0605",
		Title:   "a malformed variable declaration",
		Explain: "A variable has a name that is an identifier, and type, default, description and sensitive, each of them fixed: an expression there can't use other values. Types are string, number, bool, any, list(T), set(T), map(T), tuple([T, …]) and object({ name = T, other = optional(T, default) }).",
		Example: "variable \"port\" {\n  type = int\n}\n",
		Fixed:   "variable \"port\" {\n  type    = number\n  default = 8080\n}\n",
	}
)

var variableCodes = []*Code{UnknownVariable, UnsetVariable, VariableType, SensitiveValue, BadVariable}

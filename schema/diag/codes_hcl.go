package diag

// Codes of what the HCL front end finds: 014x for its language, 043x for its references.
var (
	UnknownName = &Code{
		ID:      "E0140",
		Title:   "a name that stands for nothing",
		Explain: "An expression uses a variable, a local value, a function or another name that is not declared. Text is written in quotes; the functions are those of the cty library, without the ones that read files, the network, the clock or chance.",
		Example: "function \"resize\" {\n  image = \"acme/resize:${var.tga}\"\n}\nvariable \"tag\" {\n  default = \"1\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:${var.tag}\"\n}\nvariable \"tag\" {\n  default = \"1\"\n}\n",
	}
	EvaluationCycle = &Code{
		ID:      "E0141",
		Title:   "values that need each other",
		Explain: "A local value or a for_each is computed from itself, perhaps through others, so none of them has a value. The whole path is shown; take one step out of it.",
		Example: "locals {\n  a = local.b\n  b = local.a\n}\n",
		Fixed:   "locals {\n  a = \"x\"\n  b = local.a\n}\n",
	}
	BlockLabel = &Code{
		ID:      "E0142",
		Title:   "a block with too few or too many labels",
		Explain: "An entity's block has one label, its name; locals has none.",
		Example: "function {\n  image = \"acme/resize:1\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	ForEachValue = &Code{
		ID:      "E0143",
		Title:   "for_each of what has no keys",
		Explain: "for_each takes a map, whose keys name the entities, or a list or set of different strings, which are key and value at once.",
		Example: "secret \"db\" {\n  for_each = 3\n  key      = each.key\n}\n",
		Fixed:   "secret \"db\" {\n  for_each = [\"orders\", \"stock\"]\n  key      = each.key\n}\n",
	}
	ForEachReference = &Code{
		ID:      "E0430",
		Title:   "reference to one of several",
		Explain: "A block with for_each declares an entity for each key, named <name>-<key>. A reference says which: function.resize[\"small\"] or function.resize-small. The bare name is none of them.",
		Example: "function \"resize\" {\n  for_each = [\"small\", \"large\"]\n  image    = \"acme/resize:1\"\n}\nschedule \"nightly\" {\n  every = \"24h\"\n  to    = function.resize\n}\n",
		Fixed:   "function \"resize\" {\n  for_each = [\"small\", \"large\"]\n  image    = \"acme/resize:1\"\n}\nschedule \"nightly\" {\n  every = \"24h\"\n  to    = function.resize[\"small\"]\n}\n",
	}
	ReferenceInText = &Code{
		ID:      "E0431",
		Title:   "reference inside text",
		Explain: "A reference names an entity; where the entity runs is known only at deploy time, so it can't be a part of text. In env, an endpoint value gives the address; code that calls something gets it by the edge.",
		Example: "function \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    PDF = \"${microservice.pdf}/render\"\n  }\n}\n",
		Fixed:   "microservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\nfunction \"resize\" {\n  image = \"acme/resize:1\"\n  env = {\n    PDF = { of = microservice.pdf, part = \"url\" }\n  }\n}\n",
	}
)

var hclCodes = []*Code{UnknownName, EvaluationCycle, BlockLabel, ForEachValue, ForEachReference, ReferenceInText}

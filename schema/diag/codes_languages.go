package diag

// Codes of what the CUE, Jsonnet, JSON and YAML front ends find inside a file: 012x and 013x. Syntax is E0101.
var (
	DuplicateKey = &Code{
		ID:      "E0120",
		Title:   "duplicate key",
		Explain: "An object has the same key twice, so one of the two values would be lost. Keep one.",
		Example: "-- services.topology.yaml --\nmicroservice:\n  pdf: {image: \"acme/pdf:1\"}\n  pdf: {image: \"acme/pdf:2\"}\n",
		Fixed:   "-- services.topology.yaml --\nmicroservice:\n  pdf: {image: \"acme/pdf:2\"}\n",
	}
	YAMLFeature = &Code{
		ID:      "E0121",
		Title:   "YAML that is not accepted",
		Explain: "A topology in YAML is one document of the YAML 1.2 core schema. Merge keys, further documents, tags of one's own, keys that are no scalars, and numbers that JSON can't write (.inf, .nan) are refused, because readers disagree about them.",
		Example: "-- services.topology.yaml --\nmicroservice:\n  pdf: &pdf {image: \"acme/pdf:1\"}\n  csv:\n    <<: *pdf\n",
		Fixed:   "-- services.topology.yaml --\nmicroservice:\n  pdf: &pdf {image: \"acme/pdf:1\"}\n  csv: *pdf\n",
	}
	AliasExpansion = &Code{
		ID:      "E0122",
		Title:   "aliases expand too far",
		Explain: "Aliases of aliases grow a small YAML file into a huge document, and an alias inside what it names would never end. Both are refused.",
		Example: "-- services.topology.yaml --\nmicroservice:\n  pdf: &pdf {image: \"acme/pdf:1\", env: *pdf}\n",
		Fixed:   "-- services.topology.yaml --\nmicroservice:\n  pdf: {image: \"acme/pdf:1\"}\n",
	}
	NotAnObject = &Code{
		ID:      "E0123",
		Title:   "the document is not an object",
		Explain: "The top of a topology's file is an object that maps kinds to names to fields.",
		Example: "-- services.topology.json --\n[\"pdf\"]\n",
		Fixed:   "-- services.topology.json --\n{\"microservice\": {\"pdf\": {\"image\": \"acme/pdf:1\"}}}\n",
	}
	WrongLanguage = &Code{
		ID:      "E0124",
		Title:   "a file in another language than its name says",
		Explain: "The extension of a file says its language; what the file holds looks like another one. Rename the file.",
		Example: "-- shop.hcl --\n{\"microservice\": {\"pdf\": {\"image\": \"acme/pdf:1\"}}}\n",
		Fixed:   "-- shop.topology.json --\n{\"microservice\": {\"pdf\": {\"image\": \"acme/pdf:1\"}}}\n",
	}
	ImportRefused = &Code{
		ID:      "E0125",
		Title:   "an import that is refused",
		Explain: "A file imports what lies in the topology's folder, by a path relative to itself, and from the language's own standard library. Absolute paths, paths that leave the folder, links out of it, and packages that run commands or ask the network are refused.",
		Example: "-- shop.jsonnet --\nimport '../../etc/passwd'\n",
		Fixed:   "-- shop.jsonnet --\nimport './lib/services.libsonnet'\n-- lib/services.libsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1' } } }\n",
	}
	RemoteImport = &Code{
		ID:      "E0126",
		Title:   "an import from the network",
		Explain: "Nothing is fetched while a topology compiles: registries and URLs are off. Copy what you need into the topology's folder and import it from there.",
		Example: "-- shop.cue --\nimport \"github.com/acme/defs\"\n\nmicroservice: pdf: defs.#Service\n",
		Fixed:   "-- shop.cue --\nimport \"./defs\"\n\nmicroservice: pdf: defs.#Service\n-- defs/defs.cue --\npackage defs\n\n#Service: image: \"acme/pdf:1\"\n",
	}
	ImportCycle = &Code{
		ID:      "E0127",
		Title:   "an import cycle",
		Explain: "A file or package imports itself, perhaps through others. The whole path is shown; move what both need into a file of its own.",
		Example: "-- a.jsonnet --\n{ microservice: (import 'b.jsonnet').services }\n-- b.jsonnet --\n{ services:: (import 'a.jsonnet').microservice }\n",
		Fixed:   "-- a.jsonnet --\n{ microservice: (import 'c.libsonnet').services }\n-- c.libsonnet --\n{ services: { pdf: { image: 'acme/pdf:1' } } }\n",
	}
	Evaluation = &Code{
		ID:      "E0128",
		Title:   "an expression fails",
		Explain: "The file is well formed, but evaluating one of its expressions fails: an assertion, an operation on values it is not for, a name or field that does not exist.",
		Example: "-- shop.jsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1', port: 'http' * 2 } } }\n",
		Fixed:   "-- shop.jsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1', port: 8080 } } }\n",
	}
	EvaluationBound = &Code{
		ID:      "E0129",
		Title:   "the evaluation does not end in time or memory",
		Explain: "Evaluating a topology takes a few seconds and some hundred MiB at most. What takes more is ended: an endless recursion, a comprehension over a huge range, a repeated string.",
		Example: "-- shop.jsonnet --\nlocal f(n) = f(n + 1) + 1;\nf(0)\n",
		Fixed:   "-- shop.jsonnet --\nlocal f(n) = if n < 3 then f(n + 1) else 'acme/pdf:1';\n{ microservice: { pdf: { image: f(0) } } }\n",
	}
	NotConcrete = &Code{
		ID:      "E0130",
		Title:   "a value that is not decided",
		Explain: "A CUE field that is part of the document has a type or several possibilities instead of one value. Give it a value or a default, or make it hidden, optional or a definition.",
		Example: "-- shop.cue --\nmicroservice: pdf: image: string\n",
		Fixed:   "-- shop.cue --\nmicroservice: pdf: image: \"acme/pdf:1\"\n",
	}
	ConflictingValues = &Code{
		ID:      "E0131",
		Title:   "values that do not go together",
		Explain: "CUE unifies all that is said about a field, and here two of them contradict each other: different values, or a value outside of what a constraint allows. All places are shown.",
		Example: "-- shop.cue --\nmicroservice: pdf: image: \"acme/pdf:1\"\nmicroservice: pdf: port:  8080\nmicroservice: pdf: port:  9090\n",
		Fixed:   "-- shop.cue --\nmicroservice: pdf: image: \"acme/pdf:1\"\nmicroservice: pdf: port:  8080\n",
	}
	EndlessStructure = &Code{
		ID:      "E0132",
		Title:   "a structure that contains itself",
		Explain: "A value is defined by a structure that holds the value again, so it would be infinitely deep. Make the inner field optional, or end it with a default.",
		Example: "-- shop.cue --\n#Service: {image: \"acme/pdf:1\", spare: #Service}\nmicroservice: pdf: #Service\n",
		Fixed:   "-- shop.cue --\n#Service: {image: \"acme/pdf:1\", spare?: #Service}\nmicroservice: pdf: #Service\n",
	}
	UnsafeInteger = &Code{
		ID:      "E0133",
		Title:   "an integer that loses digits",
		Explain: "Jsonnet computes with double precision, so integers beyond 2^53 are not exact and may come out as another number. Write such a number as a string, or in another language.",
		Example: "-- shop.jsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1', user: 9007199254740993 } } }\n",
		Fixed:   "-- shop.jsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1', user: 1001 } } }\n",
	}
	SeveralPackages = &Code{
		ID:      "E0134",
		Title:   "several CUE packages in a folder",
		Explain: "The CUE files of a topology's folder that have a package clause are one package. Give them the same name, or move the other package into a folder below and import it.",
		Example: "-- a.cue --\npackage shop\n\nmicroservice: pdf: image: \"acme/pdf:1\"\n-- b.cue --\npackage store\n\nmicroservice: csv: image: \"acme/csv:1\"\n",
		Fixed:   "-- a.cue --\npackage shop\n\nmicroservice: pdf: image: \"acme/pdf:1\"\n-- b.cue --\npackage shop\n\nmicroservice: csv: image: \"acme/csv:1\"\n",
	}
	ClosedField = &Code{
		ID:      "E0135",
		Title:   "a field that the definition does not allow",
		Explain: "A CUE definition is closed: a value made with it has its fields and no others. Correct the name, or add the field to the definition.",
		Example: "-- shop.cue --\n#Service: {image: string, port: *8080 | int}\nmicroservice: pdf: #Service & {imag: \"acme/pdf:1\"}\n",
		Fixed:   "-- shop.cue --\n#Service: {image: string, port: *8080 | int}\nmicroservice: pdf: #Service & {image: \"acme/pdf:1\"}\n",
	}
	CUEFeature = &Code{
		ID:      "E0136",
		Title:   "CUE that is not accepted",
		Explain: "What depends on more than the topology's files and variables is refused: build conditions (@if), embedded files (@embed), other evaluators (@extern) and tag variables (var=now). Use @tag(name) and conditions inside the package.",
		Example: "-- shop.cue --\n@if(prod)\npackage shop\n\nmicroservice: pdf: image: \"acme/pdf:1\"\n",
		Fixed:   "-- shop.cue --\npackage shop\n\n_prod: *false | bool @tag(prod,type=bool)\nmicroservice: pdf: {\n\timage: \"acme/pdf:1\"\n\tif _prod {\n\t\treplicas: 3\n\t}\n}\n",
	}
)

var languageCodes = []*Code{
	DuplicateKey, YAMLFeature, AliasExpansion, NotAnObject, WrongLanguage, ImportRefused, RemoteImport, ImportCycle,
	Evaluation, EvaluationBound, NotConcrete, ConflictingValues, EndlessStructure, UnsafeInteger, SeveralPackages,
	ClosedField, CUEFeature,
}

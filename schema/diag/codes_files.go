package diag

// Codes of reading a topology's folder: 015x. What a front end finds inside a file is in codes_syntax.go.
var (
	UnreadableFile = &Code{
		ID:      "E0150",
		Title:   "a file can't be read",
		Explain: "Files are read inside the topology's folder alone, and only regular files of at most 32 MiB: a link that leaves the folder, a device or a pipe is refused.",
		Example: "# topology.hcl is a link to /etc/hosts\n",
		Fixed:   "# topology.hcl is a regular file in the folder\n",
	}
	NoFiles = &Code{
		ID:      "E0151",
		Title:   "no topology files",
		Explain: "The folder holds no file of a language that espc reads: *.hcl, *.cue, *.jsonnet, *.topology.json or *.topology.yaml. Files in folders below are not read.",
		Example: "# an empty folder\n",
		Fixed:   "topology \"shop\" {}\n",
	}
	UnreadableSource = &Code{
		ID:      "E0152",
		Title:   "a source can't be read",
		Explain: "A field names a folder or file that is not there, lies outside the topology's folder, or is no folder or regular file; or a folder has too much in it, or a link that leaves it. A relative path starts at the folder of the file that says it. What .espcignore in the folder names is left out.",
		Example: "function \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"./nowhere\"\n}\n",
		Fixed:   "function \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/resize\"\n}\n",
	}
	NotRead = &Code{
		ID:      "W0154",
		Title:   "a file that is not read",
		Explain: "The file is named almost as a topology's files are: *.hcl, *.cue, *.jsonnet, *.topology.json or *.topology.yaml. As it is, nothing in it is part of the topology.",
		Example: "# services.topology.yml: its extension is .yaml\n",
		Fixed:   "# services.topology.yaml\n",
	}
	LeftOut = &Code{
		ID:      "N0153",
		Title:   "left out of a source folder",
		Explain: "Version control folders, .env files and caches never go into an output, so that no history and no secret does.",
		Example: "-- shop.hcl --\nfunction \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/resize\"\n}\n-- functions/resize/index.js --\nexports.handler = async () => ({ statusCode: 200 })\n-- functions/resize/.env --\nMODE=test\n",
		Fixed:   "-- shop.hcl --\nfunction \"resize\" {\n  runtime = \"nodejs24\"\n  source  = \"./functions/resize\"\n}\n-- functions/resize/index.js --\nexports.handler = async () => ({ statusCode: 200 })\n",
	}
)

var fileCodes = []*Code{UnreadableFile, NoFiles, UnreadableSource, LeftOut, NotRead}

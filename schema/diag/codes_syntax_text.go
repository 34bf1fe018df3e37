package diag

// Codes of what any text file can have wrong, whatever its language: 011x.
var (
	NotUTF8 = &Code{
		ID:      "E0110",
		Title:   "not UTF-8",
		Explain: "Every file is UTF-8, with or without a byte order mark. The byte named is the first that is no UTF-8; nothing of the file was used.",
		Example: "# a file saved as Latin-1 or UTF-16\n",
		Fixed:   "# the same file saved as UTF-8\n",
	}
	NULByte = &Code{
		ID:      "E0111",
		Title:   "NUL byte",
		Explain: "The file holds a NUL, so it is no text or was damaged; no value may hold one either, because no target takes it.",
		Example: "function \"resize\" {\n  image = \"acme/resize\\u0000:1\"\n}\n",
		Fixed:   "function \"resize\" {\n  image = \"acme/resize:1\"\n}\n",
	}
	HiddenCharacter = &Code{
		ID:      "E0112",
		Title:   "hidden character",
		Explain: "Characters that change the direction of text, and byte order marks inside a file, make a file read differently from what it says. They are refused everywhere, comments included. Where a value needs one, write its escape.",
		Example: "# a comment with a right-to-left override in it\n",
		Fixed:   "# a comment without\n",
	}
	TooDeep = &Code{
		ID:      "E0113",
		Title:   "nested too deeply",
		Explain: "Brackets nest more than 500 deep, or a single expression has more than 10,000 parts, or the files together have more than 1,500,000 words and signs (in Jsonnet 500,000). No topology needs that, and parsers can't be trusted with it.",
		Example: "# 100,000 opening brackets\n",
		Fixed:   "# a list of lists of strings\n",
	}
	EmptyFile = &Code{
		ID:      "W0114",
		Title:   "empty file",
		Explain: "The file holds nothing, so it declares nothing. It may have been cut off, or never saved.",
		Example: "\n",
		Fixed:   "topology \"shop\" {}\n",
	}
)

var textCodes = []*Code{NotUTF8, NULByte, HiddenCharacter, TooDeep, EmptyFile}

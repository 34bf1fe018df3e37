package diag

// Codes of formatting files: 018x.
var (
	NotFormatted = &Code{
		ID:      "W0180",
		Title:   "a file that is not formatted",
		Explain: "espc fmt compares what a file says before and after. Where the formatter of its language would change a value, lose a comment, or come to another result each time, the file is left as it is. It is no worse for that: compile reads it as before.",
		Example: "# services.topology.yaml\n# ? pdf\n# : {image: \"acme/pdf:1\"}\n",
		Fixed:   "# services.topology.yaml\n# pdf: {image: \"acme/pdf:1\"}\n",
	}
)

var formatCodes = []*Code{NotFormatted}

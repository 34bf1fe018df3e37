package diag

// Codes of formatting files: 018x.
var (
	NotFormatted = &Code{
		ID:      "W0180",
		Title:   "a file that is not formatted",
		Explain: "espc fmt compares what a file says before and after. Where the formatter of its language would change a value, lose a comment, or come to another result each time, the file is left as it is; so is a Jsonnet file of more than 256 KiB, for which its formatter takes minutes. It is no worse for that: compile reads it as before.",
		Example: "# a YAML file with a tag directive, where white space decides more than the formatter reads\n",
		Fixed:   "# the same without the directive\n",
	}
)

var formatCodes = []*Code{NotFormatted}

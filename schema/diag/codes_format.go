package diag

// Codes of formatting files: 018x.
var (
	NotFormatted = &Code{
		ID:      "W0180",
		Title:   "a file that is not formatted",
		Explain: "espc fmt compares what a file says before and after. Where the formatter of its language would change a value, lose a comment, or come to another result each time, the file is left as it is. It is no worse for that: compile reads it as before.",
		Example: "-- shop.jsonnet --\n// espc fmt writes a field's name without its brackets, and no object has one twice\n{ microservice: { ['pdf']: { image: 'acme/pdf:1' }, ['pdf']+: { port: 80 } } }\n",
		Fixed:   "-- shop.jsonnet --\n{ microservice: { pdf: { image: 'acme/pdf:1', port: 80 } } }\n",
	}
)

var formatCodes = []*Code{NotFormatted}

package diag

// Codes of topologies that are larger than can be worked with: 016x. What one file may ask for is in codes_syntax.go and
// codes_languages.go.
var (
	TooLarge = &Code{
		ID:    "E0160",
		Title: "more than a topology holds",
		Explain: "A topology has at most 20,000 entities, 1,500,000 values and 64 MiB of text, those that loops, aliases and modules make included; " +
			"a value that stands in several places counts in each. It is far beyond what a cluster or a stack takes at once, and a few lines can ask for any number.",
		Example: "# for_each over 20,001 keys\n",
		Fixed:   "# a topology for each team, or a service that holds the data itself\n",
	}
)

var sizeCodes = []*Code{TooLarge}

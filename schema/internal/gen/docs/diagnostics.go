package main

import (
	"fmt"
	"strings"

	"espc.dev/schema/diag"
)

// hundreds are the subjects of the codes, by their first two digits.
var hundreds = []struct{ digits, title string }{
	{"01", "Files, syntax and encoding"},
	{"02", "Types and values"},
	{"03", "Names and addresses"},
	{"04", "References and the graph"},
	{"05", "Routes, schedules and schemas"},
	{"06", "Environments, variables and overlays"},
	{"07", "Backends"},
	{"08", "Modules"},
	{"09", "Plan, apply and files"},
	{"10", "AWS"},
	{"11", "Stacks of CloudFormation"},
	{"12", "Clusters"},
}

func diagnosticsPage() string {
	var b strings.Builder
	b.WriteString(generated + "# Diagnostics\n\n" +
		"What the compiler may say, by code. A code never changes its meaning. Codes that start with E are errors: the run fails and writes nothing. " +
		"W is a warning, N a note. `espc explain CODE` prints what stands here.\n")
	for _, h := range hundreds {
		section(&b, h.digits, h.title)
	}
	return b.String()
}

func section(b *strings.Builder, digits, title string) {
	fmt.Fprintf(b, "\n## %s\n", title)
	for _, c := range diag.Codes() {
		if c.ID[1:3] == digits {
			fmt.Fprintf(b, "\n<a id=%q></a>\n\n### %s %s\n\n%s\n\n%s\nRight:\n\n%s", strings.ToLower(c.ID), c.ID, escape(c.Title), escape(c.Explain), fence("hcl", c.Example), fence("hcl", c.Fixed))
		}
	}
}

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

// diagnosticsPage is the index of the codes' pages, which `make golden` writes, since espc itself has a part in them.
func diagnosticsPage() string {
	var b strings.Builder
	b.WriteString(generated + "# Diagnostics\n\n" +
		"What the compiler may say, by code, each with a page: what it means, why it is refused, an example, what espc says about it, and how it is right. " +
		"A code never changes its meaning. Codes that start with E are errors: the run fails and writes nothing. " +
		"W is a warning, N a note, shown with `--verbose`. `espc explain CODE` prints the same in a terminal.\n")
	for _, h := range hundreds {
		fmt.Fprintf(&b, "\n## %s\n\n| Code | |\n|---|---|\n", h.title)
		for _, c := range diag.Codes() {
			if c.ID[1:3] == h.digits {
				fmt.Fprintf(&b, "| <a id=%q></a>[%s](%s) | %s |\n", strings.ToLower(c.ID), c.ID, strings.TrimPrefix(c.Page(), "docs/"), escape(c.Title))
			}
		}
	}
	return b.String()
}

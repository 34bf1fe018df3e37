package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"espc.dev/schema/diag"
)

// GitHub writes the report as workflow commands, which GitHub Actions shows as annotations beside the lines. They are
// documented at https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escaping is that of
// actions/toolkit, packages/core/src/command.ts.
func (r Report) GitHub(w io.Writer) error {
	b := bufio.NewWriter(w)
	for _, d := range r.Diagnostics {
		command := d.Severity
		if command == "note" {
			command = "notice"
		}
		fmt.Fprintf(b, "::%s %s::%s\n", command, d.properties(), escapeData(d.message()))
	}
	return b.Flush()
}

func (d Diagnostic) properties() string {
	var out []string
	add := func(key, value string) { out = append(out, key+"="+escapeProperty(value)) }
	if r := d.Range; r != nil {
		add("file", r.File)
		add("line", fmt.Sprint(r.Start.Line))
		add("endLine", fmt.Sprint(r.End.Line))
		if r.Start.Line == r.End.Line { // columns count within one line only
			add("col", fmt.Sprint(r.Start.Column))
			add("endColumn", fmt.Sprint(max(r.End.Column, r.Start.Column+1)))
		}
	}
	title := d.Code
	if code := diag.Lookup(d.Code); code != nil {
		title += " " + code.Title
	}
	add("title", title)
	return strings.Join(out, ",")
}

// message is everything there is to say, since an annotation shows no snippet but the file itself.
func (d Diagnostic) message() string {
	lines := []string{d.Summary}
	if d.Detail != "" {
		lines = append(lines, d.Detail)
	}
	for _, r := range d.Related {
		if r.Range == nil {
			lines = append(lines, r.Message)
		} else {
			lines = append(lines, r.Range.String()+": "+r.Message)
		}
	}
	if d.Fix != "" {
		lines = append(lines, "fix: "+d.Fix)
	}
	return strings.Join(lines, "\n")
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// escapeData escapes a command's message, so that a newline in it starts no command of its own.
func escapeData(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = safe(line)
	}
	return dataEscapes.Replace(strings.Join(lines, "\n"))
}

func escapeProperty(s string) string { return propertyEscapes.Replace(safe(s)) }

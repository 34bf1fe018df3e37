package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Report is everything a run measured.
type Report struct {
	Machine  string
	Date     string
	Runs     int
	Tables   []Table // rendering, a table for each size
	Commands []Table // the commands that render nothing, for the same sizes
	Backends *Table  // functions, compiled to each backend
	Missing  []string
	Floor    int64 // bytes below which a reading of memory means nothing
	Typing   *Typing
	Live     *Live // against an API server
}

// Write prints the report as markdown. The same report gives the same bytes.
func (r Report) Write(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Performance\n\n")
	var where []string
	for _, s := range []string{r.Machine, r.Date} {
		if s != "" {
			where = append(where, s)
		}
	}
	where = append(where, fmt.Sprintf("%d runs each", r.Runs))
	fmt.Fprintf(&b, "%s. Memory is the largest resident set of any run. `make bench` repeats it.\n", strings.Join(where, ", "))
	if len(r.Tables) > 0 {
		b.WriteString("\n## Compiling\n\n" +
			"Each tool renders the same services, five objects a service (ServiceAccount, Deployment, Service,\n" +
			"HorizontalPodAutoscaler, NetworkPolicy), from files it reads to objects it writes. The output is checked to be\n" +
			"complete before anything is timed. The tools take turns.\n")
	}
	for i, t := range r.Tables {
		t.write(&b, "services")
		if i < len(r.Commands) {
			b.WriteString("\n")
			r.Commands[i].rows(&b)
		}
	}
	if len(r.Commands) > 0 {
		b.WriteString("\nA plan finds nothing to change: it compares what the topology compiles to with the files of an espc compile before.\n")
	}
	r.writeRatios(&b)
	r.Typing.write(&b)
	r.Live.write(&b)
	b.WriteString("\n## Versions\n\n")
	if len(r.Tables) > 0 {
		for _, v := range r.Tables[0].Results {
			fmt.Fprintf(&b, "- %s: %s\n", v.Tool, v.Version)
		}
	}
	r.Live.writeVersions(&b)
	for _, name := range r.Missing {
		fmt.Fprintf(&b, "- %s: not installed, not measured\n", name)
	}
	if r.Floor > 0 {
		fmt.Fprintf(&b, "\nThe measuring process itself peaked at %s; a reading of memory below that means nothing.\n", megabytes(r.Floor))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// writeBackends shows what it takes to compile one topology to each backend.
func (r Report) writeBackends(b *strings.Builder) {
	if r.Backends == nil {
		return
	}
	r.Backends.write(b, "functions, to each backend")
	b.WriteString("\nBoth read the same topology, one source folder for each function, and write files into a folder that does not stand yet:\n" +
		"for AWS a zip for each function, and nested templates.\n")
}

func (t Table) write(b *strings.Builder, what string) {
	t.section(b, thousands(t.Services)+" "+what)
}

// section is the table under a heading.
func (t Table) section(b *strings.Builder, heading string) {
	fmt.Fprintf(b, "\n### %s\n\n", heading)
	t.rows(b)
}

func (t Table) rows(b *strings.Builder) {
	b.WriteString("| | objects | fastest | median | memory | median, against the first |\n|---|--:|--:|--:|--:|--:|\n")
	for _, v := range t.Results {
		memory := "–" // a floor is measured in this process
		if v.Peak > 0 {
			memory = megabytes(v.Peak)
		}
		objects := "–" // it writes none
		if v.Objects > 0 {
			objects = thousands(v.Objects)
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", v.Tool, objects, seconds(v.Min), seconds(v.Median),
			memory, ratio(v.Median, t.Results[0].Median))
	}
}

// seconds prints milliseconds below a second, where a second's decimals would hide the difference.
func seconds(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	}
	return fmt.Sprintf("%.2f s", d.Seconds())
}

func megabytes(n int64) string { return fmt.Sprintf("%.0f MB", float64(n)/1e6) }

func ratio(a, b time.Duration) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f×", float64(a)/float64(b))
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

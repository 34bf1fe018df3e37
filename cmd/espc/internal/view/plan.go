package view

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"espc.dev/compiler/plan"
)

// PlanOptions says how a plan is shown as text.
type PlanOptions struct {
	Style
	// Concise shows one line an object; Verbose shows new and deleted objects whole.
	Concise, Verbose bool
}

// JSON writes a document as indented JSON.
func JSON(w io.Writer, v any) error { return writeJSON(w, v) }

// Plan writes a plan as text: destroys and replacements first, then each object with the fields that differ, then
// permissions that widen, last the counts.
func Plan(w io.Writer, d *plan.Document, o PlanOptions) error {
	p := planText{w: bufio.NewWriter(w), o: o}
	p.heading(d)
	p.unclear = sharedAddresses(d)
	for i := range d.Changes {
		p.change(&d.Changes[i])
	}
	if o.Verbose {
		p.suppressed(d.Suppressed)
	}
	p.granted("Permissions that widen:", "+", boldYellow, d.Permissions.Widened)
	p.drifted(d)
	p.summary(d)
	return p.w.Flush()
}

type planText struct {
	w *bufio.Writer
	o PlanOptions
	// set is how it is said of a field who set it in the target, with a verb for the name: "drift: set by %s".
	set string
	// unclear are the addresses that objects of two types have, and so do not tell them apart.
	unclear map[string]bool
}

// sharedAddresses returns the addresses that changed objects of different types share: Service/shop is one of Kubernetes and one of
// Knative's.
func sharedAddresses(d *plan.Document) map[string]bool {
	out, types := map[string]bool{}, map[string]string{}
	for i := range d.Changes {
		c := &d.Changes[i]
		if typ, ok := types[c.Address]; ok && typ != c.Type {
			out[c.Address] = true
		}
		types[c.Address] = c.Type
	}
	return out
}

// address is how a changed object is called: with the group of its type, as kubectl takes it, where it would not be clear otherwise.
func (p *planText) address(c *plan.ChangeDocument) string {
	if parts := strings.Split(c.Type, "/"); p.unclear[c.Address] && len(parts) == 3 {
		return parts[2] + "." + parts[0] + "/" + c.Name
	}
	return c.Address
}

func (p *planText) heading(d *plan.Document) {
	for _, t := range d.Targets {
		fmt.Fprintf(p.w, "%s %s, against %s\n", p.o.paint(bold, "Plan for "+safe(d.Environment)+":"), t.Backend, safe(t.Target))
	}
	switch {
	case d.Made > 0 && len(d.Changes) == 0:
		fmt.Fprintln(p.w, "Nothing of this plan is left to do: all of it was done before.")
	case d.Made > 0:
		fmt.Fprintf(p.w, "%s made by an earlier run of this plan; this is what is left.\n", Plural(d.Made, "change was", "changes were"))
	}
	if len(d.Changes) > 0 {
		fmt.Fprintln(p.w)
	}
}

// sign is how a change is marked, and in which colour.
func sign(actions []string) (mark string, word string, c color) {
	switch {
	case len(actions) == 2:
		return "-/+", "replace", boldRed
	case actions[0] == "delete":
		return "-", "delete", boldRed
	case actions[0] == "create":
		return "+", "create", boldGreen
	}
	return "~", actions[0], boldYellow
}

func (p *planText) change(c *plan.ChangeDocument) {
	mark, word, col := sign(c.Change.Actions)
	line := fmt.Sprintf("%-3s %-7s %s", mark, word, safe(p.address(c)))
	p.withPlace(p.o.paint(col, line), columns(line), c.Source)
	if c.Reason != "" {
		link := "because"
		if mark == "-" {
			link = "but"
		}
		fmt.Fprintf(p.w, "      %s %s\n", link, safe(c.Reason))
	}
	if c.Effect != "" {
		fmt.Fprintf(p.w, "      %s\n", safe(c.Effect))
	}
	if p.o.Concise {
		return
	}
	if p.set = "drift: set by %s"; word == "adopt" {
		p.set = "set by %s"
	}
	for _, g := range group(c.Fields) {
		p.field(g)
	}
	if c.Restarts {
		fmt.Fprintf(p.w, "      restarts %s\n", safe(orElse(c.Entity, c.Address)))
	}
	if p.o.Verbose && len(c.Fields) == 0 && !c.Restarts {
		p.tree(mark, c.Change)
	}
}

// placeColumn is where the source lines stand, so that they can be read down the page.
const placeColumn = 80

// withPlace writes a line with its place at the end; shown is the line's width without colours.
func (p *planText) withPlace(line string, shown int, at *plan.Place) {
	if at == nil {
		fmt.Fprintln(p.w, line)
		return
	}
	fmt.Fprintf(p.w, "%s%s%s:%d\n", line, strings.Repeat(" ", max(2, placeColumn-shown)), safe(at.File), at.Line)
}

// suppressed lists differences that are no changes.
func (p *planText) suppressed(list []plan.SuppressedDocument) {
	p.set = "set by %s"
	for i := range list {
		if i == 0 {
			fmt.Fprintf(p.w, "\n%s\n", p.o.paint(bold, "Differences that are no changes:"))
		}
		fmt.Fprintf(p.w, "            %s\n", safe(list[i].Address))
		if list[i].Reason != "" {
			fmt.Fprintf(p.w, "      because %s\n", safe(list[i].Reason))
		}
		for _, g := range group(list[i].Fields) {
			p.field(g)
		}
	}
}

// drifted sums up what others changed since the last apply, which stands between what the person changed.
func (p *planText) drifted(d *plan.Document) {
	fields, objects, by := d.Drifted()
	if fields == 0 {
		return
	}
	fmt.Fprintf(p.w, "\n%s %s of %s, set by %s. Applying sets %s as the topology says.\n", p.o.paint(boldCyan, "Drift:"), Plural(fields, "field", "fields"),
		Plural(objects, "object", "objects"), safe(strings.Join(by, ", ")), map[bool]string{true: "it", false: "them"}[fields == 1])
}

// granted lists permissions under a heading, if there are any.
func (p *planText) granted(heading, mark string, c color, list []plan.PermissionDocument) {
	for i, w := range list {
		if i == 0 {
			fmt.Fprintf(p.w, "\n%s\n", p.o.paint(bold, safe(heading)))
		}
		line := "  " + mark + " " + safe(w.Text)
		p.withPlace(p.o.paint(c, line), columns(line), w.Source)
	}
}

func (p *planText) summary(d *plan.Document) {
	s := d.Summary
	switch {
	case d.Pending() == 0:
		fmt.Fprintf(p.w, "\nNo changes: %s as the topology says.\n", Plural(s.Unchanged, "object is", "objects are"))
	case s.Changes() == 0:
		fmt.Fprintf(p.w, "\nNo changes of objects: %s as the topology says.\n", Plural(s.Unchanged, "object is", "objects are"))
	default:
		p.counts(s)
	}
	if n := d.Documents; n.Changes() > 0 {
		fmt.Fprintf(p.w, "%s %d to write, %d to remove in %s: %s.\n", p.o.paint(bold, "Documents:"), len(n.Write), len(n.Remove),
			safe(n.Folder), safe(strings.Join(slices.Concat(n.Write, n.Remove), ", ")))
	}
}

func (p *planText) counts(s plan.Summary) {
	fmt.Fprintf(p.w, "\n%s %d to create, %d to update, %d to replace, %d to delete%s.\n", p.o.paint(bold, "Plan:"), s.Create, s.Update, s.Replace, s.Delete, andAdopted(s.Adopt, "to adopt"))
}

// andAdopted counts what is taken over, which is rare: nothing is said of none.
func andAdopted(n int, word string) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(", %d %s", n, word)
}

// Plural returns "1 one" or "n many".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

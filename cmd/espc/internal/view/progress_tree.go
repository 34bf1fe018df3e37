package view

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"espc.dev/backends"
)

// progressTree holds how far each object is, in the order in which they were first told of.
type progressTree struct {
	rows []*progressRow
	// named are the same by what they are in and their name, which several types may share.
	named map[string][]*progressRow
	// inside are those directly in a branch.
	inside map[string][]*progressRow
}

type progressRow struct {
	within  []string
	address backends.ObjectAddress
	phase   backends.Phase
	text    string
	reason  string
	began   time.Time
}

// name is the object's address, or its name alone where no more was told.
func (r *progressRow) name() string {
	if r.address.Type == "" {
		return r.address.Name
	}
	return r.address.String()
}

// take notes an event of an object.
func (t *progressTree) take(e backends.Event, now time.Time) {
	for i, name := range e.Within { // a branch may be told of before what it is a branch of
		t.row(e.Within[:i], backends.ObjectAddress{Name: name}, now)
	}
	r := t.row(e.Within, e.Address, now)
	r.phase, r.text = e.Phase, e.Text
	if r.reason == "" || e.Phase == backends.Failed {
		r.reason = e.Reason
	}
}

// row returns the row of an object, made if there is none. One that is known by its name alone fits any type.
func (t *progressTree) row(within []string, a backends.ObjectAddress, now time.Time) *progressRow {
	branch := strings.Join(within, "\x00")
	key := branch + "\x00\x00" + a.Namespace + "\x00" + a.Name
	for _, r := range t.named[key] {
		if r.address.Type == a.Type || r.address.Type == "" || a.Type == "" {
			if r.address.Type == "" {
				r.address = a
			}
			return r
		}
	}
	r := &progressRow{within: slices.Clone(within), address: a, phase: backends.Running, began: now}
	t.rows = append(t.rows, r)
	if t.named == nil {
		t.named, t.inside = map[string][]*progressRow{}, map[string][]*progressRow{}
	}
	t.named[key] = append(t.named[key], r)
	t.inside[branch] = append(t.inside[branch], r)
	return r
}

// below returns the rows directly in a branch.
func (t *progressTree) below(within []string) []*progressRow {
	return t.inside[strings.Join(within, "\x00")]
}

// walk visits the rows as a tree, each branch below the object it is named by.
func (t *progressTree) walk(within []string, visit func(r *progressRow, depth int)) {
	for _, r := range t.below(within) {
		visit(r, len(within))
		if inner := append(slices.Clone(within), r.address.Name); len(t.below(inner)) > 0 {
			t.walk(inner, visit)
		}
	}
}

// draw puts the tree in the place of the one drawn before.
func (p *Progress) draw() {
	var b strings.Builder
	if p.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA\x1b[J", p.drawn)
	}
	lines := p.lines()
	for _, line := range lines {
		b.WriteString(line + "\n")
	}
	p.drawn, p.last, p.behind = len(lines), p.now(), false
	_, _ = p.o.W.Write([]byte(b.String())) // progress that can't be shown is no reason to stop
}

// lines are the tree as it fits on the screen: what is done makes room for what is not.
func (p *Progress) lines() []string {
	head := p.o.Title
	if p.total > 0 {
		head += fmt.Sprintf(" %d/%d", p.done, p.total)
	}
	if p.note != "" {
		head += "  " + p.note
	}
	var all, open []string
	p.walk(nil, func(r *progressRow, depth int) {
		line := p.row(r, depth)
		all = append(all, line)
		if r.phase != backends.Done {
			open = append(open, line)
		}
	})
	room := max(1, p.o.Height-3) // the heading, what is hidden, and the cursor's line
	out := []string{p.fit(head)}
	if len(all) <= room {
		return append(out, all...)
	}
	if hidden := len(all) - len(open); hidden > 0 {
		out = append(out, fmt.Sprintf("  … %d done", hidden))
	}
	if more := len(open) - room; more > 0 {
		open = append(open[:room-1], fmt.Sprintf("  … and %d more", more+1))
	}
	return append(out, open...)
}

func (p *Progress) row(r *progressRow, depth int) string {
	mark, c := "…", boldYellow
	switch r.phase {
	case backends.Done:
		mark, c = "✓", boldGreen
	case backends.Failed:
		mark, c = "✗", boldRed
	}
	text := strings.TrimRight(strings.Repeat("  ", depth)+r.name()+" "+r.text, " ")
	if r.phase == backends.Running {
		text += " " + p.now().Sub(r.began).Truncate(time.Second).String()
	}
	if r.phase == backends.Failed && r.reason != "" {
		text += ": " + r.reason
	}
	return "  " + p.o.paint(c, mark) + " " + p.cut(safe(text), 4)
}

func (p *Progress) fit(line string) string { return p.cut(safe(line), 0) }

// cut shortens text to what is left of a line, because a line that wraps can't be redrawn.
func (p *Progress) cut(text string, used int) string {
	room := p.o.Width - used - 1
	if p.o.Width == 0 || columns(text) <= room {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if room -= runeColumns(r); room < 1 {
			break
		}
		b.WriteRune(r)
	}
	return b.String() + "…"
}

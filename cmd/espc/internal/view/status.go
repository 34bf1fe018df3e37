package view

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
)

// Status is how live targets are.
type Status struct {
	FormatVersion string         `json:"format_version"`
	Environment   string         `json:"environment"`
	Targets       []StatusTarget `json:"targets"`
	Outputs       []plan.Output  `json:"outputs,omitempty"`
	Diagnostics   []Diagnostic   `json:"diagnostics,omitempty"`
	// Concise leaves out what is healthy, of the text.
	Concise bool `json:"-"`
	// Verbose shows the objects of entities that are healthy as well.
	Verbose bool `json:"-"`
}

// StatusTarget is one target with what is in it.
type StatusTarget struct {
	Backend string `json:"backend"`
	Target  string `json:"target"`
	StatusObject
}

// StatusObject is how something is.
type StatusObject struct {
	Address  string          `json:"address,omitempty"`
	Health   backends.Health `json:"health"`
	Text     string          `json:"text,omitempty"`
	Reason   string          `json:"reason,omitempty"`
	Fix      string          `json:"fix,omitempty"`
	Children []StatusObject  `json:"children,omitempty"`
	entity   bool
}

// Add adds a target.
func (s *Status) Add(backend, target string, x backends.Status) {
	s.Targets = append(s.Targets, StatusTarget{Backend: backend, Target: target, StatusObject: newStatusObject(x)})
}

func newStatusObject(x backends.Status) StatusObject {
	out := StatusObject{Health: x.Health, Text: x.Text, Reason: x.Reason, Fix: x.Fix}
	if x.Address.Name != "" {
		out.Address, out.entity = x.Address.String(), x.Address.Type == ""
	}
	for _, c := range x.Children {
		out.Children = append(out.Children, newStatusObject(c))
	}
	return out
}

// SetDiagnostics sets the diagnostics of the run.
func (s *Status) SetDiagnostics(list []Diagnostic) { s.FormatVersion, s.Diagnostics = "1", list }

// Text writes a tree of what is there. On each level what is not healthy, or holds what is not, comes first.
func (s *Status) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	for _, t := range s.Targets {
		fmt.Fprintf(b, "%s %s\n", o.paint(bold, "Status of "+safe(s.Environment)+":"), safe(t.Target))
		s.object(b, o.Style, &t.StatusObject, 0, 0)
	}
	if len(s.Outputs) > 0 {
		fmt.Fprintf(b, "\nOutputs:\n")
	}
	for _, out := range s.Outputs {
		text := "(no target tells it)"
		if out.Known {
			text = value(out.Value)
		}
		fmt.Fprintf(b, "  %s = %s\n", safe(out.Name), text)
	}
	return b.Flush()
}

// urgency orders healths for who looks for what is wrong.
var urgency = []backends.Health{backends.Unhealthy, backends.Progressing, backends.Absent, backends.Healthy}

// urgency is that of the worst in a branch, the least for what is worst.
func (x *StatusObject) urgency() int {
	worst := slices.Index(urgency, x.Health)
	for i := range x.Children {
		worst = min(worst, x.Children[i].urgency())
	}
	return worst
}

// maxAddress is the width beyond which an address does not move the column after it.
const maxAddress = 60

// object writes a line for something, its address in a column of a width, and below it those for what it holds.
func (s *Status) object(b *bufio.Writer, style Style, x *StatusObject, depth, width int) {
	inner := strings.Repeat("  ", depth)
	folded := x.entity && !s.Verbose && x.urgency() == slices.Index(urgency, backends.Healthy)
	if !s.Concise || depth == 0 || x.Health != backends.Healthy {
		c := map[backends.Health]color{backends.Healthy: boldGreen, backends.Progressing: boldYellow, backends.Unhealthy: boldRed, backends.Absent: boldYellow}[x.Health]
		line := ""
		if x.Address != "" {
			line = " " + safe(x.Address)
			line += strings.Repeat(" ", max(0, width-columns(line)+1))
		}
		if x.Text != "" {
			line += " " + safe(x.Text)
		} else if folded {
			line += " " + Plural(len(x.Children), "object", "objects")
		}
		word := string(x.Health)
		if line = strings.TrimRight(line, " "); line != "" {
			word = fmt.Sprintf("%-11s", word)
		}
		fmt.Fprintf(b, "%s%s%s\n", inner, style.paint(c, word), line)
		if x.Reason != "" {
			fmt.Fprintf(b, "%s            because %s\n", inner, safe(x.Reason))
		}
		if x.Fix != "" {
			fmt.Fprintf(b, "%s            %s %s\n", inner, style.paint(boldGreen, "fix:"), safe(x.Fix))
		}
	}
	if folded {
		return
	}
	children := slices.Clone(x.Children)
	slices.SortStableFunc(children, func(x, y StatusObject) int { return x.urgency() - y.urgency() })
	width = 0
	for i := range children {
		if n := columns(safe(children[i].Address)); n <= maxAddress {
			width = max(width, n)
		}
	}
	for i := range children {
		s.object(b, style, &children[i], depth+1, width)
	}
}

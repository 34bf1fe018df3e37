package view

import (
	"bufio"
	"fmt"
	"strings"

	"espc.dev/backends"
)

// Status is how live targets are.
type Status struct {
	FormatVersion string         `json:"format_version"`
	Environment   string         `json:"environment"`
	Targets       []StatusTarget `json:"targets"`
	Diagnostics   []Diagnostic   `json:"diagnostics,omitempty"`
	// Concise leaves out what is healthy, of the text.
	Concise bool `json:"-"`
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
}

// Add adds a target.
func (s *Status) Add(backend, target string, x backends.Status) {
	s.Targets = append(s.Targets, StatusTarget{Backend: backend, Target: target, StatusObject: newStatusObject(x)})
}

func newStatusObject(x backends.Status) StatusObject {
	out := StatusObject{Health: x.Health, Text: x.Text, Reason: x.Reason, Fix: x.Fix}
	if x.Address.Name != "" {
		out.Address = x.Address.String()
	}
	for _, c := range x.Children {
		out.Children = append(out.Children, newStatusObject(c))
	}
	return out
}

// SetDiagnostics sets the diagnostics of the run.
func (s *Status) SetDiagnostics(list []Diagnostic) { s.FormatVersion, s.Diagnostics = "1", list }

// Text writes a tree of what is there.
func (s *Status) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	for _, t := range s.Targets {
		fmt.Fprintf(b, "%s %s\n", o.paint(bold, "Status of "+safe(s.Environment)+":"), safe(t.Target))
		s.object(b, o.Style, &t.StatusObject, 0)
	}
	return b.Flush()
}

func (s *Status) object(b *bufio.Writer, style Style, x *StatusObject, depth int) {
	inner := strings.Repeat("  ", depth)
	if !s.Concise || depth == 0 || x.Health != backends.Healthy {
		c := map[backends.Health]color{backends.Healthy: boldGreen, backends.Progressing: boldYellow, backends.Unhealthy: boldRed, backends.Absent: boldYellow}[x.Health]
		line := inner + style.paint(c, fmt.Sprintf("%-11s", x.Health))
		for _, part := range []string{x.Address, x.Text} {
			if part != "" {
				line += " " + safe(part)
			}
		}
		fmt.Fprintln(b, line)
		if x.Reason != "" {
			fmt.Fprintf(b, "%s            because %s\n", inner, safe(x.Reason))
		}
		if x.Fix != "" {
			fmt.Fprintf(b, "%s            %s %s\n", inner, style.paint(boldGreen, "fix:"), safe(x.Fix))
		}
	}
	for i := range x.Children {
		s.object(b, style, &x.Children[i], depth+1)
	}
}

package view

import (
	"bufio"
	"fmt"
	"slices"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
)

// Drift is where live targets are no longer what was applied.
type Drift struct {
	FormatVersion string        `json:"format_version"`
	Environment   string        `json:"environment"`
	Targets       []DriftTarget `json:"targets"`
	Diagnostics   []Diagnostic  `json:"diagnostics,omitempty"`
}

// DriftTarget is one target's part.
type DriftTarget struct {
	Backend string        `json:"backend"`
	Target  string        `json:"target"`
	Drift   []DriftObject `json:"drift"`
}

// DriftObject is one object that is not what was applied: deleted, or with fields that differ, from before to after.
type DriftObject struct {
	Address   string               `json:"address"`
	Type      string               `json:"type"`
	Namespace string               `json:"namespace,omitempty"`
	Name      string               `json:"name"`
	Deleted   bool                 `json:"deleted,omitempty"`
	By        string               `json:"by,omitempty"`
	Fields    []plan.FieldDocument `json:"fields,omitempty"`
}

// Add adds a target. in is its backend's dialect, which says what is shown to nobody.
func (d *Drift) Add(backend, target string, in backends.Dialect, list []backends.Drift) {
	t := DriftTarget{Backend: backend, Target: target, Drift: []DriftObject{}}
	for _, x := range list {
		o := DriftObject{Address: x.Address.String(), Type: x.Address.Type, Namespace: x.Address.Namespace, Name: x.Address.Name, Deleted: x.Deleted, By: x.By}
		for _, f := range x.Fields {
			o.Fields = append(o.Fields, plan.FieldDocument{Path: f.Path, Before: f.Before, After: f.After, By: f.By})
		}
		o.Fields = plan.Masked(in, o.Type, o.Fields)
		t.Drift = append(t.Drift, o)
	}
	d.Targets = append(d.Targets, t)
}

// Count returns the number of objects that drifted.
func (d *Drift) Count() int {
	n := 0
	for _, t := range d.Targets {
		n += len(t.Drift)
	}
	return n
}

// added reports whether somebody added something that is not ours to remove.
func (d *Drift) added() bool {
	for _, t := range d.Targets {
		for _, x := range t.Drift {
			if slices.ContainsFunc(x.Fields, func(f plan.FieldDocument) bool { return f.Before == nil && f.By != "" }) {
				return true
			}
		}
	}
	return false
}

// SetDiagnostics sets the diagnostics of the run.
func (d *Drift) SetDiagnostics(list []Diagnostic) { d.FormatVersion, d.Diagnostics = "1", list }

// Text writes each object with the fields that differ.
func (d *Drift) Text(o TextOptions) error {
	p := planText{w: bufio.NewWriter(o.W), o: PlanOptions{Style: o.Style}}
	for _, t := range d.Targets {
		fmt.Fprintf(p.w, "%s %s\n", o.paint(bold, "Drift of "+safe(d.Environment)+":"), safe(t.Target))
		for i := range t.Drift {
			p.driftOf(&t.Drift[i])
		}
	}
	if n := d.Count(); n > 0 {
		fmt.Fprintf(p.w, "\n%s not what was applied.\n", Plural(n, "object is", "objects are"))
		if d.added() {
			fmt.Fprintf(p.w, "What others added stays until somebody takes it away (kubectl edit): apply leaves it.\n")
		}
	} else {
		fmt.Fprintf(p.w, "\nNo drift: everything that can be compared is as it was applied.\n")
	}
	return p.w.Flush()
}

// driftOf writes one object. Who changed it stands behind its address where that is one for all, else behind each field.
func (p *planText) driftOf(x *DriftObject) {
	by := ""
	if x.By != "" {
		by = ", by " + x.By
	}
	if x.Deleted {
		fmt.Fprintf(p.w, "%s\n", p.o.paint(boldRed, "-   gone    "+safe(x.Address+by)))
		return
	}
	fmt.Fprintf(p.w, "%s\n", p.o.paint(boldYellow, "~   changed "+safe(x.Address+by)))
	for _, f := range group(x.Fields) {
		switch {
		case f.Before == nil && f.By != "": // not ours to remove
			p.set = "added by %s; apply leaves it"
		case f.By == x.By:
			p.set = ""
		default:
			p.set = "set by %s"
		}
		p.field(f)
	}
}

package main

import (
	"fmt"
	"strings"
	"time"
)

// target is one ratio that espc holds itself to.
type target struct {
	what  string
	got   float64
	limit float64
	least bool // the limit is a lower bound
	unit  string
}

func (t target) met() bool {
	if t.least {
		return t.got >= t.limit
	}
	return t.got <= t.limit
}

// targetSize is the number of services that targets are about: 5,000 objects.
const targetSize = 1000

// targets compares what espc promises with what was measured: from HCL at least three times as fast as
// helm and ten times as fast as cue, from CUE twice as fast as cue, at most 100 MB at 5,000 objects, linear
// to ten times the size (at most eleven times the time), and to AWS in at most twice the time of Kubernetes. What was not measured is left out.
func (r Report) targets() []target {
	results, tenfold := r.at(targetSize), r.at(10*targetSize)
	var found []target
	faster := func(what, own, peer string, least float64) {
		a, haveOwn := results[own]
		b, havePeer := results[peer]
		if haveOwn && havePeer && a.Median > 0 {
			found = append(found, target{what: what, got: per(b.Median, a.Median), limit: least, least: true, unit: "×"})
		}
	}
	faster("from HCL, faster than helm", "espc compile, HCL", "helm template", 3)
	faster("from HCL, faster than cue", "espc compile, HCL", "cue export, YAML", 10)
	faster("from CUE, faster than cue", "espc compile, CUE", "cue export, YAML", 2)
	for _, l := range languages() {
		if v, measured := results["espc compile, "+l.Name]; measured {
			found = append(found, target{what: "memory from " + l.Name, got: float64(v.Peak) / 1e6, limit: 100, unit: " MB"})
		}
	}
	for _, l := range languages() {
		a, measured := results["espc compile, "+l.Name]
		if b, too := tenfold["espc compile, "+l.Name]; measured && too && a.Median > 0 {
			found = append(found, target{
				what: fmt.Sprintf("time of %s services, against %s, from %s", thousands(10*targetSize), thousands(targetSize), l.Name),
				got:  per(b.Median, a.Median), limit: 11, unit: "×",
			})
		}
	}
	if r.Backends != nil {
		medians := map[string]time.Duration{}
		for _, v := range r.Backends.Results {
			medians[v.Tool] = v.Median
		}
		if medians[toKubernetes] > 0 && medians[toAWS] > 0 {
			found = append(found, target{
				what: fmt.Sprintf("time of %s functions to AWS, against Kubernetes", thousands(r.Backends.Services)),
				got:  per(medians[toAWS], medians[toKubernetes]), limit: 2, unit: "×",
			})
		}
	}
	return found
}

// at returns the results of rendering a number of services, by tool; none where that was not measured.
func (r Report) at(services int) map[string]Result {
	results := map[string]Result{}
	for _, t := range r.Tables {
		if t.Services == services {
			for _, v := range t.Results {
				results[v.Tool] = v
			}
		}
	}
	return results
}

func (r Report) writeRatios(b *strings.Builder) {
	r.writeBackends(b)
	writeTargets(b, fmt.Sprintf("Targets, at %s services", thousands(targetSize)), r.targets())
}

// writeTargets says of each target whether it was met. Where nothing was measured there is no section.
func writeTargets(b *strings.Builder, heading string, found []target) {
	if len(found) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### %s\n\n| | measured | target | |\n|---|--:|--:|---|\n", heading)
	for _, t := range found {
		bound, verdict := "at most", "met"
		if t.least {
			bound = "at least"
		}
		if !t.met() {
			verdict = "missed"
		}
		fmt.Fprintf(b, "| %s | %.1f%s | %s %g%s | %s |\n", t.what, t.got, t.unit, bound, t.limit, t.unit, verdict)
	}
}

func per(a, b time.Duration) float64 { return float64(a) / float64(b) }

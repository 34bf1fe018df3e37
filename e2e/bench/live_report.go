package main

import (
	"fmt"
	"strings"
)

// write prints what was measured against an API server.
func (l *Live) write(b *strings.Builder) {
	if l == nil {
		return
	}
	fmt.Fprintf(b, `
## Against an API server

The same services against Kubernetes %s: API server, etcd, controllers and scheduler on the same machine, with pods that
are played. The objects that espc makes of the topology are what every tool gets, each in a namespace of its own that is
there; that all of them came is checked. The tools take turns. espc's times include compiling the topology; the others
read the objects from one file. No tool waits until pods are ready. A floor is the server's own time, measured by a
client that does nothing else: on a new connection, answers read whole.
`, l.Server)
	services := thousands(l.Create.Services) + " services, "
	l.Unchanged.section(b, services+"nothing changed")
	l.Create.section(b, services+"into an empty namespace")
	l.Change.section(b, services+"one image changed")
	if len(l.Written) > 0 {
		fmt.Fprintf(b, "\nOf the set, a proxy saw espc apply write to: `%s`.\n", strings.Join(l.Written, "`, `"))
	}
	if l.Large != nil {
		l.Large.section(b, thousands(l.Large.Services)+" services, once")
	}
	writeTargets(b, "Targets, against an API server", l.targets())
}

// writeVersions lists what was measured, and what was not there.
func (l *Live) writeVersions(b *strings.Builder) {
	if l == nil {
		return
	}
	for _, v := range l.Versions {
		fmt.Fprintf(b, "- %s\n", v)
	}
	for _, name := range l.Missing {
		fmt.Fprintf(b, "- %s: not installed, not measured\n", name)
	}
}

// targets compares with what espc promises: a plan that finds nothing takes at most four times as long as the LISTs do, an apply at most half as
// long again as the applies alone, 5,000 objects fit in 250 MB, and what did not change is not written.
func (l *Live) targets() []target {
	if l == nil {
		return nil
	}
	var found []target
	against := func(what string, t Table, row string, limit float64) {
		for _, v := range t.Results {
			if v.Tool == row && t.Results[0].Median > 0 {
				found = append(found, target{what: what, got: per(v.Median, t.Results[0].Median), limit: limit, unit: "×"})
			}
		}
	}
	against("a plan that finds nothing, against the LISTs", l.Unchanged, espcPlan, 4)
	against("an apply, against the applies alone", l.Create, espcApply, 1.5)
	if len(l.Change.Results) > 0 {
		found = append(found, target{what: "members written for one changed image", got: float64(len(l.Written)), limit: 1})
	}
	if l.Large != nil {
		var peak int64
		objects := 0
		for _, v := range l.Large.Results {
			peak, objects = max(peak, v.Peak), max(objects, v.Objects)
		}
		found = append(found, target{what: "memory with " + thousands(objects) + " objects", got: float64(peak) / 1e6, limit: 250, unit: " MB"})
	}
	return found
}

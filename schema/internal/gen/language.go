package main

import "strings"

// language is what the .cue files say: every definition, and which of them are kinds.
type language struct {
	kinds []kind
	defs  map[string]*definition
	order []string // names of defs, sorted
}

// kind is one entry of #Document.
type kind struct {
	name string // event_bus
	def  *definition
}

// definition is one #Name of the .cue files. Fields of embedded definitions are in embeds alone.
type definition struct {
	name, doc string
	embeds    []string
	fields    []field
	open      bool
}

// field is one field of a definition.
type field struct {
	name, doc string
	typ       string // a constant of schema.Type without its prefix
	required  bool
	always    bool
	def       string // the default as CUE source, "" without one
	defDoc    string
	enum      []string
	bounded   bool
	min, max  int64
	format    string
	label     string
	refs      []string
	edge      string
	self      bool
	block     string // the definition of a block
	endpoint  bool   // a text map that takes endpoint values
	object    bool   // an Any, or each value of an AnyMap, is an object
}

// all returns a definition's fields with those of what it embeds, embedded ones first.
func (l *language) all(d *definition) []field {
	var out []field
	for _, e := range d.embeds {
		out = append(out, l.all(l.defs[e])...)
	}
	return append(out, d.fields...)
}

// goName turns a snake_case name into an exported Go name.
func goName(name string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(name, "_") {
		switch part {
		case "url", "jwks", "uri", "ttl", "cpu":
			if part != "cpu" {
				b.WriteString(strings.ToUpper(part))
				continue
			}
			b.WriteString("CPU")
		default:
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

// structName is the Go type of a definition. #Topology is the topology's own block; the whole is schema.Topology.
func structName(def string) string {
	if def == "Topology" {
		return "TopologyInfo"
	}
	return def
}

// plural is the name of a kind's slice in Kinds.
func plural(def string) string {
	switch {
	case strings.HasSuffix(def, "s"):
		return def + "es"
	case strings.HasSuffix(def, "y") && !strings.HasSuffix(def, "ay"):
		return strings.TrimSuffix(def, "y") + "ies"
	}
	return def + "s"
}

// path is how messages name a definition: a kind by its name, a block by its definition.
func (l *language) path(d *definition) string {
	for _, k := range l.kinds {
		if k.def == d {
			return k.name
		}
	}
	return d.name
}

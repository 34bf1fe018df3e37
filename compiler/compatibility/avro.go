package compatibility

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// avroSchemas compares Avro schemas by Avro's own rules of schema resolution.
// https://avro.apache.org/docs/1.12.0/specification/#schema-resolution
func avroSchemas(before, after *diag.File, forward bool) ([]Break, error) {
	w, r, err := parseBoth(before, after, forward)
	if err != nil {
		return nil, err
	}
	f := &findings{forward: forward}
	readAvro(f, w, r)
	return f.breaks, nil
}

// readAvro reports where a reader's schema can't read what a writer's writes.
func readAvro(f *findings, w, r place) {
	left := maxSchemaPairs
	c := &avroComparison{findings: f, w: avroNames(w), r: avroNames(r), seen: map[[2]*tree.Node]bool{}, left: &left}
	c.read(avroType{w, ""}, avroType{r, ""})
}

type avroComparison struct {
	*findings
	w, r map[string]avroType // the named types of each, by full name
	seen map[[2]*tree.Node]bool
	left *int // how many more pairs of types are looked at
}

// read reports where a reader can't read what a writer writes.
func (c *avroComparison) read(w, r avroType) {
	w, r = settle(w, c.w), settle(r, c.r)
	if w.n == nil || r.n == nil {
		return
	}
	pair := [2]*tree.Node{w.n, r.n}
	if c.seen[pair] {
		return
	}
	c.seen[pair] = true
	if *c.left--; *c.left < 0 {
		c.add(w.place, r.place, "is nested too deep to be compared")
		return
	}
	wk, rk := w.kind(), r.kind()
	switch {
	case wk == "union":
		for _, branch := range w.items() {
			c.read(avroType{branch, w.namespace}, r)
		}
	case rk == "union":
		c.readUnion(w, r)
	case wk != rk:
		if !promoted(wk, rk) {
			c.changed(w.place, r.place, "", avroText(w), avroText(r))
		}
	case wk == "record" || wk == "error":
		c.readRecord(w, r)
	case wk == "enum":
		c.readEnum(w, r)
	case wk == "fixed":
		if c.sameName(w, r) && w.n.Get("size").Str() != r.n.Get("size").Str() {
			c.changed(w.get("size"), r.get("size"), "", w.n.Get("size").Str(), r.n.Get("size").Str())
		}
		c.decimals(w, r)
	case wk == "array":
		c.read(avroType{w.get("items"), w.namespace}, avroType{r.get("items"), r.namespace})
	case wk == "map":
		c.read(avroType{w.get("values"), w.namespace}, avroType{r.get("values"), r.namespace})
	case wk == "bytes":
		c.decimals(w, r)
	}
}

// readable reports whether a reader reads a writer's type.
func (c *avroComparison) readable(w, r avroType) bool {
	try := *c
	try.findings, try.seen = &findings{forward: c.forward}, maps.Clone(c.seen)
	try.read(w, r)
	return len(try.breaks) == 0
}

// readUnion finds the branch of a reader's union that reads a writer's type. Where none does, one of the same kind and name is the one
// that is meant.
func (c *avroComparison) readUnion(w, r avroType) {
	var meant *avroType
	for _, branch := range r.items() {
		b := settle(avroType{branch, r.namespace}, c.r)
		if c.readable(w, b) {
			return
		}
		if b.n != nil && b.kind() == w.kind() && b.n.Get("name").Str() == w.n.Get("name").Str() {
			meant = &b
		}
	}
	if meant != nil {
		c.read(w, *meant)
		return
	}
	c.said(w.place, r.place, "has no branch for what was "+avroText(w), "may now be "+avroText(w)+", for which there was no branch")
}

// promoted reports whether a reader takes a writer's primitive for its own.
func promoted(w, r string) bool {
	switch w {
	case "int":
		return r == "long" || r == "float" || r == "double"
	case "long":
		return r == "float" || r == "double"
	case "float":
		return r == "double"
	case "string":
		return r == "bytes"
	case "bytes":
		return r == "string"
	}
	return false
}

func avroText(t avroType) string {
	if name := t.n.Get("name").Str(); name != "" && avroComplex(t.kind()) {
		return t.kind() + " " + name
	}
	return t.kind()
}

// sameName reports that a named type has another name, by the last part of it or by an alias of the reader's.
func (c *avroComparison) sameName(w, r avroType) bool {
	last := func(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
	name := last(w.n.Get("name").Str())
	if name == last(r.n.Get("name").Str()) {
		return true
	}
	for _, alias := range r.get("aliases").words() {
		if last(alias) == name {
			return true
		}
	}
	c.changed(w.get("name"), r.get("name"), "", w.n.Get("name").Str(), r.n.Get("name").Str())
	return false
}

func (c *avroComparison) readRecord(w, r avroType) {
	if !c.sameName(w, r) {
		return
	}
	_, wSpace := w.fullName()
	_, rSpace := r.fullName()
	written := w.get("fields").items()
	for _, field := range r.get("fields").items() {
		names := append([]string{field.n.Get("name").Str()}, field.get("aliases").words()...)
		i := slices.IndexFunc(written, func(f place) bool { return slices.Contains(names, f.n.Get("name").Str()) })
		switch {
		case i >= 0:
			c.read(avroType{written[i].get("type"), wSpace}, avroType{field.get("type"), rSpace})
		case field.n.Get("default") == nil:
			c.said(w.get("fields"), field, fmt.Sprintf("is the new field %s, which has no default", names[0]), fmt.Sprintf("lack the field %s, which was there and had no default", names[0]))
		}
	}
}

func (c *avroComparison) readEnum(w, r avroType) {
	if !c.sameName(w, r) || r.n.Get("default") != nil {
		return
	}
	have := r.get("symbols").words()
	for _, symbol := range w.get("symbols").words() {
		if !slices.Contains(have, symbol) {
			c.said(w.get("symbols"), r.get("symbols"), "no longer have "+symbol+", and the enum has no default", "now have "+symbol+", and the enum had no default")
		}
	}
}

// decimals compares decimals, which are the same where their precision and scale are.
func (c *avroComparison) decimals(w, r avroType) {
	if w.n.Get("logicalType").Str() != "decimal" || r.n.Get("logicalType").Str() != "decimal" {
		return
	}
	for _, key := range []string{"precision", "scale"} {
		if old, now := w.get(key), r.get(key); or(old.n, "0") != or(now.n, "0") {
			c.changed(old, now, "", or(old.n, "0"), or(now.n, "0"))
		}
	}
}

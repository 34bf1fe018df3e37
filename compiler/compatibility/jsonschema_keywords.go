package compatibility

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"

	"espc.dev/schema/tree"
)

// limit is a keyword that bounds something; upper says from which side.
func (c *jsonComparison) limit(w, r place, key string, upper bool) {
	old, now := w.get(key), r.get(key)
	if now.n == nil {
		return
	}
	y, _ := strconv.ParseFloat(now.n.Str(), 64)
	x, err := strconv.ParseFloat(old.n.Str(), 64)
	none := old.n == nil || err != nil
	if !upper && none && y <= 0 && (key == "minLength" || key == "minItems" || key == "minProperties") {
		return
	}
	if none || upper && y < x || !upper && y > x {
		c.changed(old, now, "", or(old.n, "not bounded"), or(now.n, "not bounded"))
	}
}

func or(n *tree.Node, none string) string {
	if n == nil {
		return none
	}
	return n.Str()
}

// bound returns a number's bound and whether it belongs to what is allowed; drafts up to 4 and OpenAPI 3.0 say that by a boolean.
func bound(p place, inclusive, exclusive string, none float64) (at place, value float64, open bool) {
	at, value = p.get(inclusive), none
	if at.n != nil {
		value, _ = strconv.ParseFloat(at.n.Str(), 64)
	}
	switch x := p.get(exclusive); {
	case x.n == nil:
	case x.n.Kind == tree.Bool:
		open = x.n.Text == "true"
	default:
		if v, err := strconv.ParseFloat(x.n.Str(), 64); err == nil && (at.n == nil || none < 0 && v >= value || none > 0 && v <= value) {
			return x, v, true
		}
	}
	return at, value, open
}

func (c *jsonComparison) numbers(w, r place) {
	for _, b := range []struct {
		inclusive, exclusive string
		none                 float64
	}{{"minimum", "exclusiveMinimum", math.Inf(-1)}, {"maximum", "exclusiveMaximum", math.Inf(1)}} {
		old, x, oldOpen := bound(w, b.inclusive, b.exclusive, b.none)
		now, y, nowOpen := bound(r, b.inclusive, b.exclusive, b.none)
		narrower := b.none < 0 && y > x || b.none > 0 && y < x || y == x && nowOpen && !oldOpen
		if narrower && now.n != nil {
			c.changed(old, now, "", boundText(old.n, oldOpen), boundText(now.n, nowOpen))
		}
	}
	if now := r.get("multipleOf"); now.n != nil {
		old := w.get("multipleOf")
		x, err := strconv.ParseFloat(old.n.Str(), 64)
		y, _ := strconv.ParseFloat(now.n.Str(), 64)
		if integers := slices.Equal(typesOf(w), []string{"integer"}); err != nil && integers {
			x, err = 1, nil
		}
		if err != nil || y == 0 || math.Mod(x, y) != 0 {
			c.changed(old, now, "", or(old.n, "not there"), or(now.n, "not there"))
		}
	}
}

func boundText(n *tree.Node, open bool) string {
	switch {
	case n == nil:
		return "not bounded"
	case open:
		return n.Str() + " (exclusive)"
	}
	return n.Str()
}

func (c *jsonComparison) strings(w, r place) {
	c.limit(w, r, "minLength", false)
	c.limit(w, r, "maxLength", true)
	values := valuesOf(w)
	if values != nil && valuesOf(r) != nil {
		return // each value is looked at
	}
	for _, key := range []string{"pattern", "format"} {
		if old, now := w.get(key), r.get(key); now.n != nil && old.n.Str() != now.n.Str() && (key != "pattern" || !allMatch(values, now.n.Str())) {
			c.changed(old, now, "", or(old.n, "not there"), now.n.Str())
		}
	}
}

// allMatch reports whether there are values, and all texts of them match a pattern.
func allMatch(values []*tree.Node, pattern string) bool {
	re, err := regexp.Compile(pattern)
	return err == nil && values != nil && !slices.ContainsFunc(values, func(v *tree.Node) bool {
		return v.Kind == tree.String && !re.MatchString(v.Text)
	})
}

func (c *jsonComparison) arrays(w, r place) {
	c.limit(w, r, "minItems", false)
	c.limit(w, r, "maxItems", true)
	if r.n.Get("uniqueItems").Str() == "true" && w.n.Get("uniqueItems").Str() != "true" {
		c.said(w.get("uniqueItems"), r.get("uniqueItems"), "now allows no item twice", "now allows an item twice")
	}
	wFirst, wRest := itemsOf(w)
	rFirst, rRest := itemsOf(r)
	for i := range max(len(wFirst), len(rFirst)) {
		old, now := wRest, rRest
		if i < len(wFirst) {
			old = wFirst[i]
		}
		if i < len(rFirst) {
			now = rFirst[i]
		}
		c.sub(old, now)
	}
	c.sub(wRest, rRest)
}

// itemsOf returns the schemas of an array's first items, and that of the rest.
func itemsOf(p place) (first []place, rest place) {
	if p.n.Get("items") != nil && p.n.Get("items").Kind == tree.List { // up to draft 2019-09
		return p.get("items").items(), p.get("additionalItems")
	}
	return p.get("prefixItems").items(), p.get("items")
}

func (c *jsonComparison) objects(w, r place) {
	c.limit(w, r, "minProperties", false)
	c.limit(w, r, "maxProperties", true)
	c.required(w, r)
	wProperties, rProperties := w.get("properties"), r.get("properties")
	for _, name := range rProperties.fields() {
		now := rProperties.get(name)
		if old := wProperties.get(name); old.n != nil {
			c.sub(old, now)
		} else if other := others(w, name); other.n != nil && other.n.Kind == tree.Map && len(other.n.Fields) > 0 {
			c.sub(other, now)
		}
	}
	for _, name := range wProperties.fields() {
		if rProperties.get(name).n != nil {
			continue
		}
		old, now := wProperties.get(name), others(r, name)
		switch {
		case now.n == nil || never(old.n):
		case never(now.n):
			// The place is the property where the new schema has it, else where it would be.
			c.said(old, rProperties.get(name), "was a property and is not allowed any more", "is a property now, where no other were allowed")
		default:
			c.sub(old, now)
		}
	}
	c.patterns(w, r)
	c.closed(w, r)
	for _, name := range r.get("dependentRequired").fields() {
		have := w.get("dependentRequired").get(name).words()
		for _, needed := range r.get("dependentRequired").get(name).words() {
			if !slices.Contains(have, needed) && !slices.Contains(w.get("required").words(), needed) {
				c.said(w.get("dependentRequired"), r.get("dependentRequired").get(name), "now needs "+needed, "no longer needs "+needed)
			}
		}
	}
}

// patterns compares what is said of properties by patterns of their names, each with the same pattern or with what is said of
// properties that are not declared.
func (c *jsonComparison) patterns(w, r place) {
	old, now := w.get("patternProperties"), r.get("patternProperties")
	for _, pattern := range now.fields() {
		if was := old.get(pattern); was.n != nil {
			c.sub(was, now.get(pattern))
		} else if other := w.get("additionalProperties"); other.n != nil && other.n.Kind == tree.Map && len(other.n.Fields) > 0 {
			c.sub(other, now.get(pattern))
		}
	}
	for _, pattern := range old.fields() {
		other := r.get("additionalProperties")
		if now.get(pattern).n != nil || other.n == nil || never(old.get(pattern).n) {
			continue
		}
		if never(other.n) {
			c.said(old.get(pattern), now.get(pattern), "were properties and are not allowed any more", "are properties now, where no other were allowed")
		} else {
			c.sub(old.get(pattern), other)
		}
	}
}

func (c *jsonComparison) required(w, r place) {
	have := w.get("required").words()
	for _, item := range r.get("required").items() {
		name := item.n.Text
		if slices.Contains(have, name) || c.excused(r, name) {
			continue
		}
		old := w.get("properties").get(name)
		if old.n == nil {
			old = w.get("required")
		}
		now := r.get("properties").get(name)
		if now.n == nil {
			now = item
		}
		c.said(old, now, fmt.Sprintf("is required now (%s), and was not", name), fmt.Sprintf("was required (%s), and need not be there any more", name))
	}
}

// excused reports whether a property that is required need not be there in a request, or in a response.
func (c *jsonComparison) excused(p place, name string) bool {
	n := p.get("properties").get(name).resolved().n
	return c.request && n.Get("readOnly").Str() == "true" || c.response && n.Get("writeOnly").Str() == "true"
}

// closed compares what is said of properties that are not declared.
func (c *jsonComparison) closed(w, r place) {
	old, now := w.get("additionalProperties"), r.get("additionalProperties")
	if now.n == nil || anythingGoes(now.n) || old.n != nil && never(old.n) {
		return
	}
	if old.n == nil {
		if never(now.n) {
			c.said(old, now, "is false now: other properties were allowed", "was false: other properties are allowed now")
			return
		}
		c.said(old, now, "now says of what kind other properties are", "no longer says of what kind other properties are")
		return
	}
	c.sub(old, now)
}

// others returns the schema of a property that is not declared by its name; none where any goes.
func others(p place, name string) place {
	patterns := p.get("patternProperties")
	for _, pattern := range patterns.fields() {
		if re, err := regexp.Compile(pattern); err == nil && re.MatchString(name) {
			return patterns.get(pattern)
		}
	}
	return p.get("additionalProperties")
}

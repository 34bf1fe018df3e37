// Package route holds what every backend needs to know of routes: the parts of a path pattern, and which of two routes
// is the more specific one.
package route

import (
	"regexp"
	"strings"
)

// Path is a path pattern in its parts: /cars, /cars/{id}, /files/*, /*.
type Path struct {
	Segments []Segment
	// Rest is set when the path ends in "/*": everything below, the slash included.
	Rest bool
}

// Segment is one segment of a path: a literal, or a parameter that takes one whole segment of any text.
type Segment struct {
	// Text is the literal as written, or the parameter's name without its braces.
	Text  string
	Param bool
}

// Parse splits a path that the language takes: it starts with a slash, parameters are whole segments, and * stands last.
func Parse(s string) Path {
	var p Path
	for segment := range strings.SplitSeq(strings.Trim(s, "/"), "/") {
		name, param := strings.CutPrefix(segment, "{")
		switch {
		case segment == "":
		case segment == "*":
			p.Rest = true
		case param:
			p.Segments = append(p.Segments, Segment{Text: strings.TrimSuffix(name, "}"), Param: true})
		default:
			p.Segments = append(p.Segments, Segment{Text: segment})
		}
	}
	return p
}

// String returns the path as it is written.
func (p Path) String() string {
	return p.Format(func(name string) string { return "{" + name + "}" })
}

// Format returns the path with parameters in another form: Express writes {id} as :id.
func (p Path) Format(parameter func(name string) string) string {
	var b strings.Builder
	for _, s := range p.Segments {
		b.WriteByte('/')
		if s.Param {
			b.WriteString(parameter(s.Text))
		} else {
			b.WriteString(s.Text)
		}
	}
	if p.Rest {
		b.WriteString("/*")
	}
	if b.Len() == 0 {
		return "/"
	}
	return b.String()
}

// Expression returns the regular expression (RE2) that matches a request's path as far as the segments go. What may follow, a slash or
// the rest, is for who matches to say.
func (p Path) Expression() string {
	var b strings.Builder
	for _, s := range p.Segments {
		b.WriteByte('/')
		if s.Param {
			b.WriteString("[^/]+")
		} else {
			b.WriteString(regexp.QuoteMeta(s.Text))
		}
	}
	return b.String()
}

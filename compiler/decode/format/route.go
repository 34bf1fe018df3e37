package format

import (
	"fmt"
	"strings"

	"espc.dev/schema/diag"
)

// RoutePath checks a path of an endpoint: segments of text, {parameters} as whole segments, and * as the last one.
// The problem marks the segment.
func RoutePath(s string) *Problem {
	if !strings.HasPrefix(s, "/") {
		return bad(diag.BadRoutePath, Quote(s)+" does not start with /", fmt.Sprintf("write %q", "/"+s))
	}
	if s == "/" {
		return nil
	}
	parameters := map[string]bool{}
	for from := 1; ; {
		to := len(s)
		if i := strings.IndexByte(s[from:], '/'); i >= 0 {
			to = from + i
		}
		segment, last := s[from:to], to == len(s)
		why, fix := routeSegmentProblem(segment, last, parameters)
		if why != "" {
			p := bad(diag.BadRoutePath, fmt.Sprintf("in the path %s %s", Quote(s), why), fix)
			p.From, p.To = from, to
			if from == to {
				p.From = from - 1 // an empty segment: mark the slash before it
			}
			return p
		}
		if last {
			return nil
		}
		from = to + 1
	}
}

func routeSegmentProblem(segment string, last bool, parameters map[string]bool) (why, fix string) {
	name, isParameter := strings.CutPrefix(segment, "{")
	switch {
	case segment == "" && last:
		return "a slash stands last, and a path matches with and without one", "leave out the last slash, or write /* for everything below"
	case segment == "":
		return "a segment is empty", "write a single slash"
	case segment == "*" && last:
		return "", ""
	case strings.Contains(segment, "*"):
		return fmt.Sprintf("%s is no segment: * stands alone and last", Quote(segment)), "end the path with /*, or use a {parameter} for one segment"
	case strings.HasPrefix(segment, ":"):
		return fmt.Sprintf("%s is no parameter", Quote(segment)), "write {" + segment[1:] + "}"
	case isParameter:
		name, closed := strings.CutSuffix(name, "}")
		if !closed || Identifier(name) != nil {
			return fmt.Sprintf("%s is no parameter: a name in braces, as a whole segment", Quote(segment)), "write {" + parameterName(name) + "}"
		}
		if parameters[name] {
			return fmt.Sprintf("the parameter {%s} stands twice", name), "give the second one another name"
		}
		parameters[name] = true
		return "", ""
	case strings.ContainsAny(segment, "{}"):
		return fmt.Sprintf("%s is no segment: a parameter is a whole one", Quote(segment)), "make the parameter a segment of its own"
	}
	return segmentProblem(segment), "write text, a {parameter}, or * at the end"
}

// parameterName keeps of a malformed parameter what can be its name.
func parameterName(s string) string {
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && (isAlnum(byte(r)) || r == '_' || r == '-') {
			return r
		}
		return -1
	}, s)
	if name == "" {
		return "name"
	}
	return name
}

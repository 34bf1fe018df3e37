package route

import (
	"cmp"
	"strings"
)

// ComparePaths orders paths, the most specific first: at the first segment that differs, a literal comes before a
// parameter and a parameter before a wildcard. Paths of one shape compare as equal; paths that no request matches both
// of are ordered by their text, so that the order is total.
func ComparePaths(a, b Path) int {
	for i := range min(len(a.Segments), len(b.Segments)) {
		s, o := a.Segments[i], b.Segments[i]
		switch {
		case s.Param && o.Param:
		case s.Param != o.Param:
			return order(o.Param)
		case s.Text != o.Text:
			return cmp.Compare(s.Text, o.Text)
		}
	}
	// What ends here comes first, what goes on comes next, and what takes all the rest comes last.
	return cmp.Compare(a.end(len(b.Segments)), b.end(len(a.Segments)))
}

func (p Path) end(other int) int {
	switch {
	case len(p.Segments) > other:
		return 1
	case p.Rest:
		return 2
	default:
		return 0
	}
}

// CompareHosts orders host patterns, the most specific first: names before wildcards, longer wildcards before shorter
// ones, and * last.
func CompareHosts(a, b string) int {
	return cmp.Or(
		cmp.Compare(hostClass(a), hostClass(b)),
		hostLength(a, b),
		cmp.Compare(a, b),
	)
}

func hostClass(h string) int {
	switch {
	case h == "*":
		return 2
	case strings.HasPrefix(h, "*."):
		return 1
	default:
		return 0
	}
}

func hostLength(a, b string) int {
	if hostClass(a) != 1 {
		return 0
	}
	return cmp.Compare(strings.Count(b, "."), strings.Count(a, "."))
}

// Compare orders the routes of a gateway, the most specific first: by host, then by path.
func Compare(hostA string, a Path, hostB string, b Path) int {
	return cmp.Or(CompareHosts(hostA, hostB), ComparePaths(a, b))
}

// order turns "the first is more specific" into a comparison.
func order(first bool) int {
	if first {
		return -1
	}
	return 1
}

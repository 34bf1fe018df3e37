// Package nearest finds the name that somebody probably meant.
package nearest

import (
	"iter"
	"strings"
)

// Of returns the candidate nearest to a name, or "" when none is near enough to be meant: at most a third of the name's
// letters may differ, counting an exchange of neighbours as one. Among equally near ones the first in the alphabet wins,
// so the order of the candidates does not matter.
func Of(name string, candidates iter.Seq[string]) string {
	folded := fold(name)
	return within(folded, name, candidates, max(1, (len(folded)+1)/3))
}

// Close is Of for values, where another one means something else: a letter may differ, in a word of eight two, and so on.
func Close(name string, candidates iter.Seq[string]) string {
	folded := fold(name)
	return within(folded, name, candidates, max(1, len(folded)/4))
}

func within(folded, name string, candidates iter.Seq[string], limit int) string {
	best, bestDistance := "", limit+1
	for c := range candidates {
		if c == name {
			continue
		}
		d := distance(folded, fold(c), bestDistance)
		if d < bestDistance || d == bestDistance && d <= limit && c < best {
			best, bestDistance = c, d
		}
	}
	return best
}

// fold makes names comparable whatever their case and separators: maxAge, max-age and max_age are alike.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == '_' || r == ' ':
			return -1
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// distance returns the optimal string alignment distance of two strings, or something above limit once it is sure to be
// more than that.
func distance(a, b string, limit int) int {
	if abs(len(a)-len(b)) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}

package iam

import "strings"

// matchAction reports whether an action matches a pattern. Case does not count.
func matchAction(pattern, action string) bool {
	if exact(pattern) {
		return strings.EqualFold(pattern, action)
	}
	return Match(strings.ToLower(pattern), strings.ToLower(action))
}

// MatchARN reports whether an ARN matches a pattern. Of the six parts of an ARN each is matched by itself, so that a star
// does not reach over a colon, but for the last, which holds all that follows. A pattern of fewer parts that ends in a star
// stands for the rest as well.
func MatchARN(pattern, arn string) bool {
	switch {
	case exact(pattern):
		return pattern == arn
	case pattern == "*":
		return true
	}
	parts, of := strings.SplitN(arn, ":", 6), strings.SplitN(pattern, ":", 6)
	if len(of) < 6 && strings.HasSuffix(pattern, "*") {
		for len(of) < 6 {
			of = append(of, "*")
		}
	}
	if len(parts) != len(of) {
		return false
	}
	for i := range parts {
		if !Match(of[i], parts[i]) {
			return false
		}
	}
	return true
}

// exact reports whether a pattern stands for itself alone, as most do.
func exact(pattern string) bool { return !strings.ContainsAny(pattern, "*?") }

// Match reports whether a text matches a pattern in which * stands for any characters and ? for one.
func Match(pattern, text string) bool {
	// star is where the last star stands, from how much of the text it has to cover.
	star, from := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			from++
			p, t = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

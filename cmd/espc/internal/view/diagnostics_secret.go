package view

import (
	"regexp"
	"unicode/utf8"
)

// secretName is the end of a name that speaks of a secret.
const secretName = `(?i)(?:passw(?:or)?d|passphrase|secret|secret_?key|token|credentials?|api_?key|private_?key)["']?\s*`

// secretText finds literal secrets that no check got to hide (see diag.File.Hide), because the file did not parse or the field's name is wrong, say:
// text given to a name that speaks of one, a password in a URL, an AWS key, a PEM block.
var secretText = regexp.MustCompile(secretName +
	`(?:[:=]\s*["']([^"']+)|:\s+([^\s"'{}\[\]()]+))` +
	`|://[^/\s:@"']*:([^/\s@"']+)@` +
	`|\b(AKIA[A-Z0-9]{16})\b` +
	`|(-----BEGIN .*)`)

// secretCall is a call whose result such a name gets.
var secretCall = regexp.MustCompile(secretName + `[:=]\s*[\w.$]+\(`)

// quoted is a text in quotes, or what there is of it up to the end of the line.
var quoted = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"?|'((?:[^'\\]|\\.)*)'?`)

// notSecret is what may follow such a name: a reference, or another key (CUE's secret: db: key: …).
var notSecret = regexp.MustCompile(`^(?:secret|module|var|local|each)\.[-.a-z0-9_]+,?$|:$|^null,?$`)

// hideSecrets puts an asterisk in the place of each rune of what looks like a secret.
func hideSecrets(line []rune) {
	text := string(line)
	for _, m := range secretText.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 || notSecret.MatchString(text[m[g]:m[g+1]]) || m[g+1] < len(text) && text[m[g+1]] == '(' {
				continue
			}
			hide(line, text, m[g], m[g+1])
		}
	}
	for _, m := range secretCall.FindAllStringIndex(text, -1) {
		end := m[1] + callEnd(text[m[1]:])
		for _, q := range quoted.FindAllStringSubmatchIndex(text[m[1]:end], -1) {
			for g := 2; g < len(q); g += 2 {
				if q[g] >= 0 {
					hide(line, text, m[1]+q[g], m[1]+q[g+1])
				}
			}
		}
	}
}

// hide puts asterisks for a stretch of the line's text.
func hide(line []rune, text string, start, end int) {
	first := utf8.RuneCountInString(text[:start])
	for i := range utf8.RuneCountInString(text[start:end]) {
		line[first+i] = '*'
	}
}

// callEnd returns where a call ends whose parenthesis has just opened; the whole text where it does not.
func callEnd(text string) int {
	depth, open, escaped := 1, rune(0), false
	for i, r := range text {
		switch {
		case escaped:
			escaped = false
		case open != 0:
			if escaped = r == '\\'; r == open {
				open = 0
			}
		case r == '"' || r == '\'':
			open = r
		case r == '(':
			depth++
		case r == ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return len(text)
}

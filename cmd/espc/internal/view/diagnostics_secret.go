package view

import (
	"regexp"
	"unicode/utf8"
)

// secretText finds literal secrets that no check got to hide (see diag.File.Hide), because the file did not parse or the field's name is wrong, say:
// text given to a name that speaks of one, a password in a URL, an AWS key, a PEM block.
var secretText = regexp.MustCompile(`(?i)(?:passw(?:or)?d|passphrase|secret|secret_?key|token|credentials?|api_?key|private_?key)["']?\s*` +
	`(?:[:=]\s*["']([^"']+)|:\s+([^\s"'{}\[\]()]+))` +
	`|://[^/\s:@"']*:([^/\s@"']+)@` +
	`|\b(AKIA[A-Z0-9]{16})\b` +
	`|(-----BEGIN .*)`)

// notSecret is what may follow such a name: a reference, or another key (CUE's secret: db: key: …).
var notSecret = regexp.MustCompile(`^(?:secret|module|var|local|each)\.[-.a-z0-9_]+,?$|:$|^null,?$`)

// hideSecrets puts an asterisk in the place of each rune of what looks like a secret.
func hideSecrets(line []rune) {
	text := string(line)
	for _, m := range secretText.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 || notSecret.MatchString(text[m[g]:m[g+1]]) {
				continue
			}
			first := utf8.RuneCountInString(text[:m[g]])
			for i := range utf8.RuneCountInString(text[m[g]:m[g+1]]) {
				line[first+i] = '*'
			}
		}
	}
}

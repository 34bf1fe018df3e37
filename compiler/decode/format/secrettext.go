package format

import (
	"regexp"
	"strings"
)

// SecretName reports whether a field or variable of such a name would hold a credential, whatever its value.
func SecretName(name string) bool {
	words := nameWords(name)
	if len(words) == 0 || aboutCredential(words[len(words)-1]) {
		return false
	}
	for i, w := range words {
		switch w {
		case "password", "passwd", "passphrase", "pwd", "requirepass", "token", "secret", "apikey", "credential", "credentials", "bearer", "authorization":
			return true
		case "key":
			if i > 0 && secretKeys[words[i-1]+" key"] {
				return true
			}
		}
	}
	return false
}

// secretKeys are names of two words that only credentials have, so that a short value is one too.
var secretKeys = map[string]bool{
	"master key": true, "api key": true, "secret key": true, "private key": true, "encryption key": true, "signing key": true, "auth key": true,
	"account key": true, "shared key": true, "license key": true,
	"client secret": true, "jwt secret": true, "session secret": true, "app secret": true, "cookie secret": true, "webhook secret": true,
	"auth token": true, "access token": true, "api token": true, "bearer token": true, "refresh token": true, "bot token": true,
}

// mixedText reports whether a text looks like a short credential that a person made up: letters and digits in one word.
func mixedText(s string) bool {
	if len(s) < 8 || !passwordText(s) || strings.ContainsAny(s, " \t{}()[]<>/:,;%$") {
		return false
	}
	return strings.ContainsAny(s, "0123456789") && strings.ContainsFunc(s, func(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' })
}

// assignment is NAME=VALUE, NAME = "VALUE", NAME: VALUE and "NAME": "VALUE" in a command line, a connection string or a
// configuration file.
var assignment = regexp.MustCompile(`([A-Za-z][A-Za-z0-9_.-]*)["']?(?:[ \t]*=[ \t]*|[ \t]*:[ \t]+|["']:)(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'&;,]+))`)

// SecretText says what a text with names and values in it holds that belongs into a secret store, or "". What code and
// templates write for a value (a call, a dotted name, a placeholder, a type) is none, so a password is told by its digits.
func SecretText(s string) string {
	if !strings.ContainsAny(s, "=:") {
		return ""
	}
	for _, m := range assignment.FindAllStringSubmatch(s, -1) {
		value := m[2] + m[3] + m[4]
		if !SecretName(m[1]) || m[4] != "" && dotted(value) || !mixedText(value) && !strings.HasPrefix(value, "Bearer ") && !bearerText(value) {
			continue
		}
		if what := SecretField(m[1], value); what != "" {
			return what
		}
	}
	return ""
}

// dotted reports whether a value is a name within something: process.env.DB_PASSWORD, config.auth2.token.
func dotted(s string) bool {
	first, _, found := strings.Cut(s, ".")
	return found && first != "" && only(first, func(c byte) bool { return isAlnum(c) || c == '_' }) && !isDigit(first[0])
}

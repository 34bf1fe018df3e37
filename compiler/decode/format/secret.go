package format

import "strings"

// Secret says what a text holds that belongs into a secret store ("a private key"), or "" when it holds none. It knows
// private keys, keys and tokens by their issuers' prefixes, JSON Web Tokens, and passwords in URLs.
func Secret(s string) string {
	switch {
	case len(s) < shortestToken && !strings.Contains(s, "://"):
		return ""
	case strings.Contains(s, "-----BEGIN") && strings.Contains(s, "PRIVATE KEY"):
		return "a private key"
	case urlPassword(s):
		return "a URL with a password"
	case webToken(s):
		return "a JSON Web Token"
	}
	return issued(s)
}

// Credential says what a text holds that is a credential beyond doubt, or "": a token of an issuer, or a whole private key. Code
// that handles keys and URLs has texts that look like others.
func Credential(s string) string {
	for rest := s; ; {
		_, after, found := strings.Cut(rest, "PRIVATE KEY-----")
		if !found {
			return issued(s)
		}
		body := strings.NewReplacer("\\n", "", "\\r", "", "\r", "", "\n", "").Replace(after[:min(len(after), 200)])
		if strings.Contains(rest[:len(rest)-len(after)], "-----BEGIN") && strings.IndexFunc(body[:min(len(body), 48)], notBase64) < 0 && len(body) >= 48 {
			return "a private key"
		}
		rest = after
	}
}

func notBase64(r rune) bool {
	return r > 0x7f || !isAlnum(byte(r)) && strings.IndexByte("+/=", byte(r)) < 0
}

// issued says whose token or key a text holds, or "".
func issued(s string) string {
	for _, t := range tokens {
		for rest := s; ; {
			i := strings.Index(rest, t.prefix)
			if i < 0 {
				break
			}
			if (i == 0 || !tokenByte(rest[i-1])) && runLength(rest[i+len(t.prefix):], t.upper) >= t.least {
				return t.what
			}
			rest = rest[i+len(t.prefix):]
		}
	}
	return ""
}

// shortestToken is the length of the shortest of tokens, prefix included.
const shortestToken = 20

// tokens are credentials that their issuers mark by a prefix. After it come at least so many letters and digits, only
// upper-case ones where upper is set.
var tokens = []struct {
	prefix string
	least  int
	upper  bool
	what   string
}{
	{"AKIA", 16, true, "an AWS access key"},
	{"ASIA", 16, true, "an AWS access key"},
	{"ghp_", 30, false, "a GitHub token"},
	{"gho_", 30, false, "a GitHub token"},
	{"ghu_", 30, false, "a GitHub token"},
	{"ghs_", 30, false, "a GitHub token"},
	{"ghr_", 30, false, "a GitHub token"},
	{"github_pat_", 30, false, "a GitHub token"},
	{"glpat-", 20, false, "a GitLab token"},
	{"xoxb-", 20, false, "a Slack token"},
	{"xoxp-", 20, false, "a Slack token"},
	{"xoxa-", 20, false, "a Slack token"},
	{"sk_live_", 16, false, "a Stripe key"},
	{"rk_live_", 16, false, "a Stripe key"},
	{"AIza", 35, false, "a Google API key"},
	{"npm_", 36, false, "an npm token"},
}

// webToken reports whether a text holds a JSON Web Token: three parts of base64 joined by dots, the first an object.
func webToken(s string) bool {
	for from := 0; ; {
		i := strings.Index(s[from:], "eyJ")
		if i < 0 {
			return false
		}
		i += from
		n := 3
		if i == 0 || !tokenByte(s[i-1]) {
			n = runLength(s[i:], false)
			parts := strings.Split(s[i:i+n], ".")
			if len(parts) == 3 && len(parts[0]) >= 10 && strings.HasPrefix(parts[1], "eyJ") && len(parts[2]) >= 10 {
				return true
			}
		}
		from = i + n
	}
}

func tokenByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

func runLength(s string, upper bool) int {
	for i := range len(s) {
		if c := s[i]; upper && !isUpper(c) && !isDigit(c) || !upper && !tokenByte(c) && c != '.' {
			return i
		}
	}
	return len(s)
}

// urlPassword reports whether a text holds a URL with a password: scheme://user:password@host. A placeholder such as
// $PASSWORD is none.
func urlPassword(s string) bool {
	for {
		_, rest, found := strings.Cut(s, "://")
		if !found {
			return false
		}
		s = rest
		authority := rest
		if i := strings.IndexAny(rest, "/?# \t\n\"'<>"); i >= 0 {
			authority = rest[:i]
		}
		at := strings.LastIndexByte(authority, '@')
		if at < 0 {
			continue
		}
		_, password, found := strings.Cut(authority[:at], ":")
		if found && password != "" && !strings.HasPrefix(password, "$") {
			return true
		}
	}
}

// SecretField says what a text is that stands in a field or variable of a name such as DB_PASSWORD or api_token, or ""
// when it can be no credential. A password may be any text but a path; a token or key is long, without spaces, and has
// both letters and digits.
func SecretField(name, s string) string {
	words := nameWords(name)
	if len(words) == 0 || s == "" {
		return ""
	}
	last := words[len(words)-1]
	switch last {
	case "password", "passwd", "passphrase", "pwd", "requirepass":
		if passwordText(s) {
			return "a password"
		}
	}
	if aboutCredential(last) {
		return ""
	}
	if len(words) > 1 && secretKeys[words[len(words)-2]+" "+last] && mixedText(s) {
		return "a token or key"
	}
	for _, w := range words {
		switch w {
		case "password", "passwd", "passphrase", "token", "secret", "key", "apikey", "credential", "credentials", "bearer", "authorization":
			if bearerText(strings.TrimPrefix(strings.TrimPrefix(s, "Bearer "), "Basic ")) {
				return "a token or key"
			}
		}
	}
	return ""
}

// passwordText reports whether a text can be a password: not a path, a switch, or a placeholder.
func passwordText(s string) bool {
	switch strings.ToLower(s) {
	case "true", "false", "none", "null", "yes", "no", "disabled", "enabled", "required", "optional":
		return false
	}
	return !strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "./") && !strings.HasPrefix(s, "$") && !strings.HasPrefix(s, "<") &&
		!strings.Contains(s, "://")
}

// bearerText reports whether a text looks like a generated credential.
func bearerText(s string) bool {
	if len(s) < 16 || strings.HasPrefix(s, "/") || strings.HasPrefix(s, ".") || strings.Contains(s, "://") {
		return false
	}
	letters, digits := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case isAlnum(c):
			letters++
		case strings.IndexByte("+/=_-.~!@#%^&*", c) < 0:
			return false
		}
	}
	return letters >= 3 && digits >= 3
}

// nameWords splits a name at "_", "-", ".", spaces and capitals into lower-case words.
func nameWords(name string) []string {
	var words []string
	start := 0
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	for i := range len(name) {
		switch {
		case strings.IndexByte("_-. ", name[i]) >= 0:
			flush(i)
			start = i + 1
		case i > start && isUpper(name[i]) && isLower(name[i-1]):
			flush(i)
			start = i
		}
	}
	flush(len(name))
	return words
}

// aboutCredential reports whether the last word of a name says that what it names is about a credential and is none.
func aboutCredential(word string) bool {
	switch word {
	case "id", "ids", "name", "arn", "path", "file", "url", "uri", "prefix", "suffix", "length", "size", "ttl", "type", "field", "header",
		"algorithm", "count", "limit", "bucket", "table", "topic", "queue", "encryption", "policy", "expiry", "timeout":
		return true
	}
	return false
}

package kubernetes

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// maxName is the longest name of a workload: that of a CronJob, which leaves room for what controllers append to it.
const maxName = 52

// workloadName returns the name of a workload's objects: TOPOLOGY-COMPONENT-NAME, shortened to maxName.
func workloadName(topology, component, name string) string {
	return shorten(topology + "-" + component + "-" + name)
}

// shorten returns a name of at most maxName characters: a longer one becomes its first 45, a hyphen, and the first six
// hexadecimal digits of its SHA-256.
func shorten(full string) string {
	if len(full) <= maxName {
		return full
	}
	return full[:45] + "-" + digest(full)[:6]
}

// digest returns the SHA-256 of a text in lower-case hexadecimal.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// variable returns the name of an environment variable that espc sets: ESPC_<KIND>_<NAME>_<PART>.
func variable(kind, name, part string) string {
	b := make([]byte, 0, len("ESPC___")+len(kind)+len(name)+len(part))
	b = append(b, "ESPC_"...)
	for _, s := range [...]string{kind, name, part} {
		for i := range len(s) {
			c := s[i]
			switch {
			case c == '-':
				c = '_'
			case 'a' <= c && c <= 'z':
				c -= 'a' - 'A'
			}
			b = append(b, c)
		}
		b = append(b, '_')
	}
	return string(b[:len(b)-1])
}

// dnsLabel reports whether s is a DNS-1123 label: at most 63 lower-case letters, digits and hyphens, with a letter or
// digit at both ends.
func dnsLabel(s string) bool {
	if s == "" || len(s) > 63 || s[0] == '-' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// serviceName reports whether s is a DNS-1035 label, the form of a Service's name: it starts with a letter.
func serviceName(s string) bool { return dnsLabel(s) && s[0] >= 'a' }

// dnsSubdomain reports whether s is a DNS-1123 subdomain, the form of most objects' names: at most 253 characters,
// lower-case letters, digits, hyphens and dots, with a letter or digit at both ends of each part.
func dnsSubdomain(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if part == "" || part[0] == '-' || part[len(part)-1] == '-' {
			return false
		}
		for i := range len(part) {
			if c := part[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return true
}

// labelValue reports whether s is a label's value: empty, or at most 63 letters, digits, '-', '_' and '.', with a letter
// or digit at both ends.
func labelValue(s string) bool {
	if s == "" {
		return true
	}
	return len(s) <= 63 && alphanumeric(s[0]) && alphanumeric(s[len(s)-1]) && keyCharacters(s)
}

// dataKey reports whether s is a key of a ConfigMap or Secret.
func dataKey(s string) bool {
	return s != "" && len(s) <= 253 && s != "." && !strings.HasPrefix(s, "..") && keyCharacters(s)
}

func keyCharacters(s string) bool {
	for i := range len(s) {
		if c := s[i]; !alphanumeric(c) && c != '-' && c != '_' && c != '.' {
			return false
		}
	}
	return true
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

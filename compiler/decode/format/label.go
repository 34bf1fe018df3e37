package format

import (
	"fmt"
	"strings"

	"espc.dev/schema/diag"
)

// Identifier checks a label inside an entity, a property or a path into data: letters, digits, "_" and "-".
func Identifier(s string) *Problem {
	if p := confusable(s); p != nil {
		return p
	}
	if s == "" || !only(s, func(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }) {
		return bad(diag.BadLabel, Quote(s)+" is no identifier", "use letters, digits, _ and -")
	}
	return nil
}

// DNSLabel checks a DNS-1123 label of at most 63 characters.
func DNSLabel(s string) *Problem {
	if p := confusable(s); p != nil {
		return p
	}
	if !isDNSLabel(s) || len(s) > 63 {
		return bad(diag.BadLabel, Quote(s)+" is no DNS label: at most 63 lower-case letters, digits and hyphens", suggest(Slug(s)))
	}
	return nil
}

// ServiceName checks the name of a Kubernetes Service: a DNS-1035 label, which starts with a letter.
func ServiceName(s string) *Problem {
	if p := DNSLabel(s); p != nil {
		return p
	}
	if !isLower(s[0]) {
		return bad(diag.BadLabel, fmt.Sprintf("the Service name %s does not start with a letter", Quote(s)), suggest(Slug("s"+s)))
	}
	return nil
}

// PortName checks the name of a port: at most 15 lower-case letters, digits and single hyphens, one letter among them
// (an IANA service name, RFC 6335).
func PortName(s string) *Problem {
	if !isDNSLabel(s) || len(s) > 15 || strings.Contains(s, "--") || !strings.ContainsFunc(s, func(r rune) bool { return r >= 'a' && r <= 'z' }) {
		return bad(diag.BadLabel, Quote(s)+" is no port name", "use at most 15 lower-case letters, digits and single hyphens, with a letter among them")
	}
	return nil
}

// EnvName checks the name of an environment variable. ESPC_ names are the compiler's.
func EnvName(s string) *Problem {
	if s == "" || isDigit(s[0]) || !only(s, func(c byte) bool { return isAlnum(c) || c == '_' }) {
		fix := strings.Map(func(r rune) rune {
			if r < 0x80 && (isAlnum(byte(r)) || r == '_') {
				return r
			}
			return '_'
		}, s)
		if fix == "" || isDigit(fix[0]) {
			fix = "_" + fix
		}
		return bad(diag.BadLabel, Quote(s)+" is no name of an environment variable: letters, digits and _, no digit first", "write "+fix)
	}
	if strings.HasPrefix(s, "ESPC_") {
		return bad(diag.ReservedName, s+" is reserved: variables that start with ESPC_ are set by espc", "choose a name that does not start with ESPC_")
	}
	return nil
}

// HeaderName checks the name of an HTTP header: a token of RFC 9110.
func HeaderName(s string) *Problem {
	if s == "" || !only(s, func(c byte) bool { return isAlnum(c) || strings.IndexByte("!#$%&'*+-.^_`|~", c) >= 0 }) {
		return bad(diag.BadText, Quote(s)+" is no header name", "write a token such as X-Request-Id, without spaces or colons")
	}
	return nil
}

// LabelKey checks the key of a Kubernetes label: [PREFIX/]NAME. Keys that espc or Kubernetes sets are reserved.
func LabelKey(s string) *Problem {
	prefix, name, found := strings.Cut(s, "/")
	if !found {
		prefix, name = "", s
	}
	if !isLabelText(name) || name == "" || found && DNSSubdomain(prefix) != nil {
		return bad(diag.BadLabel, Quote(s)+" is no label key", "write NAME or PREFIX/NAME: a name of at most 63 letters, digits, -, _ and ., after a DNS name as prefix")
	}
	if reservedLabel(prefix, name) {
		return bad(diag.ReservedName, s+" is reserved: espc or Kubernetes sets it", "choose a key with a prefix of your own, such as example.com/"+name)
	}
	return nil
}

func reservedLabel(prefix, name string) bool {
	switch {
	case prefix == "app.kubernetes.io":
		return name == "name" || name == "part-of" || name == "component" || name == "managed-by"
	case prefix == "espc.dev", strings.HasSuffix(prefix, ".espc.dev"):
		return true
	}
	for _, domain := range []string{"kubernetes.io", "k8s.io"} {
		if prefix == domain || strings.HasSuffix(prefix, "."+domain) {
			return true
		}
	}
	return false
}

// LabelValue checks the value of a Kubernetes label: at most 63 characters, or none.
func LabelValue(s string) *Problem {
	switch {
	case len(s) > 63:
		return bad(diag.BadText, fmt.Sprintf("the label value has %d characters, at most 63 are allowed", len(s)), "shorten it")
	case !isLabelText(s):
		return bad(diag.BadText, Quote(s)+" is no label value", "use letters, digits, -, _ and ., with a letter or digit at both ends")
	}
	return nil
}

func isLabelText(s string) bool {
	if s == "" {
		return true
	}
	return len(s) <= 63 && isAlnum(s[0]) && isAlnum(s[len(s)-1]) &&
		only(s, func(c byte) bool { return isAlnum(c) || c == '-' || c == '_' || c == '.' })
}

package format

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// URL checks an absolute http or https URL without credentials and fragment.
func URL(s string) *Problem {
	u, why, fix := parseURL(s)
	switch {
	case why != "":
	case u.Fragment != "" || strings.Contains(s, "#"):
		why, fix = "a fragment is never sent", "leave out the # and what follows"
	}
	if why == "" {
		return nil
	}
	return bad(diag.BadText, Quote(s)+" is no URL that can be called: "+why, fix)
}

// WebOrigin checks an origin of a cross-origin rule: "*", or scheme, host and port alone.
func WebOrigin(s string) *Problem {
	if s == "*" {
		return nil
	}
	u, why, fix := parseURL(s)
	if why == "" && (u.Path != "" || u.RawQuery != "" || u.ForceQuery || strings.Contains(s, "#")) {
		why, fix = "it ends after the host and port", fmt.Sprintf("write %q", u.Scheme+"://"+u.Host)
	}
	if why == "" {
		return nil
	}
	return bad(diag.BadText, Quote(s)+" is no origin: "+why, strings.TrimSuffix(fix, "[/PATH]")) // an origin has no path
}

// parseURL parses a URL and says in words what is wrong with it.
func parseURL(s string) (u *url.URL, why, fix string) {
	example := "write it as https://HOST[:PORT][/PATH]"
	u, err := url.Parse(s)
	switch {
	case strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return nil, "it holds spaces or control characters", example
	case err != nil:
		return nil, "it does not parse", example
	case u.Scheme == "" || u.Host == "" && u.Opaque != "":
		return nil, "it does not start with http:// or https://", example
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, "its scheme is neither http nor https", example
	case u.User != nil:
		return nil, "credentials are no part of it", "leave them out and refer to a secret"
	case u.Host == "":
		return nil, "it has no host", example
	}
	host, port, hasPort := cutPort(u.Host)
	if hasPort && !isPort(port) {
		return nil, "its port is no number from 1 to 65535", example
	}
	if Host(strings.ToLower(strings.Trim(host, "[]"))) != nil {
		return nil, "its host is neither a DNS name nor an address", example
	}
	return u, "", ""
}

// URLPath checks an absolute path of a URL: no query, no fragment, no empty, "." or ".." segment.
func URLPath(s string) *Problem {
	fail := func(why, fix string) *Problem {
		return bad(diag.BadText, Quote(s)+" is no path: "+why, fix)
	}
	switch {
	case !strings.HasPrefix(s, "/"):
		return fail("it does not start with /", fmt.Sprintf("write %q", "/"+s))
	case strings.ContainsAny(s, "?#"):
		return fail("it has no query and no fragment", "leave out what follows the path")
	}
	for segment := range strings.SplitSeq(strings.Trim(s, "/"), "/") {
		if why := segmentProblem(segment); why != "" && s != "/" {
			return fail(why, "write segments of text between single slashes")
		}
	}
	if strings.HasPrefix(s, "//") || len(s) > 1 && strings.HasSuffix(s, "//") {
		return fail("a segment is empty", "write segments of text between single slashes")
	}
	return nil
}

// segmentProblem says what is wrong with one segment of a path (RFC 3986, pchar).
func segmentProblem(s string) string {
	dots := strings.NewReplacer("%2e", ".", "%2E", ".").Replace(s) // RFC 3986, 6.2.2: an escaped dot is a dot
	switch dots {
	case "":
		return "a segment is empty"
	case ".", "..":
		return "a segment is " + dots
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isAlnum(c), strings.IndexByte("-._~!$&'()*+,;=:@", c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		case c == '%':
			return "a % is followed by two hexadecimal digits"
		default:
			return fmt.Sprintf("%q stands in no path unescaped", []rune(s[i:])[0])
		}
	}
	return ""
}

// cutPort splits HOST[:PORT]; the host of an IPv6 address stays in brackets.
func cutPort(s string) (host, port string, found bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0
}

package format

import (
	"fmt"
	"strings"

	"espc.dev/schema/diag"
)

// Image checks a container image by the grammar of distribution references: [HOST[:PORT]/]PATH[:TAG][@DIGEST]. One
// without tag and digest is a warning.
func Image(s string) *Problem {
	name, digest, hasDigest := strings.Cut(s, "@")
	tag, hasTag := "", false
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, '/') {
		name, tag, hasTag = name[:i], name[i+1:], true
	}
	fail := func(why, fix string) *Problem {
		return bad(diag.BadImage, Quote(s)+" is no image reference: "+why, fix)
	}
	switch {
	case strings.Contains(s, "://"):
		return fail("it has no scheme", "leave out everything up to //")
	case hasDigest && digestProblem(digest) != "":
		return fail(digestProblem(digest), "write @sha256: and the 64 hexadecimal digits of the image's digest")
	case hasTag && !isTag(tag):
		return fail("the tag is malformed", "write a tag of at most 128 letters, digits, _, . and -, such as :1.4.2")
	}
	if why := imageNameProblem(name); why != "" {
		fix := "write it as HOST/PATH:TAG, such as registry.example.com/shop/cart:1.4.2"
		if lower := strings.ToLower(name); lower != name && imageNameProblem(lower) == "" {
			fix = fmt.Sprintf("write %q", lower+s[len(name):])
		}
		return fail(why, fix)
	}
	if !hasTag && !hasDigest {
		return bad(diag.ImageNotPinned, fmt.Sprintf("the image %s has neither tag nor digest", s), "add the tag that is meant, such as "+s+":1.0.0")
	}
	return nil
}

// Registry checks the place of images: HOST[:PORT][/PATH].
func Registry(s string) *Problem {
	host, rest, hasPath := strings.Cut(s, "/")
	switch {
	case strings.Contains(s, "://"):
		return bad(diag.BadText, Quote(s)+" is no registry: it has no scheme", "leave out everything up to //")
	case strings.HasSuffix(s, "/"):
		return bad(diag.BadText, Quote(s)+" is no registry: it ends with a slash", fmt.Sprintf("write %q", strings.TrimRight(s, "/")))
	case !isRegistryHost(host):
		return bad(diag.BadText, Quote(s)+" is no registry: its host is malformed", "write HOST[:PORT][/PATH], such as registry.example.com/shop")
	case hasPath && imageNameProblem(rest) != "":
		return bad(diag.BadText, Quote(s)+" is no registry: "+imageNameProblem(rest), "write HOST[:PORT][/PATH], such as registry.example.com/shop")
	}
	return nil
}

func imageNameProblem(name string) string {
	if len(name) > 255 {
		return "the name has more than 255 characters"
	}
	first, rest, hasRest := strings.Cut(name, "/")
	if hasRest && (strings.ContainsAny(first, ".:") || first == "localhost" || strings.ToLower(first) != first) {
		if !isRegistryHost(first) {
			return "its host is malformed"
		}
		name = rest
	}
	for component := range strings.SplitSeq(name, "/") {
		if !isPathComponent(component) {
			if strings.ToLower(component) != component {
				return "the path is in lower case"
			}
			return "a part of the path is malformed"
		}
	}
	return ""
}

// isPathComponent reports whether s is lower-case letters and digits, in runs joined by ".", "_", "__" or hyphens.
func isPathComponent(s string) bool {
	isWord := func(c byte) bool { return isLower(c) || isDigit(c) }
	if s == "" || !isWord(s[0]) || !isWord(s[len(s)-1]) {
		return false
	}
	for i := 0; i < len(s); {
		if isWord(s[i]) {
			i++
			continue
		}
		j := i
		for !isWord(s[j]) {
			j++
		}
		separator := s[i:j]
		if separator != "." && separator != "_" && separator != "__" && strings.Trim(separator, "-") != "" {
			return false
		}
		i = j
	}
	return true
}

func isTag(s string) bool {
	return s != "" && len(s) <= 128 && (isAlnum(s[0]) || s[0] == '_') &&
		only(s, func(c byte) bool { return isAlnum(c) || c == '_' || c == '.' || c == '-' })
}

func digestProblem(s string) string {
	algorithm, hex, _ := strings.Cut(s, ":")
	lengths := map[string]int{"sha256": 64, "sha384": 96, "sha512": 128}
	n, known := lengths[algorithm]
	switch {
	case !known:
		return "the digest's algorithm is not sha256, sha384 or sha512"
	case len(hex) != n || !only(hex, func(c byte) bool { return isHex(c) && !isUpper(c) }):
		return fmt.Sprintf("the digest does not have the %d lower-case hexadecimal digits of %s", n, algorithm)
	}
	return ""
}

// isRegistryHost reports whether s is a DNS name or address with an optional port. Unlike elsewhere upper case is fine.
func isRegistryHost(s string) bool {
	host, port, hasPort := cutPort(s)
	if hasPort && !isPort(port) {
		return false
	}
	return Host(strings.ToLower(strings.Trim(host, "[]"))) == nil
}

package format

import (
	"fmt"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// Handler checks a function's handler: file.export, the file without its extension and possibly in a folder.
func Handler(s string) *Problem {
	i := strings.LastIndexByte(s, '.')
	fail := func(why string) *Problem {
		return bad(diag.BadText, Quote(s)+" is no handler: "+why, "write file.export, such as index.handler for the function handler of index.js")
	}
	if i < 0 {
		return fail("it has no dot between the file and the function")
	}
	file, export := s[:i], s[i+1:]
	if export == "" || isDigit(export[0]) || !only(export, func(c byte) bool { return isAlnum(c) || c == '_' || c == '$' }) {
		return fail("what follows the dot is no function's name")
	}
	if strings.Contains(file, ".") {
		return fail("the file stands without its extension and below the source folder")
	}
	for part := range strings.SplitSeq(file, "/") {
		if Identifier(part) != nil {
			return fail("what stands before the dot is no file")
		}
	}
	return nil
}

// Scope checks a scope: a scope-token of RFC 6749, visible ASCII but for the quote and the backslash.
func Scope(s string) *Problem {
	if s == "" || !only(s, func(c byte) bool { return c > ' ' && c < 0x7f && c != '"' && c != '\\' }) {
		return bad(diag.BadText, Quote(s)+" is no scope", "write one word such as orders:read; several scopes are several elements")
	}
	return nil
}

// SecretKey checks the name of a secret in its store.
func SecretKey(s string) *Problem {
	if s == "" || len(s) > 512 || !only(s, func(c byte) bool { return isAlnum(c) || strings.IndexByte("/_+=.@:-", c) >= 0 }) {
		return bad(diag.BadText, Quote(s)+" is no name of a secret in a store", "use letters, digits and / _ + = . @ : -, such as shop/db")
	}
	return nil
}

// TableKey checks a key of a table: name:string, name:number or name:binary.
func TableKey(s string) *Problem {
	name, typ, found := strings.Cut(s, ":")
	if !found || name == "" || len(name) > 255 || !only(name, func(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' }) {
		return bad(diag.BadText, Quote(s)+" is no key of a table", "write name:string, name:number or name:binary")
	}
	if typ != "string" && typ != "number" && typ != "binary" {
		return bad(diag.BadText, fmt.Sprintf("%s is no key of a table: a key is of type string, number or binary", Quote(s)), fmt.Sprintf("write %q", name+":string"))
	}
	return nil
}

// Principal checks whom an access rule is about: everyone, authenticated, owner, or the name of a role.
func Principal(s string) *Problem {
	word := strings.ToLower(strings.TrimPrefix(s, "$"))
	for _, known := range []string{"everyone", "authenticated", "owner"} {
		if word == known && s != known {
			return bad(diag.BadText, Quote(s)+" is no principal", "write "+known)
		}
	}
	if s == "" || !only(s, func(c byte) bool { return isAlnum(c) || c == '_' || c == '-' || c == '.' }) {
		return bad(diag.BadText, Quote(s)+" is no principal", "write everyone, authenticated, owner, or the name of a role")
	}
	return nil
}

// PathName checks a model's plural: one segment of a URL.
func PathName(s string) *Problem {
	if s == "" || !isAlnum(s[0]) || !only(s, func(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }) {
		return bad(diag.BadText, Quote(s)+" is no name in a URL", "use letters, digits, _ and -, without slashes")
	}
	return nil
}

// Version checks a semantic version (semver.org, 2.0.0): MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD].
func Version(s string) *Problem {
	core, build, hasBuild := strings.Cut(s, "+")
	core, pre, hasPre := strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	ok := len(parts) == 3
	for _, p := range parts {
		ok = ok && isNumericID(p)
	}
	for id := range strings.SplitSeq(pre, ".") {
		ok = ok && (!hasPre || isVersionID(id) && (!only(id, isDigit) || isNumericID(id)))
	}
	for id := range strings.SplitSeq(build, ".") {
		ok = ok && (!hasBuild || isVersionID(id))
	}
	if ok {
		return nil
	}
	fix := "write MAJOR.MINOR.PATCH, such as 1.0.0"
	if rest := strings.TrimPrefix(s, "v"); rest != s && Version(rest) == nil {
		fix = fmt.Sprintf("write %q", rest)
	} else if n := strings.Count(s, "."); n < 2 && Version(s+strings.Repeat(".0", 2-n)) == nil {
		fix = fmt.Sprintf("write %q", s+strings.Repeat(".0", 2-n))
	}
	return bad(diag.BadText, Quote(s)+" is no version", fix)
}

func isVersionID(s string) bool {
	return s != "" && only(s, func(c byte) bool { return isAlnum(c) || c == '-' })
}

// isNumericID reports whether s is a number without leading zeros.
func isNumericID(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil && only(s, isDigit) && (s == "0" || s[0] != '0')
}

package proxy

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// A Request is what a client asked.
type Request struct {
	Method string
	Path   string
	Query  url.Values
	Header http.Header
	Body   []byte
}

// A Match chooses requests.
type Match func(Request) bool

// Any chooses every request.
func Any(Request) bool { return true }

// Writes chooses requests that change what the server holds: not dry runs, and not questions about permissions, which are posted.
func Writes(r Request) bool {
	return !isRead(r.Method) && !r.Query.Has("dryRun") &&
		!strings.HasPrefix(r.Path, "/apis/authorization.k8s.io/") && !strings.HasPrefix(r.Path, "/apis/authentication.k8s.io/")
}

// DryRuns chooses requests that the server is to try and not to keep.
func DryRuns(r Request) bool { return !isRead(r.Method) && r.Query.Has("dryRun") }

// Reads chooses requests that only read.
func Reads(r Request) bool { return isRead(r.Method) }

func isRead(method string) bool {
	return slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, method)
}

// Of chooses requests with a method and a path that an expression of Go's matches, such as "PATCH" and "/deployments/web$". "" is any.
func Of(method, path string) Match {
	expression := regexp.MustCompile(path)
	return func(r Request) bool { return (method == "" || r.Method == method) && expression.MatchString(r.Path) }
}

// All chooses requests that all of these choose.
func All(matches ...Match) Match {
	return func(r Request) bool {
		for _, match := range matches {
			if !match(r) {
				return false
			}
		}
		return true
	}
}

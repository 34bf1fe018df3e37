package lsp

import (
	"net/url"
	"path/filepath"
	"strings"
)

// pathOf returns the file that a URI names, as a clean absolute path; ok is false for what is no file of this machine.
func pathOf(uri string) (path string, ok bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "file" || u.Path == "" || u.Host != "" && u.Host != "localhost" || strings.Contains(u.Path, "\x00") {
		return "", false
	}
	p := u.Path
	if filepath.Separator == '\\' { // /c:/folder
		p = strings.TrimPrefix(p, "/")
	}
	p = filepath.Clean(filepath.FromSlash(p))
	return p, filepath.IsAbs(p)
}

// uriOf returns the URI of a file.
func uriOf(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

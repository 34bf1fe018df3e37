package kubernetes

import "encoding/json"

// publicRoute is one element of the public-routes annotation.
type publicRoute struct {
	Method string `json:"method"` // "*" for any
	Host   string `json:"host"`   // "*" for any
	Path   string `json:"path"`
	To     string `json:"to"`
	Auth   string `json:"auth"` // "none" where anybody may call
}

func readRoutes(text string, into *[]publicRoute) error { return json.Unmarshal([]byte(text), into) }

func (r publicRoute) text() string {
	method, host, auth := r.Method, r.Host, ""
	if method == "*" {
		method = "any method"
	}
	if host == "*" {
		host = ""
	}
	if r.Auth != "none" && r.Auth != "" {
		auth = " with auth " + r.Auth
	}
	return "public route " + method + " " + host + r.Path + " to " + r.To + auth
}

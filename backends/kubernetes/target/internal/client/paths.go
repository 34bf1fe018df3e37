package client

import "strings"

// root is the path of a type's group and version.
func (t Type) root() string {
	if t.Group == "" {
		return "/api/" + t.Version
	}
	return "/apis/" + t.Group + "/" + t.Version
}

// collection is the path of the type's objects, in a namespace or, with "", in all.
func (t Type) collection(namespace string) string {
	if t.Namespaced && namespace != "" {
		return t.root() + "/namespaces/" + namespace + "/" + t.Plural
	}
	return t.root() + "/" + t.Plural
}

// Resource is what the type is called in RBAC and by kubectl: deployments.apps.
func (t Type) Resource() string {
	if t.Group == "" {
		return t.Plural
	}
	return t.Plural + "." + t.Group
}

// one describes a request about one object.
func one(verb, method string, t Type, k Key) (request, error) {
	r := request{verb: verb, target: t.Resource() + " " + k.Name, method: method, accept: mediaJSON, path: t.collection(k.Namespace) + "/" + k.Name}
	if t.Namespaced {
		r.target += " in " + k.Namespace
	}
	if !segment(k.Name) || t.Namespaced && !segment(k.Namespace) {
		return r, &Error{Verb: verb, Target: line(r.target), Status: 400, Reason: "BadRequest", Message: "the name or the namespace can't stand in a path"}
	}
	return r, nil
}

// many describes a request about a collection.
func many(verb, method string, t Type, namespace string) (request, error) {
	r := request{verb: verb, target: t.Resource(), method: method, accept: mediaJSON, path: t.collection(namespace)}
	if t.Namespaced && namespace != "" {
		r.target += " in " + namespace
		if !segment(namespace) {
			return r, &Error{Verb: verb, Target: line(r.target), Status: 400, Reason: "BadRequest", Message: "the namespace can't stand in a path"}
		}
	}
	return r, nil
}

// segment reports whether a name can be one segment of a path, by the rule of the API server (apimachinery, validation/path).
func segment(name string) bool {
	return name != "" && name != "." && name != ".." && !strings.ContainsAny(name, "/%")
}

package why

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema"
)

// Candidate is an object that somebody may ask for, and the backend whose output it is in.
type Candidate struct {
	Backend string
	Object  backends.Object
}

// FindObject returns the index of the one candidate that a text names: by Kind/name, by its whole type, or by its name alone, the
// name with or without the namespace before it.
func FindObject(candidates []Candidate, text string) (int, error) {
	var found []int
	for i := range candidates {
		if isCalled(candidates[i].Object.Address, text) {
			found = append(found, i)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, fmt.Errorf("there is no object %s%s", text, meant(text, candidates))
	}
	var names []string
	for _, i := range found {
		names = append(names, distinct(candidates, found, i))
	}
	slices.Sort(names)
	return 0, fmt.Errorf("%s is the name of several objects; write one of %s", text, strings.Join(names, ", "))
}

// isCalled reports whether a text is one of an address's forms. Kinds may be written in small letters, as kubectl takes them.
func isCalled(a backends.ObjectAddress, text string) bool {
	for _, typ := range []string{"", a.Kind() + "/", a.Type + "/"} {
		if len(text) < len(typ) || !strings.EqualFold(text[:len(typ)], typ) {
			continue
		}
		if rest := text[len(typ):]; rest == a.Name || a.Namespace != "" && rest == a.Namespace+"/"+a.Name {
			return true
		}
	}
	return false
}

// distinct returns the shortest form of an address that tells it from the others that were found.
func distinct(candidates []Candidate, found []int, i int) string {
	a := candidates[i].Object.Address
	forms := []string{a.String(), a.Type + "/" + a.Name}
	if a.Namespace != "" {
		forms = append(forms, a.Kind()+"/"+a.Namespace+"/"+a.Name, a.Type+"/"+a.Namespace+"/"+a.Name)
	}
	for _, form := range forms {
		if !slices.ContainsFunc(found, func(j int) bool { return j != i && isCalled(candidates[j].Object.Address, form) }) {
			return form
		}
	}
	return a.String() + " --backend " + candidates[i].Backend
}

// meant suggests what was probably meant by a name that no object has.
func meant(text string, candidates []Candidate) string {
	const most = 5
	var near []string
	names := func(yield func(string) bool) {
		for _, c := range candidates {
			if !yield(c.Object.Address.String()) || !yield(c.Object.Address.Name) {
				return
			}
		}
	}
	if n := nearest.Of(text, names); n != "" {
		return "; did you mean " + n + "?"
	}
	_, name, hasKind := strings.Cut(text, "/")
	if !hasKind {
		name = text
	}
	for _, c := range candidates {
		if a := c.Object.Address; name != "" && (strings.Contains(strings.ToLower(a.Name), strings.ToLower(name)) || slices.ContainsFunc(c.Object.Source, func(s schema.Address) bool { return s.String() == text })) {
			near = append(near, a.String())
		}
	}
	slices.Sort(near)
	switch near = slices.Compact(near); {
	case len(near) == 0:
		return "; `espc compile --stdout` shows what there is"
	case len(near) > most:
		return fmt.Sprintf("; there are %s, and %d more like it", strings.Join(near[:most], ", "), len(near)-most)
	case len(near) == 1:
		return "; did you mean " + near[0] + "?"
	}
	return "; there are " + strings.Join(near, ", ")
}

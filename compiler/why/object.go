package why

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/internal/nearest"
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
	several := "is the name of several objects"
	if len(found) == 0 {
		several = "has several objects"
		for i := range candidates {
			if source := candidates[i].Object.Source; len(source) > 0 && source[0].String() == text {
				found = append(found, i)
			}
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return 0, fmt.Errorf("there is no object %s%s", text, meant(text, candidates))
	}
	return 0, fmt.Errorf("%s %s; write one of %s", text, several, strings.Join(distinctAll(candidates, found), ", "))
}

// distinctAll returns for each object that was found the shortest form that names it alone, sorted.
func distinctAll(candidates []Candidate, found []int) []string {
	var names []string
	for _, i := range found {
		names = append(names, distinct(candidates, found, i))
	}
	slices.Sort(names)
	return names
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
	near := likely(text, candidates)
	switch {
	case len(near) == 0:
		return "; `espc compile --stdout` shows what there is"
	case len(near) > most:
		return fmt.Sprintf("; there are %s, and %d more like it", strings.Join(near[:most], ", "), len(near)-most)
	case len(near) == 1:
		return "; did you mean " + near[0] + "?"
	}
	return "; there are " + strings.Join(near, ", ")
}

// likely returns the objects that a text probably means, in forms that name each alone: of the kind that it says those whose name goes
// on after it, as a job's does; else what is nearest; else what has it in its name.
func likely(text string, candidates []Candidate) []string {
	pick := func(is func(backends.ObjectAddress) bool) []string {
		var found []int
		for i := range candidates {
			if is(candidates[i].Object.Address) {
				found = append(found, i)
			}
		}
		return distinctAll(candidates, found)
	}
	kind, name, hasKind := strings.Cut(text, "/")
	if !hasKind {
		kind, name = "", text
	}
	if name == "" {
		return nil
	}
	if hasKind {
		if longer := pick(func(a backends.ObjectAddress) bool {
			return strings.EqualFold(a.Kind(), kind) && strings.HasPrefix(a.Name, name+"-")
		}); len(longer) > 0 {
			return longer
		}
	}
	names := func(yield func(string) bool) {
		for _, c := range candidates {
			if !yield(c.Object.Address.String()) || !hasKind && !yield(c.Object.Address.Name) {
				return
			}
		}
	}
	if n := nearest.Of(text, names); n != "" {
		return pick(func(a backends.ObjectAddress) bool { return isCalled(a, n) })
	}
	return pick(func(a backends.ObjectAddress) bool {
		return strings.Contains(strings.ToLower(a.Name), strings.ToLower(name))
	})
}

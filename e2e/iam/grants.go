package iam

import (
	"slices"
	"strings"
)

// A Grant is one thing that the policies allow: one principal, one action, one resource. Action and Resource may be patterns.
type Grant struct {
	Principal  Principal
	Action     string
	Resource   string
	Conditions []Condition
	Where      string
}

// String returns the grant in one line.
func (g Grant) String() string {
	var b strings.Builder
	b.WriteString(string(g.Principal) + " may " + g.Action + " on " + g.Resource)
	for _, c := range g.Conditions {
		b.WriteString(" if " + c.String())
	}
	return b.String()
}

// Grants lists all that is granted, sorted. What a statement denies is not among it; a statement that allows all but something
// is listed as a grant of everything.
func (a *Account) Grants() []Grant {
	var out []Grant
	add := func(s Statement, principals []Principal) {
		if s.Deny {
			return
		}
		actions, resources := s.Actions, s.Resources
		if len(s.NotActions) > 0 {
			actions = []string{"*"}
		}
		if len(s.NotResources) > 0 {
			resources = []string{"*"}
		}
		for _, p := range principals {
			for _, action := range actions {
				for _, resource := range resources {
					out = append(out, Grant{p, action, resource, s.Conditions, s.Where})
				}
			}
		}
	}
	for _, r := range a.Roles {
		for _, s := range r.Allows {
			add(s, []Principal{r.ARN})
		}
	}
	for _, p := range a.Policies {
		for _, s := range p.Statements {
			add(s, s.Principals)
		}
	}
	slices.SortFunc(out, func(a, b Grant) int { return strings.Compare(a.String(), b.String()) })
	return out
}

package iam

import (
	"slices"
	"strings"
)

// A Request asks whether somebody may do something.
type Request struct {
	Principal Principal
	Action    string
	// Resource is the ARN of what it is done to.
	Resource string
	// Context is what the service tells of the request.
	Context Context
}

// A Decision is the answer, and the statement that makes it; nil where no statement is about the request, which denies it.
type Decision struct {
	Allowed bool
	By      *Statement
}

// Decide evaluates a request within the account: what one statement denies is denied; else it is allowed where a policy of the
// role or of the resource allows it; else it is denied. A role is taken on where its trust policy allows it, whatever the
// policies of who asks say, because only services ask here.
func (a *Account) Decide(q Request) (Decision, error) {
	var allowed *Statement
	for _, s := range a.About(q) {
		holds, err := s.met(q.Context)
		if err != nil {
			return Decision{}, err
		}
		switch {
		case !holds:
		case s.Deny:
			return Decision{By: s}, nil
		case allowed == nil:
			allowed = s
		}
	}
	return Decision{Allowed: allowed != nil, By: allowed}, nil
}

// Narrow returns the account with those statements alone that are about a principal's doing something, to whatever. It decides
// about that as the whole does.
func (a *Account) Narrow(who Principal, action string) *Account {
	out := &Account{}
	for _, r := range a.Roles {
		if r.ARN == who {
			r.Allows = slices.DeleteFunc(slices.Clone(r.Allows), func(s Statement) bool { return !s.onAction(action) })
			out.Roles = append(out.Roles, r)
		}
	}
	for _, p := range a.Policies {
		p.Statements = slices.DeleteFunc(slices.Clone(p.Statements), func(s Statement) bool { return !s.onAction(action) || !s.speaksOf(who) })
		if len(p.Statements) > 0 {
			out.Policies = append(out.Policies, p)
		}
	}
	return out
}

// About returns the statements that are about a request, whatever its context.
func (a *Account) About(q Request) []*Statement {
	var out []*Statement
	for i := range a.Roles {
		if a.Roles[i].ARN != q.Principal {
			continue
		}
		for j := range a.Roles[i].Allows {
			if s := &a.Roles[i].Allows[j]; s.covers(q.Action, q.Resource) {
				out = append(out, s)
			}
		}
	}
	for i := range a.Policies {
		p := &a.Policies[i]
		if q.Resource != p.ARN && (!holdsMore(p.ARN) || !strings.HasPrefix(q.Resource, p.ARN+"/")) {
			continue
		}
		for j := range p.Statements {
			if s := &p.Statements[j]; s.covers(q.Action, q.Resource) && s.speaksOf(q.Principal) {
				out = append(out, s)
			}
		}
	}
	return out
}

// holdsMore reports whether a resource's policy counts for what is in it as well: the objects of a bucket, the methods of an API.
func holdsMore(arn string) bool {
	return strings.Contains(arn, ":s3:::") || strings.Contains(arn, ":execute-api:")
}

// speaksOf reports whether a statement names a principal. A statement that allows something to a whole account leaves it to
// the policies of that account's roles; one that denies it holds for all of them.
func (s *Statement) speaksOf(who Principal) bool {
	return slices.ContainsFunc(s.Principals, func(p Principal) bool {
		if p == Everybody || p == who {
			return true
		}
		return s.Deny && p.account() != "" && p.account() == who.account()
	})
}

// account returns the account that a principal is, or that a role is in; "" for a service.
func (p Principal) account() string {
	if len(p) == 12 && strings.Trim(string(p), "0123456789") == "" {
		return string(p)
	}
	if parts := strings.Split(string(p), ":"); len(parts) == 6 && parts[2] == "iam" {
		return parts[4]
	}
	return ""
}

func (s *Statement) met(context Context) (bool, error) {
	for _, c := range s.Conditions {
		holds, err := c.holds(context)
		if err != nil || !holds {
			return false, err
		}
	}
	return true, nil
}

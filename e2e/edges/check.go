package edges

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/iam"
)

// here is where stacks are taken to be. Nothing may depend on it.
var here = cloudformation.Place{Partition: "aws", Region: "eu-central-1", Account: "111122223333"}

// CheckAWS asks an account all that can be asked of it, and reports what is allowed without a need, and what is needed and not
// allowed.
func CheckAWS(account *iam.Account, stack *cloudformation.Stack, needs []Need) error {
	u, err := newUniverse(account, stack, needs)
	if err != nil {
		return err
	}
	problems := map[string]string{}
	for _, who := range u.principals {
		for _, action := range u.actions {
			part := u.narrow(who, action)
			if part == nil {
				continue
			}
			seen := map[string]bool{}
			for _, resource := range u.resources {
				alike := part.alike(who, action, resource)
				if seen[alike] {
					continue
				}
				seen[alike] = true
				if err := part.ask(iam.Request{Principal: who, Action: action, Resource: resource}, problems); err != nil {
					return err
				}
			}
		}
	}
	checkManaged(account, needs, problems)
	for _, n := range u.needs {
		if !n.met {
			problems["needed, but not allowed: "+n.String()] = ""
		}
	}
	var out []error
	for _, p := range slices.Sorted(maps.Keys(problems)) {
		out = append(out, errors.New(p+problems[p]))
	}
	return errors.Join(out...)
}

// checkManaged reports the policies of Amazon's own that a role has and should not, or should have and has not.
func checkManaged(account *iam.Account, needs []Need, problems map[string]string) {
	has, wants := map[string]bool{}, map[string]bool{}
	for _, n := range needs {
		if n.Managed != "" {
			wants[string(n.Principal)+n.Managed] = true
		}
	}
	for _, r := range account.Roles {
		for _, arn := range r.Managed {
			has[string(r.ARN)+arn] = true
			if !wants[string(r.ARN)+arn] {
				problems[fmt.Sprintf("allowed without an edge: %s has the policy %s", r.ARN, arn)] = ""
			}
		}
	}
	for _, n := range needs {
		if n.Managed != "" && !has[string(n.Principal)+n.Managed] {
			problems["needed, but not allowed: "+n.String()] = ""
		}
	}
}

// alike returns the same text for resources that the same needs and statements are about. They get the same answers, so one of
// them is enough to ask for.
func (u *universe) alike(who iam.Principal, action, resource string) string {
	var b strings.Builder
	for i, n := range u.needs {
		if n.isFor(who, action) && iam.MatchARN(n.Resource, resource) {
			fmt.Fprintf(&b, "%d ", i)
		}
	}
	for _, s := range u.account.About(iam.Request{Principal: who, Action: action, Resource: resource}) {
		fmt.Fprintf(&b, "%p ", s)
	}
	return b.String()
}

// ask asks one thing, in every context that could matter to it, where any need or statement is about it.
func (u *universe) ask(q iam.Request, problems map[string]string) error {
	var conditions []map[string]string
	for _, n := range u.needs {
		if n.isFor(q.Principal, q.Action) && iam.MatchARN(n.Resource, q.Resource) {
			conditions = append(conditions, n.Conditions)
		}
	}
	statements := u.account.About(q)
	for _, s := range statements {
		conditions = append(conditions, patterns(s.Conditions)...)
	}
	if len(conditions) == 0 {
		return nil
	}
	for _, context := range u.contextsOf(conditions) {
		q.Context = context
		decision, err := u.account.Decide(q)
		if err != nil {
			return err
		}
		wanted := false
		for _, n := range u.needs {
			if n.allows(q) {
				wanted = true
				n.met = n.met || decision.Allowed
				if !decision.Allowed {
					problems["needed, but not allowed: "+n.String()] = ""
				}
			}
		}
		if decision.Allowed && !wanted {
			problems[fmt.Sprintf("allowed without an edge: %s may %s on %s", q.Principal, q.Action, q.Resource)] =
				fmt.Sprintf(" %s(by %s)", told(q.Context), decision.By.Where)
		}
	}
	return nil
}

func told(context iam.Context) string {
	var b strings.Builder
	for _, key := range slices.Sorted(maps.Keys(context)) {
		b.WriteString("with " + key + " " + strings.Join(context[key], ", ") + " ")
	}
	return b.String()
}

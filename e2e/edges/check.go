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
	met := make([]bool, len(needs))
	for _, who := range u.principals {
		for _, action := range u.actions {
			for _, resource := range u.resources {
				if err := u.ask(iam.Request{Principal: who, Action: action, Resource: resource}, met, problems); err != nil {
					return err
				}
			}
		}
	}
	for i, n := range needs {
		if !met[i] {
			problems["needed, but not allowed: "+n.String()] = ""
		}
	}
	var out []error
	for _, p := range slices.Sorted(maps.Keys(problems)) {
		out = append(out, errors.New(p+problems[p]))
	}
	return errors.Join(out...)
}

// ask asks one thing in every context, once it is clear that the context matters.
func (u *universe) ask(q iam.Request, met []bool, problems map[string]string) error {
	about := slices.ContainsFunc(u.needs, func(n Need) bool {
		n.Conditions = nil
		return n.allows(q)
	})
	if !about && !u.account.Speaks(q) {
		return nil
	}
	for _, context := range u.contexts {
		q.Context = context
		decision, err := u.account.Decide(q)
		if err != nil {
			return err
		}
		wanted := false
		for i, n := range u.needs {
			if n.allows(q) {
				wanted = true
				met[i] = met[i] || decision.Allowed
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

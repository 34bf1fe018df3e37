package edges

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"espc.dev/e2e/iam"
)

// A Need is one thing that must be allowed on AWS.
type Need struct {
	Principal iam.Principal
	Action    string
	// Resource is an ARN, in which a star stands for anything.
	Resource string
	// Conditions are what the request's context holds when it is made, by key; a star stands for anything. A request that
	// tells something else must be denied.
	Conditions map[string]string
	// Unless are conditions, any of which makes it something that must be denied.
	Unless map[string]string
	// Managed is the ARN of a policy of Amazon's own that the principal must have, in place of an action and a resource.
	Managed string
	// Because names the edge, or the entity.
	Because string
}

// String returns the need in one line.
func (n Need) String() string {
	if n.Managed != "" {
		return fmt.Sprintf("%s has the policy %s: %s", n.Principal, n.Managed, n.Because)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s may %s on %s", n.Principal, n.Action, n.Resource)
	for _, key := range slices.Sorted(maps.Keys(n.Conditions)) {
		fmt.Fprintf(&b, ", %s %s", key, n.Conditions[key])
	}
	for _, key := range slices.Sorted(maps.Keys(n.Unless)) {
		fmt.Fprintf(&b, ", unless %s %s", key, n.Unless[key])
	}
	return b.String() + ": " + n.Because
}

// allows reports whether a request is one that the need asks for.
func (n Need) allows(q iam.Request) bool {
	if !n.isFor(q.Principal, q.Action) || !iam.MatchARN(n.Resource, q.Resource) {
		return false
	}
	for key, pattern := range n.Conditions {
		values := q.Context[key]
		if len(values) != 1 || !meets(pattern, values[0]) {
			return false
		}
	}
	for key, pattern := range n.Unless {
		if slices.ContainsFunc(q.Context[key], func(v string) bool { return meets(pattern, v) }) {
			return false
		}
	}
	return true
}

// isFor reports whether the need is about a principal's doing something.
func (n Need) isFor(who iam.Principal, action string) bool {
	return (n.Principal == who || n.Principal == iam.Everybody) && strings.EqualFold(n.Action, action)
}

// meets reports whether a value of a context is what a condition asks for: of a network, an address in it.
func meets(pattern, value string) bool {
	if network, err := netip.ParsePrefix(pattern); err == nil {
		address, err := netip.ParseAddr(value)
		return err == nil && network.Contains(address)
	}
	return iam.Match(pattern, value)
}

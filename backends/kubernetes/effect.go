package kubernetes

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
)

// Effect says of a changed Knative Service what becomes of its requests: which revision gets them, and whether it is a new one. It is ""
// for any other change.
func (Backend) Effect(before, after *backends.Object) string {
	if after.Address.Type != servingType.typ {
		return ""
	}
	was, now := sharesOf(before.Tree), sharesOf(after.Tree)
	newest := templateName(after)
	var clauses []string
	say := func(format string, args ...any) { clauses = append(clauses, fmt.Sprintf(format, args...)) }
	switch had := was[newest]; {
	case had == now[newest]:
	case had == 0 && slices.Contains(keptRevisions(before), newest):
		say("back to the revision %s, which gets %s", newest, requests(now[newest]))
	case had == 0 && newest != templateName(before):
		say("a new revision, %s, gets %s", newest, requests(now[newest]))
	case had == 0:
		say("the revision %s gets %s", newest, requests(now[newest]))
	default:
		say("the revision %s gets %s instead of %d %%", newest, requests(now[newest]), had)
	}
	for _, revision := range sortedRevisions(now) {
		switch had := was[revision]; {
		case revision == newest:
		case had == whole || had == now[revision]:
			say("%s keeps %d %%", revision, now[revision])
		case had > 0:
			say("%s gets %d %% instead of %d %%", revision, now[revision], had)
		default:
			say("%s gets %d %%", revision, now[revision])
		}
	}
	gone := slices.DeleteFunc(sortedRevisions(was), func(revision string) bool { return now[revision] > 0 || was[revision] == 0 })
	switch n := len(gone); n {
	case 0:
	case 1:
		say("%s gets none any more", gone[0])
	default:
		say("%s and %s get none any more", strings.Join(gone[:n-1], ", "), gone[n-1])
	}
	if len(was) == len(now) && newest == templateName(before) && was[newest] == now[newest] {
		return "" // nothing about the requests changes
	}
	return strings.Join(clauses, "; ")
}

// requests names a share of the requests.
func requests(percent int64) string {
	if percent == whole {
		return "all requests"
	}
	return fmt.Sprintf("%d %% of the requests", percent)
}

func sortedRevisions(shares map[string]int64) []string {
	out := make([]string, 0, len(shares))
	for revision := range shares {
		out = append(out, revision)
	}
	slices.Sort(out)
	return out
}

package backends

import (
	"fmt"

	"espc.dev/schema"
)

// NoCanary is the fix for a share of the requests that a target can't give to a new revision: an entity is declared for all
// environments, so where there are several the one at hand can override it.
func NoCanary(t *schema.Topology, a schema.Address) string {
	fix := "write canary = 0, or leave rollout out"
	if len(t.Environments) > 1 {
		fix += fmt.Sprintf("; for this environment alone, write override %q { rollout { canary = 0 } } in environment %q",
			a.String(), t.Environment.Address.Name)
	}
	return fix
}

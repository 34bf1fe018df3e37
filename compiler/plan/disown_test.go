package plan

import (
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// TestAnElementThatIsNewIsNotDriftInAListThatSomebodySet: of two elements that come, the one that the change names elsewhere is new, and
// the other was taken away.
func TestAnElementThatIsNewIsNotDriftInAListThatSomebodySet(t *testing.T) {
	before := object(t, "Workload", "a", `{"revision": "old", "env": [{"name": "odd", "value": "1"}]}`)
	before.Tree.Get("env").Origin = &tree.Origin{How: tree.Held, Rule: "kubectl-patch"}
	after := object(t, "Workload", "a", `{"revision": "new", "env": [{"name": "new", "value": "2"}, {"name": "stable", "value": "3"}]}`)
	p := Make([]backends.Object{before}, []backends.Object{after}, dialect{})
	by := map[string]string{}
	for _, f := range p.Changes[0].Fields {
		by[f.Path] = f.By
	}
	for path, want := range map[string]string{"revision": "", "env[new]": "", "env[stable]": "kubectl-patch", "env[odd]": "kubectl-patch"} {
		if got, ok := by[path]; !ok || got != want {
			t.Errorf("%s is of %q, want %q, among %v", path, got, want, by)
		}
	}
}

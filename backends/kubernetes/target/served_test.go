package target

import "espc.dev/backends/kubernetes/target/internal/client"

// served are the types that a cluster serves.
type served []client.Type

func (s served) Find(name string) (client.Type, bool) {
	for _, t := range s {
		if t.Name == name {
			return t, true
		}
	}
	return client.Type{}, false
}
func (s served) FindKind(string) (client.Type, bool) { return client.Type{}, false }
func (s served) Silent(string) bool                  { return false }

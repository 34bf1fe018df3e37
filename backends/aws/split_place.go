package aws

import (
	"maps"
	"strings"
)

// room is what a template has left to hold.
type room struct{ resources, bytes int }

// without returns the room that is left once a resource is in it. Outputs and the like count by their size alone.
func (m room) without(s *splitter, i int) room {
	if m.bytes -= s.sizes[i]; !isPart(s.resources[i].Address.Type) {
		m.resources--
	}
	return m
}

// stacks is how many nested stacks there may be: a part that is split is two that are half full.
func (s *splitter) stacks() int { return 2*len(s.at)/nestedResources + 1 }

// place puts units whose digests start with the bits of prefix into one stack, or into two where they are too many.
//
// The stack is named after the bits without the zeros at the end, so that of a stack that is split one half keeps its name
// and its place. The first template is the stack of nothing but zeros: half of what it can't hold any more stays in it.
func (s *splitter) place(units []*unit, prefix string) {
	name := strings.TrimRight(prefix, "0")
	count, bytes, in := 0, 0, map[string]bool{}
	for _, u := range units {
		count += len(u.resources)
		bytes += u.bytes
		maps.Copy(in, u.in)
	}
	fits := count <= nestedResources && bytes <= nestedBytes && len(in) <= nestedParameters || len(units) == 1
	if name == "" {
		fits = count <= s.room.resources && bytes <= s.room.bytes
	}
	if len(prefix) == 64 && name == "" { // no room at all, not for one entity
		name = prefix
	}
	if fits || len(prefix) == 64 {
		for _, u := range units {
			for _, i := range u.resources {
				if name != "" {
					s.stack[i] = "part-" + name
				}
			}
		}
		return
	}
	var sides [2][]*unit
	for _, u := range units {
		bit := u.hash[len(prefix)/8] >> (7 - len(prefix)%8) & 1
		sides[bit] = append(sides[bit], u)
	}
	for bit, side := range sides {
		if len(side) > 0 {
			s.place(side, prefix+string(rune('0'+bit)))
		}
	}
}

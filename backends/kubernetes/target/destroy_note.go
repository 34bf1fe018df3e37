package target

import (
	"slices"
	"strings"

	"espc.dev/backends"
)

// What the record of a set says of a destroy that began, beside members: each with the flag that it was asked for with.
var destroyFlags = []struct{ note, flag string }{
	{"namespace", " --delete-namespace"}, {"volumes", " --delete-volumes"}, {"definitions", " --dangerous-delete-crds"},
}

// destroyNote is what the record says of a destroy with those options.
func destroyNote(o backends.Options) string {
	out := "members"
	for i, asked := range []bool{o.DeleteNamespace, o.DeleteVolumes, o.DeleteDefinitions} {
		if asked {
			out += "," + destroyFlags[i].note
		}
	}
	return out
}

// destroyCommand is the command that goes on with a destroy of which the record says note. Of a note only what is known is taken:
// anybody can write to a ConfigMap.
func (t *Target) destroyCommand(note string) string {
	out := t.command("destroy")
	for _, f := range destroyFlags {
		if slices.Contains(strings.Split(note, ","), f.note) {
			out += f.flag
		}
	}
	return out
}

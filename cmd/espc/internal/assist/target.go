package assist

import (
	"path"
	"regexp"
	"strings"

	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/schema"
)

// target is what a word or text stands for.
type target struct {
	kind targetKind
	// address is the entity, name the variable, local value or path.
	address schema.Address
	name    string
	// start and end bound what stands for it in the file.
	start, end int
	// declares says that it is declared here.
	declares bool
}

type targetKind uint8

const (
	noTarget targetKind = iota
	entityTarget
	variableTarget
	localTarget
	pathTarget // a file or folder
	outputTarget
)

// targetAt returns what stands at an offset of a file.
func (w *World) targetAt(f *File, offset int) target {
	u, ok := f.UseAt(offset)
	if !ok {
		return target{}
	}
	return w.targetOf(f, u, offset)
}

func (w *World) targetOf(f *File, u outline.Use, offset int) target {
	t := target{start: u.From, end: u.To}
	switch {
	case u.Key && len(u.Path) == 2 && u.Path[0] == "variable" && f.Language == outline.HCL:
		t.kind, t.name, t.declares = variableTarget, u.Text, true
	case u.Key && len(u.Path) == 2 && u.Path[0] == "locals" && f.Language == outline.HCL:
		t.kind, t.name, t.declares = localTarget, u.Text, true
	case u.Key && len(u.Path) == 2 && u.Path[0] != "topology" && schema.LookupKind(schema.Kind(u.Path[0])) != nil:
		t.kind, t.address, t.declares = entityTarget, schema.Address{Kind: schema.Kind(u.Path[0]), Name: u.Text}, true
	case u.Key && len(u.Path) == 4 && u.Path[0] == "environment" && u.Path[2] == "variables":
		t.kind, t.name = variableTarget, u.Text
	case u.Kind == outline.Text && !u.Plain:
	case w.isPath(f, u):
		t.kind, t.name = pathTarget, path.Join(path.Dir(f.Name), u.Text)
		if std, ok := strings.CutPrefix(u.Text, "std/"); ok {
			t.name = "/std/" + std
		}
	case namesVariable(f.Text[:u.From]):
		t.kind, t.name = variableTarget, u.Text
	default:
		return w.referenceTarget(f, u, t, offset)
	}
	return t
}

// isPath reports whether a text is the path of a file or folder.
func (w *World) isPath(f *File, u outline.Use) bool {
	if u.Key || u.Field == nil {
		return false
	}
	s := spotAt(f.Language, u.Path)
	if s.field == nil {
		return false
	}
	switch s.field.Format {
	case "module_source", "folder", "file", "overlay":
		return u.Kind == outline.Text || f.Language == outline.YAML
	}
	return false
}

// addressed finds an address at the start of a text, with what follows it after a dot.
var addressed = regexp.MustCompile(`^([a-z_]+)\.([A-Za-z0-9_-]+)((?:\.[A-Za-z0-9_-]+)*)$`)

func (w *World) referenceTarget(f *File, u outline.Use, t target, offset int) target {
	m := addressed.FindStringSubmatch(u.Text)
	if m == nil {
		return target{}
	}
	code := u.Kind == outline.Word && f.Language == outline.HCL
	switch {
	case m[1] == "var" && code:
		t.kind, t.name = variableTarget, m[2]
	case m[1] == "local" && code:
		t.kind, t.name = localTarget, m[2]
	case schema.LookupKind(schema.Kind(m[1])) == nil || u.Kind == outline.Word && (f.Language == outline.Jsonnet || f.Language == outline.JSON):
		return target{}
	default:
		t.kind, t.address = entityTarget, schema.Address{Kind: schema.Kind(m[1]), Name: m[2]}
		if m[1] == "module" && m[3] != "" && offset > u.From+len(m[1])+1+len(m[2]) {
			t.kind, t.name = outputTarget, strings.TrimPrefix(m[3], ".")
			return t
		}
	}
	t.end = t.start + len(m[1]) + 1 + len(m[2])
	return t
}

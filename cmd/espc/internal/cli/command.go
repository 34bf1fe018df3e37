package cli

import (
	"path/filepath"
	"strings"

	"espc.dev/compiler/plan"
)

// command is what follows a command's name to mean the same environment, with the variables given: "shop -e prod".
func (a *app) command(p *project, env string) string {
	var out []string
	if p.dir != "." {
		out = append(out, quote(p.dir))
	}
	if len(p.names) > 0 {
		out = append(out, "-e "+quote(env))
	}
	for _, f := range a.varFiles {
		out = append(out, "--var-file "+quote(f))
	}
	for _, v := range a.vars {
		if name, _, _ := strings.Cut(v, "="); p.Sensitive(name) {
			v = name + "=…"
		}
		out = append(out, "--var "+quote(v))
	}
	return strings.Join(out, " ")
}

// savedArgs is the same for a saved plan.
func (a *app) savedArgs(saved *plan.Saved, root string) string {
	dir, err := filepath.Rel(a.io.Dir, root)
	if err != nil {
		dir = root
	}
	out := "-e " + quote(saved.Plan.Environment)
	if dir != "." {
		out = quote(filepath.ToSlash(dir)) + " " + out
	}
	return out
}

// quote quotes a word for a shell where it needs it.
func quote(word string) string {
	safe := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,@%+…", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !safe(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

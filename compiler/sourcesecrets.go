package compiler

import (
	"bytes"
	"iter"
	"path"
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// secretsIn refuses secrets in a file that goes into an output as it is: what tells itself, and with names what stands under a name
// such as password.
func (r *sourceReader) secretsIn(v schema.Value[string], a schema.Address, names bool) {
	src := r.sources[schema.SourcePath(v)]
	if !v.IsSet() || src == nil || len(src.Files) != 1 || r.searched[src.Path] {
		return
	}
	r.searched[src.Path] = true
	r.secret(v, a, src.Path, src.Files[0].Data, func(s string) string {
		what := format.Secret(s)
		if what == "" && names {
			what = format.SecretText(s)
		}
		return what
	}, "")
}

// secretsBelow refuses credentials in a source folder. Code is full of what looks like a password, and installed packages of
// examples, so there it is only what nothing but a credential looks like, in what people wrote themselves.
func (r *sourceReader) secretsBelow(v schema.Value[string], a schema.Address) {
	src := r.sources[schema.SourcePath(v)]
	if !v.IsSet() || src == nil || path.IsAbs(src.Path) || r.searched[src.Path] { // comes with espc, or is another entity's too
		return
	}
	r.searched[src.Path] = true
	for _, f := range src.Files {
		if !installed(f.Path) {
			r.secret(v, a, path.Join(src.Path, f.Path), f.Data, format.Credential, "; or leave the file out by .espcignore")
		}
	}
}

// installed reports whether a file of a source folder is part of a package that a package manager put there.
func installed(file string) bool {
	for part := range strings.SplitSeq(path.Dir(file), "/") {
		switch part {
		case "node_modules", "site-packages", "vendor":
			return true
		}
	}
	return false
}

// secret reports the first secret of a file, at its line.
func (r *sourceReader) secret(v schema.Value[string], a schema.Address, name string, data []byte, find func(string) string, or string) {
	if bytes.IndexByte(data[:min(len(data), 8000)], 0) >= 0 { // an archive, a picture
		return
	}
	what := ""
	for piece := range pieces(data) {
		if what = find(piece); what != "" {
			break
		}
	}
	if what == "" {
		return
	}
	file := diag.NewFile(name, data)
	at := diag.Range{File: file}
	for line := range bytes.Lines(data) {
		text := strings.TrimRight(string(line), "\r\n")
		if find(text) != "" || strings.Contains(text, "-----BEGIN") {
			at.End = at.Start + int32(len(text))
			break
		}
		at.Start += int32(len(line))
	}
	file.Hide(0, len(data))
	r.ds = append(r.ds, diag.LiteralSecret.At(at, "%s in plain text", what).WithAddress(a.String()).
		WithRelated(v.Node.Range(), "named here").
		WithFix(`put it into the secret store, declare secret "NAME" { key = "…" }, and hand it over by env%s`, or))
	p := schema.SourcePath(v)
	delete(r.sources, p) // nothing else that is said of it may show it
	r.refused[p] = true
}

// The sizes in bytes of what is searched at a time, and of what of it is searched with the next again: more than the longest that
// format needs to know a secret, a private key's first lines.
const (
	pieceSize    = 1 << 20
	pieceOverlap = 4 << 10
)

// pieces yields a file a piece at a time, from a line's start where there is one, so that a large one is not in memory twice.
func pieces(data []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(data) > pieceSize {
			if !yield(string(data[:pieceSize])) {
				return
			}
			next := pieceSize - pieceOverlap
			if i := bytes.LastIndexByte(data[:next], '\n'); i > 0 {
				next = i + 1
			}
			data = data[next:]
		}
		yield(string(data))
	}
}

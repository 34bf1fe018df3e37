package apart

import (
	"bytes"
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/apart/wire"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/schema/diag"
)

// Server evaluates what Units ask for. It answers one request at a time.
type Server struct {
	languages []frontend.Language
	// known are the files that were evaluated last: those of a topology are asked for once for its environments and once for
	// each of these.
	known []*parsed
}

// parsed are files that were sent, and the unit of them.
type parsed struct {
	message []byte
	sources *wire.Request
	unit    frontend.Unit
}

// maxKnown is how many units are kept: a language and its modules, or two languages.
const maxKnown = 4

// NewServer returns a Server that evaluates the languages.
func NewServer(languages []frontend.Language) *Server { return &Server{languages: languages} }

// Answer evaluates and returns the answer. note gets the name of each file before it is evaluated. over says that an evaluation
// took too much, and may be going on: the process has to end.
func (s *Server) Answer(ctx context.Context, sources, question []byte, note func(string)) (answer []byte, over bool, err error) {
	p, err := s.parse(sources)
	if err != nil {
		return nil, false, err
	}
	r, err := wire.ParseQuestion(question, p.sources)
	if err != nil {
		return nil, false, err
	}
	ctx = bounded.WithNote(ctx, note)
	var a wire.Answer
	if r.Environments {
		a.Documents, a.Diagnostics = p.unit.Environments(ctx, r.Vars)
	} else {
		a.Documents, a.Diagnostics = p.unit.Documents(ctx, r.Vars)
	}
	over = slices.ContainsFunc(a.Diagnostics, func(d diag.Diagnostic) bool { return d.Code == diag.EvaluationBound.ID })
	return wire.AppendAnswer(nil, a, r), over, nil
}

// parse parses the files of a request as they were parsed before it was sent: what they lack was told then.
func (s *Server) parse(message []byte) (*parsed, error) {
	if i := slices.IndexFunc(s.known, func(p *parsed) bool { return bytes.Equal(p.message, message) }); i >= 0 {
		return s.known[i], nil
	}
	r, err := wire.ParseSources(message)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.languages, func(l frontend.Language) bool { return l.Name() == r.Language })
	if i < 0 {
		return nil, errors.New("there is no language " + r.Language)
	}
	folder, err := folderOf(r.Dir, r.Files)
	if err != nil {
		return nil, err
	}
	for i, f := range r.Files { // places lie in the files as the folder gives them out
		name := f.Name
		if i < r.Main {
			name = path.Base(name)
		} else if r.Dir != "." && !path.IsAbs(name) {
			name = relative(r.Dir, name)
		}
		if r.Files[i], err = folder.Read(name); err != nil {
			return nil, err
		}
	}
	p := &parsed{message: message, sources: r}
	p.unit, _ = s.languages[i].Parse(folder, r.Files[:r.Main])
	s.known = append(s.known, p)
	if len(s.known) > maxKnown {
		s.known = slices.Delete(s.known, 0, 1)
	}
	return p, nil
}

// relative turns a path below the root into one from a folder below it.
func relative(dir, name string) string {
	return strings.Repeat("../", strings.Count(dir, "/")+1) + name
}

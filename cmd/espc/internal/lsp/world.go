package lsp

import (
	"path"
	"path/filepath"
	"strings"
	"sync"

	"espc.dev/cmd/espc/internal/assist"
	"espc.dev/cmd/espc/internal/outline"
	"espc.dev/compiler/source"
)

// outlines keeps the outlines of files whose texts have not changed.
type outlines struct {
	mu    sync.Mutex
	files map[string]*assist.File // by path
}

// of returns the outline of a file's text.
func (o *outlines) of(root, name string, data []byte) *assist.File {
	l, ok := outline.LanguageOf(name)
	if !ok {
		return nil
	}
	key := filepath.Join(root, filepath.FromSlash(name))
	o.mu.Lock()
	defer o.mu.Unlock()
	if f := o.files[key]; f != nil && f.Text == string(data) {
		return f
	}
	f := &assist.File{Name: name, File: outline.Read(l, string(data))}
	if o.files == nil {
		o.files = map[string]*assist.File{}
	}
	o.files[key] = f
	return f
}

// forget drops the outlines of a topology that is closed.
func (o *outlines) forget(root string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for key := range o.files {
		if within(root, key) {
			delete(o.files, key)
		}
	}
}

// world is a topology's folder as it is now, with what the place's analysis knows of it.
func (s *Server) world(root string, a *Analysis) *assist.World {
	w := &assist.World{}
	if a != nil {
		w.Compiled, w.Variables = a.Compiled, a.Variables
	}
	t := s.topologyAt(root)
	fsys, err := newOverlay(root, s.buffers(root))
	if err != nil || t == nil {
		return w
	}
	w.Folder = source.New(fsys).WithLibrary(s.config.Library).Remembering(t.memory)
	names, err := w.Folder.Names()
	if err != nil {
		return w
	}
	if a != nil { // modules' files
		for _, f := range a.Folder.Inputs() {
			if path.Dir(f.Name) != "." {
				names = append(names, f.Name)
			}
		}
	}
	for name := range s.buffers(root) {
		if path.Dir(name) != "." {
			names = append(names, name)
		}
	}
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] || languageOf(name) == nil && !strings.HasSuffix(name, ".libsonnet") {
			continue
		}
		seen[name] = true
		file, err := w.Folder.Read(name)
		if err != nil {
			continue // the analysis says so
		}
		if f := s.outlines.of(root, name, file.Data); f != nil {
			w.Files = append(w.Files, f)
		}
	}
	return w
}

// at returns the place that a request is about and the world around it; nil where there is nothing to say.
func (s *Server) at(p TextDocumentPositionParams) (*Place, *assist.World) {
	place := s.place(p)
	if place == nil {
		return nil, nil
	}
	return place, s.world(place.Root, place.Analysis)
}

// spanOf returns a place of a world as the client has it; ok is false for one in a file that comes with espc, which the client can't open.
func (s *Server) spanOf(root string, w *assist.World, p assist.Place) (l Location, ok bool) {
	if path.IsAbs(p.File) {
		return l, false
	}
	l.URI = s.uri(filepath.Join(root, filepath.FromSlash(p.File)))
	if p.End == 0 {
		return l, true
	}
	for _, f := range w.Files {
		if f.Name == p.File {
			l.Range = newText([]byte(f.Text)).rangeOf(s.encoding, p.Start, p.End)
			return l, true
		}
	}
	return l, p.Start == 0
}

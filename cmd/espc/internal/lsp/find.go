package lsp

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
)

// maxLevels is how many folders above a file's may hold its topology, where no workspace folder bounds them.
const maxLevels = 8

// declares finds the declaration of a topology in a file, which need not parse: a block in HCL, a key elsewhere.
var declares = regexp.MustCompile(`(?m)(?:^|[\s{,;])["']?topology["']?\s*(?:\+?::?:?\s|\+?:\s*["'{]|"[^"\n]*"\s*\{)`)

// languageOf returns the language of a topology's file by its name, or nil.
func languageOf(name string) frontend.Language {
	languages := compiler.Languages()
	i := slices.IndexFunc(languages, func(l frontend.Language) bool { return l.Match(filepath.Base(name)) })
	if i < 0 {
		return nil
	}
	return languages[i]
}

// rootOf returns the folder of the topology that a file belongs to: the nearest one around it that declares a topology, and none
// outside the workspace folder that holds the file. "" where there is none.
func (s *Server) rootOf(path string) string {
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	top := ""
	for _, f := range folders {
		if within(f, path) && len(f) > len(top) {
			top = f
		}
	}
	dir := filepath.Dir(path)
	for range maxLevels {
		if s.declaresTopology(dir) {
			return dir
		}
		if up := filepath.Dir(dir); dir != top && up != dir {
			dir = up
			continue
		}
		break
	}
	return ""
}

// within reports whether a path is a folder or something in it.
func within(folder, path string) bool {
	return path == folder || strings.HasPrefix(path, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator))
}

// declaresTopology reports whether a file that lies directly in a folder declares a topology, be it on the disk or in a document.
func (s *Server) declaresTopology(dir string) bool {
	s.mu.Lock()
	open := map[string]*document{}
	for path, d := range s.documents {
		if filepath.Dir(path) == dir {
			open[filepath.Base(path)] = d
		}
	}
	s.mu.Unlock()
	for name, d := range open {
		if mayDeclare(name) && declares.Match(d.text.data) {
			return true
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if open[e.Name()] != nil || !mayDeclare(e.Name()) {
			continue
		}
		info, err := os.Stat(filepath.Join(dir, e.Name()))
		if err != nil || !info.Mode().IsRegular() || info.Size() > source.MaxFile {
			continue
		}
		if data, err := os.ReadFile(filepath.Join(dir, e.Name())); err == nil && declares.Match(data) {
			return true
		}
	}
	return false
}

// mayDeclare reports whether a topology may be declared in a file of a name: those of its languages, and what Jsonnet imports.
func mayDeclare(name string) bool {
	return languageOf(name) != nil || strings.HasSuffix(name, ".libsonnet")
}

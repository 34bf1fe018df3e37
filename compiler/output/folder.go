package output

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
)

// Folder is a compiled folder on disk. It is a backends.StateReader.
type Folder struct {
	// Path is where it is; Name how messages and plans call it ("deploy/dev/kubernetes").
	Path, Name string
	Backend    backends.Backend
	// Wanted are artifacts about to be written. A file that already holds just that is not parsed again: its objects are
	// the wanted ones.
	Wanted []backends.Artifact
	// Diagnostics says which files could not be read as objects, after ReadState.
	Diagnostics diag.List

	written Manifest // as the folder's manifest has it
}

// ReadState reads the files that the manifest lists, or every YAML file of a folder that has none. A folder that does
// not exist holds nothing.
func (f *Folder) ReadState(_ context.Context, shown []backends.Object) (backends.State, error) {
	state := backends.State{Identity: "files in " + f.Name}
	names, err := f.names()
	if err != nil || len(names) == 0 {
		return state, err
	}
	wanted := map[string][]byte{}
	for _, a := range f.Wanted {
		wanted[a.Path] = a.Bytes()
	}
	objects := map[string][]backends.Object{}
	for _, o := range shown {
		objects[o.File] = append(objects[o.File], o)
	}
	digests := Manifest{}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(f.Path, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue // listed, but removed by hand: its objects are gone
		}
		if err != nil {
			return state, err
		}
		digests[name] = Digest(content)
		if written := f.written[name]; written != "" && written != digests[name] {
			f.Diagnostics = append(f.Diagnostics, diag.EditedSince.At(diag.Range{}, "%s/%s was edited since espc wrote it", f.Name, name).
				WithFix("make the change in the topology or an overlay, then revert the edit; apply refuses to lose it without --force"))
		}
		if want, ok := wanted[name]; ok && string(want) == string(content) {
			state.Objects = append(state.Objects, objects[name]...)
			continue
		}
		state.Objects = append(state.Objects, f.parse(name, content)...)
	}
	state.Digest = Digest(digests.Bytes())
	return state, nil
}

func (f *Folder) names() ([]string, error) {
	content, err := os.ReadFile(filepath.Join(f.Path, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return f.walk()
	}
	if err != nil {
		return nil, err
	}
	m, err := ParseManifest(content)
	if err != nil {
		f.Diagnostics = append(f.Diagnostics, diag.BadManifest.At(diag.Range{}, "%s/%s: %s", f.Name, ManifestName, err).
			WithFix("restore it from version control, or remove the folder and compile again"))
		return nil, nil
	}
	f.written = m
	return m.names(), nil
}

// walk lists the YAML files of a folder without a manifest.
func (f *Folder) walk() ([]string, error) {
	var names []string
	err := filepath.WalkDir(f.Path, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !isYAML(p) {
			return err
		}
		rel, err := filepath.Rel(f.Path, p)
		names = append(names, filepath.ToSlash(rel))
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	slices.Sort(names)
	return names, err
}

func isYAML(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

func (f *Folder) parse(name string, content []byte) []backends.Object {
	if !isYAML(name) {
		return nil
	}
	docs, ds := data.Documents(diag.NewFile(f.Name+"/"+name, content))
	for _, d := range ds {
		f.Diagnostics = append(f.Diagnostics, diag.UnreadableManifest.At(d.Subject, "%s", d.Summary).
			WithFix("restore the file, or write it anew with espc compile --force"))
	}
	return f.Backend.Objects(name, docs)
}

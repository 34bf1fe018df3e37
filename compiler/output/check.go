package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"espc.dev/backends"
)

// Check returns the paths of files that Write would create, change or remove, sorted. It writes nothing.
func Check(dir string, artifacts []backends.Artifact) ([]string, error) {
	var out []string
	wanted := map[string]bool{ManifestName: true}
	for _, a := range artifacts {
		wanted[a.Path] = true
		have, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(a.Path)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			out = append(out, a.Path)
		case err != nil:
			return nil, err
		case string(have) != string(a.Bytes()):
			out = append(out, a.Path)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return append(out, ManifestName), nil
	}
	if err != nil {
		return nil, err
	}
	m, err := ParseManifest(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ManifestName, err)
	}
	for name := range m {
		if _, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err == nil && !wanted[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// WriteFile writes a file whole or not at all: beside its place first, then renamed into it. A link in its place is
// refused. It is for its owner alone: a saved plan holds what is applied, and an overlay may have brought a Secret.
func WriteFile(name string, content []byte) error { return ReplaceFile(name, content, 0o600) }

// ReplaceFile is WriteFile for a file of a mode.
func ReplaceFile(name string, content []byte, mode fs.FileMode) error {
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return errors.New("is not a regular file")
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".espc-")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already when it was renamed
	_, err = f.Write(content)
	err = errors.Join(err, f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

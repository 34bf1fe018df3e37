package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// WriteTree copies a file system into a new or empty folder. Every byte is on disk before the first file is in its place.
// A folder that has something in it already is refused.
func WriteTree(dir string, files fs.FS) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".espc-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(stage) }()
	err = fs.WalkDir(files, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, p)
		if err != nil {
			return err
		}
		return writeFile(filepath.Join(stage, filepath.FromSlash(p)), content)
	})
	if err != nil {
		return err
	}
	return place(stage, dir)
}

// place moves the entries of the stage into a folder, which may be somebody's working directory and so stays the same.
func place(stage, dir string) error {
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if have, err := os.ReadDir(dir); err != nil || len(have) > 0 {
		return errors.Join(err, fs.ErrExist)
	}
	entries, err := os.ReadDir(stage)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Rename(filepath.Join(stage, e.Name()), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

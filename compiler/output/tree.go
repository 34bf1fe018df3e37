package output

import (
	"io/fs"
	"os"
	"path/filepath"
)

// WriteTree copies a file system into a new folder, whole or not at all. A folder that has something in it already is
// refused.
func WriteTree(dir string, files fs.FS) error {
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	stage, err := os.MkdirTemp(parent, "."+filepath.Base(dir)+".espc-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(stage)
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
	if err := os.Chmod(stage, 0o755); err != nil {
		return err
	}
	return os.Rename(stage, dir) // takes an empty folder's place, and fails on one that is not empty
}

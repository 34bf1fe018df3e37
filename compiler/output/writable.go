package output

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Writable returns an error where a folder can't be written, without leaving anything there: a run that also changes a live
// target finds out before it does.
func Writable(dir string) error {
	if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
		return errors.New("is not a folder")
	}
	return probe(filepath.Dir(dir), ".espc-")
}

// WritableFile is the same for WriteFile.
func WritableFile(name string) error {
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return errors.New("is not a regular file")
	}
	if _, err := os.Stat(filepath.Dir(name)); err != nil {
		return err
	}
	return probe(filepath.Dir(name), "."+filepath.Base(name)+".espc-")
}

// probe makes and removes a file in a folder, or in the nearest one above that is there.
func probe(dir, prefix string) error {
	for {
		f, err := os.CreateTemp(dir, prefix)
		switch parent := filepath.Dir(dir); {
		case err == nil:
			return errors.Join(f.Close(), os.Remove(f.Name()))
		case !errors.Is(err, fs.ErrNotExist) || parent == dir:
			return err
		default:
			dir = parent
		}
	}
}

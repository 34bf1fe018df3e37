package output

import (
	"os"
	"path/filepath"

	"espc.dev/schema/diag"
)

// Written reports whether a folder is one that espc wrote.
func Written(dir string) bool {
	_, err := os.Lstat(filepath.Join(dir, ManifestName))
	return err == nil
}

// Remove removes what espc wrote in a folder, and the folder if nothing else is in it. The rules are those of Write; a folder that
// espc did not write stays as it is.
func Remove(dir, name string, force bool) (diag.List, error) {
	if !Written(dir) {
		return nil, nil
	}
	if ds, err := Write(dir, name, nil, force); ds != nil || err != nil {
		return ds, err
	}
	if err := os.Remove(filepath.Join(dir, ManifestName)); err != nil {
		return nil, err
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		return nil, err
	}
	return nil, os.Remove(dir)
}

package golden

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// BackendAWS is the name of the folder that holds AWS output: <example>/<environment>/aws.
const BackendAWS = "aws"

// Templates finds every AWS folder below root, sorted by path; its documents are left unread. Finding none, or one without a
// template, is an error: a suite that has nothing to judge must not pass.
func Templates(root string) ([]Folder, error) {
	folders, err := find(root, BackendAWS)
	if err != nil {
		return nil, err
	}
	for _, folder := range folders {
		if _, err := os.Stat(filepath.Join(folder.Path, "template.yaml")); err != nil {
			return nil, err
		}
	}
	return folders, nil
}

// find returns the folders of a backend below root, sorted by path.
func find(root, backend string) ([]Folder, error) {
	var folders []Folder
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() || entry.Name() != backend {
			return nil
		}
		if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(path), backend)); err == nil {
			return nil // an environment that is called as a backend
		}
		folders = append(folders, named(root, path))
		return fs.SkipDir
	})
	if err != nil {
		return nil, err
	}
	if len(folders) == 0 {
		return nil, fmt.Errorf("%s holds no <example>/<environment>/%s folder", root, backend)
	}
	slices.SortFunc(folders, func(a, b Folder) int { return strings.Compare(a.Path, b.Path) })
	return folders, nil
}

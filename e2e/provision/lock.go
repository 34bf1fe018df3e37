package provision

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// A file is a path with slashes and its content.
type file struct{ path, content string }

// lockedFiles returns what npm installs from: the manifest, the lock file, and the manifests of the packages that it links to.
func lockedFiles(source fs.FS) ([]file, error) {
	lock, err := fs.ReadFile(source, "package-lock.json")
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Packages map[string]json.RawMessage
	}
	if err := json.Unmarshal(lock, &parsed); err != nil {
		return nil, err
	}
	if len(parsed.Packages) == 0 {
		return nil, errors.New("the lock file names no packages")
	}
	paths := []string{"package.json"}
	for name := range parsed.Packages {
		if name != "" && !strings.HasPrefix(name, "node_modules/") && !strings.Contains(name, "/node_modules/") {
			paths = append(paths, path.Join(name, "package.json"))
		}
	}
	slices.Sort(paths)
	files := []file{{"package-lock.json", string(lock)}}
	for _, name := range paths {
		content, err := fs.ReadFile(source, name)
		if err != nil {
			return nil, fmt.Errorf("the lock file names %s: %w", name, err)
		}
		files = append(files, file{name, string(content)})
	}
	return files, nil
}

func contents(files []file) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.path, f.content)
	}
	return out
}

func write(folder string, files []file) error {
	for _, f := range files {
		name := filepath.Join(folder, filepath.FromSlash(f.path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(f.content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

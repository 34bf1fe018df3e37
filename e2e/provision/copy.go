package provision

import (
	"io/fs"
	"os"
	"path/filepath"
)

// LinkTree makes a second tree of a folder of this cache: its files are hard links, so it costs no copy and may be added to. Both
// are on one file system, as Scratch's folders are.
func LinkTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		below, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, below)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o755)
		case entry.Type() == fs.ModeSymlink:
			points, err := os.Readlink(path)
			if err != nil {
				return err
			}
			return os.Symlink(points, target)
		}
		return os.Link(path, target)
	})
}

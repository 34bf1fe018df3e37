package provision

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// npmFlags keep npm from running what packages bring, and from saying more than it must.
var npmFlags = []string{"--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"}

// NodeModules returns a folder whose node_modules is what the lock file in source says, byte for byte. A package that the lock
// links to, as `file:` does, comes from source too.
func (c *Cache) NodeModules(name string, source fs.FS) (string, error) {
	files, err := lockedFiles(source)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return c.Folder("npm-"+name, append(contents(files), platform()), func(folder string) error {
		if err := write(folder, files); err != nil {
			return err
		}
		return run(folder, "npm", append([]string{"ci"}, npmFlags...)...)
	})
}

// Node returns the program of a release of Node (24.21.0), which npm has as a package for each platform.
func (c *Cache) Node(version string) (string, error) {
	pack := "node-" + platform()
	folder, err := c.Folder("node-"+version, []string{pack, version}, func(folder string) error {
		flags := append([]string{"install", "--prefix", folder, "--no-save", pack + "@" + version}, npmFlags...)
		if err := run(folder, "npm", flags...); err != nil {
			return err
		}
		// The rest of the package is headers and documentation, several times the program.
		if err := os.Rename(filepath.Join(folder, "node_modules", pack, "bin", "node"), filepath.Join(folder, "node")); err != nil {
			return err
		}
		return os.RemoveAll(filepath.Join(folder, "node_modules"))
	})
	return filepath.Join(folder, "node"), err
}

// Files returns a folder with the files of a package that patterns of filepath.Match find in it, each at its path. The rest of the
// package, which may be hundreds of megabytes, is not kept.
func (c *Cache) Files(pack, version string, patterns ...string) (string, error) {
	return c.Folder("files-"+filepath.Base(pack), append([]string{pack, version}, patterns...), func(folder string) error {
		flags := append([]string{"install", "--prefix", folder, "--no-save", pack + "@" + version}, npmFlags...)
		if err := run(folder, "npm", flags...); err != nil {
			return err
		}
		modules := filepath.Join(folder, "node_modules")
		from := filepath.Join(modules, filepath.FromSlash(pack))
		for _, pattern := range patterns {
			found, err := filepath.Glob(filepath.Join(from, filepath.FromSlash(pattern)))
			if err != nil || len(found) == 0 {
				return fmt.Errorf("%s@%s has no file %s", pack, version, pattern)
			}
			for _, file := range found {
				to := filepath.Join(folder, strings.TrimPrefix(file, from))
				if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
					return err
				}
				if err := os.Rename(file, to); err != nil {
					return err
				}
			}
		}
		return os.RemoveAll(modules)
	})
}

// platform is this machine as npm's packages of Node name it.
func platform() string {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return runtime.GOOS + "-" + arch
}

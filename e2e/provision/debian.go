package provision

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// Debian returns a folder in which packages of this machine's Debian are unpacked, as if it were the root of the file system.
// Nothing is installed, started or configured, and it needs no root; but the packages that these need are the caller's to name.
// The error says that this is no Debian, or what apt-get said.
func (c *Cache) Debian(name string, packages ...string) (string, error) {
	release, err := os.ReadFile("/etc/os-release")
	if err != nil {
		return "", fmt.Errorf("%s is not installed, and is only brought along on Debian: %w", name, err)
	}
	contents := append(slices.Clone(packages), string(release), runtime.GOARCH)
	return c.Folder("debian-"+name, contents, func(folder string) error {
		if err := download(folder, packages); err != nil {
			return err
		}
		archives, err := filepath.Glob(filepath.Join(folder, "*.deb"))
		if err != nil {
			return err
		}
		for _, archive := range archives {
			if err := run(folder, "dpkg", "-x", archive, folder); err != nil {
				return err
			}
			if err := os.Remove(archive); err != nil {
				return err
			}
		}
		return nil
	})
}

// download asks for the packages, and where that fails, which it does on a machine that never asked, for their lists before.
func download(folder string, packages []string) error {
	get := append([]string{"download", "-qq", "-o", "APT::Sandbox::User=root"}, packages...)
	if run(folder, "apt-get", get...) == nil {
		return nil
	}
	update := run(folder, "apt-get", "update", "-qq")
	if err := run(folder, "apt-get", get...); err != nil {
		return fmt.Errorf("%w (apt-get update: %v)", err, update)
	}
	return nil
}

// LibraryPath is where the libraries of an unpacked folder are, for LD_LIBRARY_PATH.
func LibraryPath(folder string) string {
	found, err := filepath.Glob(filepath.Join(folder, "usr", "lib", "*-linux-gnu"))
	if err != nil || len(found) == 0 {
		return filepath.Join(folder, "usr", "lib")
	}
	return found[0]
}

//go:build !linux

package output

import (
	"errors"
	"io/fs"
	"os"
)

// exchange puts the stage in a folder's place. The old one is left in the stage.
func exchange(stage, dir string) error {
	if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
		return os.Rename(stage, dir)
	}
	return swap(stage, dir)
}

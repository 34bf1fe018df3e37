package output

import (
	"errors"
	"os"
)

// swap exchanges two folders in three renames, for file systems that can't do it in one. Whatever fails is undone.
func swap(stage, dir string) error {
	aside := stage + ".old"
	if err := os.Rename(dir, aside); err != nil {
		return err
	}
	if err := os.Rename(stage, dir); err != nil {
		return errors.Join(err, os.Rename(aside, dir))
	}
	return os.Rename(aside, stage)
}

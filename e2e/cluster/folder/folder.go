// Package folder makes the folders that hold a cluster's state, and removes those of clusters that were killed.
package folder

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// prefix begins the names of folders with a cluster's state, in the system's folder for temporary files.
const prefix = "espc-cluster-"

// A Folder holds all state of one cluster. Its lock says that a process still wants it.
type Folder struct {
	Path string
	lock *os.File
}

// New makes a folder below root, and removes those there whose clusters were killed.
func New(root string) (*Folder, error) {
	sweep(root)
	const tries = 10
	for range tries {
		path, err := os.MkdirTemp(root, prefix)
		if err != nil {
			return nil, err
		}
		lock, err := take(path)
		if err == nil && isAt(lock, lockOf(path)) {
			return &Folder{path, lock}, nil
		}
		_ = os.RemoveAll(path) // another cluster's sweep came in between, and took it for an abandoned one
	}
	return nil, errors.New("no folder could be locked below " + root)
}

// isAt says whether a file is still the one at a path.
func isAt(file *os.File, path string) bool {
	mine, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(mine, there)
}

// sweep removes what killed clusters left. What cannot be removed is another user's, or a later sweep's.
func sweep(root string) {
	found, err := filepath.Glob(filepath.Join(root, prefix+"*"))
	if err != nil {
		return
	}
	for _, path := range found {
		if _, err := os.Stat(lockOf(path)); err != nil {
			continue // one that is being made
		}
		if lock, err := take(path); err == nil {
			_ = os.RemoveAll(path)
			_ = lock.Close()
		}
	}
}

func lockOf(path string) string { return filepath.Join(path, "lock") }

// take locks a folder for as long as the file is open. It fails where another process has it.
func take(path string) (*os.File, error) {
	lock, err := os.OpenFile(lockOf(path), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

// Remove removes the folder with all that is in it.
func (f *Folder) Remove() error {
	return errors.Join(os.RemoveAll(f.Path), f.lock.Close())
}

// Write writes a file that only this user may read, and returns its path.
func (f *Folder) Write(name string, content []byte) (string, error) {
	path := filepath.Join(f.Path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, content, 0o600)
}

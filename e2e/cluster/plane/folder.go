package plane

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// folderPrefix begins the names of folders with a cluster's state, in the system's folder for temporary files.
const folderPrefix = "espc-cluster-"

// A folder holds all state of one cluster. Its lock says that a process still wants it.
type folder struct {
	path string
	lock *os.File
}

// newFolder makes a folder below root, and removes those there whose clusters were killed.
func newFolder(root string) (*folder, error) {
	sweep(root)
	path, err := os.MkdirTemp(root, folderPrefix)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	f.lock, err = take(path)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	return f, nil
}

// sweep removes what killed clusters left. What cannot be removed is another user's, or a later sweep's.
func sweep(root string) {
	found, err := filepath.Glob(filepath.Join(root, folderPrefix+"*"))
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

// remove removes the folder with all that is in it.
func (f *folder) remove() error {
	return errors.Join(os.RemoveAll(f.path), f.lock.Close())
}

// write writes a file that only this user may read, and returns its path.
func (f *folder) write(name string, content []byte) (string, error) {
	path := filepath.Join(f.path, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, content, 0o600)
}

//go:build unix

package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// lock holds a folder against other writers until the returned function is called. The lock is on the folder itself: it
// leaves no file behind, and ends with the process.
func lock(dir string) (unlock func(), err error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil
}

package provision

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// fillingPrefix begins the names of folders that are not, or not for others, finished.
const fillingPrefix = ".filling-"

// abandonedAfter is when a folder that nobody finished is taken to be one that a killed run left behind.
const abandonedAfter = 6 * time.Hour

// A Cache keeps folders by what they were made from. Several processes may share one: a folder appears in it by a rename, when
// all of it is there. It is safe for concurrent use.
type Cache struct {
	root  string
	locks sync.Map // of *sync.Mutex by folder name: one process makes a folder once
}

// UserCache returns the cache of this module in the user's cache folder. The error says that there is none, or that it cannot be
// written to.
func UserCache() (*Cache, error) {
	folder, err := os.UserCacheDir()
	if err != nil {
		return nil, fmt.Errorf("there is no folder to keep packages in: %w", err)
	}
	return NewCache(filepath.Join(folder, "espc-e2e"))
}

// NewCache returns the cache in a folder, which is made where it is not there, without what killed runs left in it.
func NewCache(root string) (*Cache, error) {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err == nil && strings.HasPrefix(entry.Name(), fillingPrefix) && time.Since(info.ModTime()) > abandonedAfter {
			err = os.RemoveAll(filepath.Join(root, entry.Name()))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process sweeps too
			return nil, err
		}
	}
	return &Cache{root: root}, nil
}

// Folder returns the folder that was made from these contents. Where it is not there yet, fill makes it: it gets an empty
// folder. name is for people who look into the cache. The error is fill's, or that of the file system.
func (c *Cache) Folder(name string, contents []string, fill func(folder string) error) (string, error) {
	key := name + "-" + digest(contents)
	lock, _ := c.locks.LoadOrStore(key, new(sync.Mutex))
	lock.(*sync.Mutex).Lock()
	defer lock.(*sync.Mutex).Unlock()

	final := filepath.Join(c.root, key)
	if exists(final) {
		return final, nil
	}
	folder, err := c.Scratch()
	if err != nil {
		return "", err
	}
	defer func() { _ = os.RemoveAll(folder) }() // a later run sweeps what stays
	if err := fill(folder); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if err := os.Rename(folder, final); err != nil && !exists(final) { // another process may have been faster
		return "", err
	}
	return final, nil
}

// Scratch returns a new empty folder on the cache's own file system, which the caller removes.
func (c *Cache) Scratch() (string, error) {
	return os.MkdirTemp(c.root, fillingPrefix)
}

func exists(folder string) bool {
	_, err := os.Stat(folder)
	return err == nil
}

// digest returns 16 hex digits of a SHA-256 over the contents.
func digest(contents []string) string {
	sum := sha256.New()
	for _, content := range contents {
		fmt.Fprintf(sum, "%d\x00%s", len(content), content)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// Package source reads the files of a topology: the only part of the compiler that touches a disk. Everything is read
// inside one root folder; links that leave it, devices, pipes and oversized files are refused.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"espc.dev/schema/diag"
)

// MaxFile is the largest file of a topology that is read, in bytes. Files of a source folder have MaxSource together.
const MaxFile = 32 << 20

// Folder is a folder of a topology: its root, or a module's folder below it or in the library. It remembers what was read through it, for
// the digests of a saved plan. It is safe for concurrent use.
type Folder struct {
	fsys  fs.FS
	dir   string // "." or a path below the root, or an absolute one in the library
	cache *cache
	uses  *uses // nil but for a module's folder
	// memory is nil for a folder that is read once.
	memory *Memory
}

type cache struct {
	mu    sync.Mutex
	files map[string]*diag.File
}

// uses is a module's folder for one of the blocks that use it. The cache's lock is its own too.
type uses struct {
	by    diag.Use
	files map[string]*diag.File
}

// Open opens a topology's folder. Nothing outside it can be read through the result, whatever links say.
func Open(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return New(root.FS()), nil
}

// New returns a Folder over a file system.
func New(fsys fs.FS) *Folder {
	return &Folder{fsys: fsys, dir: ".", cache: &cache{files: map[string]*diag.File{}}}
}

// Sub returns a folder below f; dir is relative to f and stays inside the root, or names a folder of the library, or Sub
// returns an Error.
func (f *Folder) Sub(dir string) (*Folder, error) {
	p, err := f.resolve(dir)
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(f.fsys, p)
	if err != nil {
		return nil, explain(dir, err)
	}
	if !info.IsDir() {
		return nil, &Error{Path: dir, Reason: "is not a folder"}
	}
	return &Folder{fsys: f.fsys, dir: p, cache: f.cache, uses: f.uses, memory: f.memory}, nil
}

// UsedBy returns the folder as a module's: its files know the block that uses it.
func (f *Folder) UsedBy(use diag.Use) *Folder {
	out := *f
	out.uses = &uses{by: use, files: map[string]*diag.File{}}
	return &out
}

// Dir returns the folder's path below the root, "." for the root itself, an absolute path in the library.
func (f *Folder) Dir() string { return f.dir }

// Names returns the names of what lies directly in the folder but for folders and dot files, sorted. What is no regular
// file is listed too: reading it says why it can't be used.
func (f *Folder) Names() ([]string, error) {
	entries, err := fs.ReadDir(f.fsys, f.dir)
	if err != nil {
		return nil, explain(f.dir, err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}

// Entries returns what lies directly in the folder, folders too, sorted by name.
func (f *Folder) Entries() ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(f.fsys, f.dir)
	if err != nil {
		return nil, explain(f.dir, err)
	}
	return entries, nil
}

// Read reads a file by its path relative to the folder. The File's name is relative to the root. Every file is read once.
func (f *Folder) Read(name string) (*diag.File, error) { return f.readUpTo(name, MaxFile) }

func (f *Folder) readUpTo(name string, most int64) (*diag.File, error) {
	p, err := f.resolve(name)
	if err != nil {
		return nil, err
	}
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	if file := f.cache.files[p]; file != nil {
		return f.used(p, file), nil
	}
	info, err := statRegular(f.fsys, p, most)
	if err != nil {
		return nil, explain(name, err)
	}
	file := f.memory.known(p, info)
	if file == nil {
		data, err := readRegular(f.fsys, p, most)
		if err != nil {
			return nil, explain(name, err)
		}
		file = diag.NewFile(p, data)
		f.memory.keep(p, info, file)
	}
	f.cache.files[p] = file
	return f.used(p, file), nil
}

// Unread is a file that Read refuses, as a place for saying so: its name, and no content.
func (f *Folder) Unread(name string) *diag.File {
	file := diag.NewFile(path.Join(f.dir, name), nil)
	if f.uses != nil {
		return file.UsedBy(f.uses.by)
	}
	return file
}

// used is a file as the folder gives it out. The cache's lock is held.
func (f *Folder) used(p string, file *diag.File) *diag.File {
	if f.uses == nil {
		return file
	}
	if f.uses.files[p] == nil {
		f.uses.files[p] = file.UsedBy(f.uses.by)
	}
	return f.uses.files[p]
}

// Inputs returns every file that was read through the folder or one made from it, sorted by name.
func (f *Folder) Inputs() []*diag.File {
	f.cache.mu.Lock()
	defer f.cache.mu.Unlock()
	files := make([]*diag.File, 0, len(f.cache.files))
	for _, file := range f.cache.files {
		files = append(files, file)
	}
	slices.SortFunc(files, func(a, b *diag.File) int { return strings.Compare(a.Name, b.Name) })
	return files
}

func (f *Folder) resolve(name string) (string, error) {
	if clean := path.Clean(name); inLibrary(clean) {
		return clean, nil
	}
	if path.IsAbs(name) {
		return "", &Error{Path: name, Reason: "is an absolute path"}
	}
	p := path.Join(f.dir, name)
	if inLibrary(p) {
		return p, nil
	}
	if !fs.ValidPath(p) {
		return "", &Error{Path: name, Reason: "leaves the topology's folder"}
	}
	return p, nil
}

// statRegular asks whether a file is a regular one of at most so many bytes. That is known before it is opened, so a pipe does not
// block.
func statRegular(fsys fs.FS, p string, most int64) (fs.FileInfo, error) {
	info, err := fs.Stat(fsys, p)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, &Error{Path: p, Reason: "is not a regular file"}
	case info.Size() > most:
		return nil, tooLarge(p, most)
	}
	return info, nil
}

// readRegular reads a regular file of at most so many bytes.
func readRegular(fsys fs.FS, p string, most int64) ([]byte, error) {
	file, err := fsys.Open(p)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // only read
	var data bytes.Buffer
	if info, err := file.Stat(); err == nil {
		data.Grow(int(min(info.Size(), most)) + bytes.MinRead) // a large file is then never there twice
	}
	if _, err := data.ReadFrom(io.LimitReader(file, most+1)); err != nil {
		return nil, err
	}
	if int64(data.Len()) > most {
		return nil, tooLarge(p, most)
	}
	return data.Bytes(), nil
}

func tooLarge(p string, most int64) error {
	return &Error{Path: p, Reason: fmt.Sprintf("is larger than %d MiB", most>>20)}
}

// Error says why a file or folder can't be read: "PATH REASON". Fix says what to do about it, where there is more to do than
// to name another.
type Error struct {
	Path, Reason, Fix string
}

// Error returns one sentence without a period.
func (e *Error) Error() string { return e.Path + " " + e.Reason }

func explain(name string, err error) error {
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, fs.ErrNotExist):
		return &Error{Path: name, Reason: "does not exist"}
	case errors.Is(err, fs.ErrPermission):
		return &Error{Path: name, Reason: "may not be read"}
	case strings.Contains(err.Error(), "path escapes from parent"):
		return &Error{Path: name, Reason: "is a link that leaves the topology's folder"}
	}
	var of *fs.PathError
	if errors.As(err, &of) {
		err = of.Err // the name and the call that failed say nothing more
	}
	return &Error{Path: name, Reason: "can't be read: " + err.Error()}
}

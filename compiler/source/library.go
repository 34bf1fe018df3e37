package source

import (
	"io/fs"
	"path"
	"strings"
)

// Library is what the names of files that come with espc start with. No file of a topology's folder has an absolute name, so
// none can be taken for one of these, or the other way round.
const Library = "/std/"

// WithLibrary returns the folder with the files that come with espc below Library.
func (f *Folder) WithLibrary(library fs.FS) *Folder {
	out := *f
	out.fsys = joined{folder: f.fsys, library: library}
	return &out
}

// Library returns the names of the folders in the library, sorted.
func (f *Folder) Library() []string {
	entries, err := fs.ReadDir(f.fsys, path.Clean(Library))
	if err != nil {
		return nil // a folder without a library
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

func inLibrary(p string) bool { return strings.HasPrefix(p+"/", Library) }

// joined is a topology's folder and the library.
type joined struct{ folder, library fs.FS }

func (j joined) pick(name string) (fs.FS, string) {
	if !inLibrary(name) {
		return j.folder, name
	}
	return j.library, path.Clean("." + strings.TrimPrefix(name, path.Clean(Library)))
}

// Open implements fs.FS.
func (j joined) Open(name string) (fs.File, error) {
	fsys, name := j.pick(name)
	return fsys.Open(name)
}

// ReadDir implements fs.ReadDirFS.
func (j joined) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(j.pick(name)) }

// Stat implements fs.StatFS.
func (j joined) Stat(name string) (fs.FileInfo, error) { return fs.Stat(j.pick(name)) }

// Lstat implements fs.ReadLinkFS.
func (j joined) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(j.pick(name)) }

// ReadLink implements fs.ReadLinkFS.
func (j joined) ReadLink(name string) (string, error) { return fs.ReadLink(j.pick(name)) }

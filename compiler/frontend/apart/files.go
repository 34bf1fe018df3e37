package apart

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// folderOf returns the folder that a request is about, with the files that came with it: nothing else can be read through it.
func folderOf(dir string, files []*diag.File) (*source.Folder, error) {
	own, library := held{}, held{}
	for _, f := range files {
		if name, ours := strings.CutPrefix(f.Name, source.Library); ours {
			library.add(name, f.Data)
		} else {
			own.add(f.Name, f.Data)
		}
	}
	own.add(".", nil)
	return source.New(own).WithLibrary(library).Sub(dir)
}

// held is a file system in memory: files by name, and folders with a nil in place of data.
type held map[string][]byte

// add adds a file, or, without data, a folder, and the folders around it.
func (h held) add(name string, data []byte) {
	name = path.Clean(name)
	if _, known := h[name]; known && data == nil {
		return
	}
	h[name] = data
	if name != "." && name != "/" {
		h.add(path.Dir(name), nil)
	}
}

// Open implements fs.FS.
func (h held) Open(name string) (fs.File, error) {
	info, err := h.Stat(name)
	if err != nil {
		return nil, err
	}
	return &heldFile{info: info, Reader: bytes.NewReader(h[name])}, nil
}

// Stat implements fs.StatFS.
func (h held) Stat(name string) (fs.FileInfo, error) {
	data, ok := h[name]
	if !ok {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return heldInfo{name: path.Base(name), size: int64(len(data)), folder: data == nil}, nil
}

// ReadDir implements fs.ReadDirFS.
func (h held) ReadDir(name string) ([]fs.DirEntry, error) {
	if data, ok := h[name]; !ok || data != nil {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	var entries []fs.DirEntry
	for p, data := range h {
		if p != name && path.Dir(p) == name {
			entries = append(entries, fs.FileInfoToDirEntry(heldInfo{name: path.Base(p), size: int64(len(data)), folder: data == nil}))
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

type heldFile struct {
	info fs.FileInfo
	io.Reader
}

func (f *heldFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *heldFile) Close() error               { return nil }

// heldInfo describes a file or folder.
type heldInfo struct {
	name   string
	size   int64
	folder bool
}

func (i heldInfo) Name() string       { return i.name }
func (i heldInfo) Size() int64        { return i.size }
func (i heldInfo) IsDir() bool        { return i.folder }
func (i heldInfo) Sys() any           { return nil }
func (i heldInfo) ModTime() time.Time { return time.Time{} }

func (i heldInfo) Mode() fs.FileMode {
	if i.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}

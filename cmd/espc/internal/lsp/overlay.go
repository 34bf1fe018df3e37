package lsp

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// buffer is a text that stands in place of a file's on the disk. Its stamp is another one for every text.
type buffer struct {
	data  []byte
	stamp int64
	// uri and version are those of an open document.
	uri     string
	version int
}

// buffers returns the documents of a topology that are open, by their names in its folder.
func (s *Server) buffers(root string) map[string]buffer {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]buffer{}
	for p, d := range s.documents {
		if within(root, p) {
			out[nameIn(root, p)] = buffer{data: d.text.data, stamp: d.stamp, uri: d.uri, version: d.version}
		}
	}
	return out
}

// sameTexts reports whether two sets of buffers have the same texts.
func sameTexts(a, b map[string]buffer) bool {
	return maps.EqualFunc(a, b, func(x, y buffer) bool { return x.stamp == y.stamp })
}

func (s *Server) nextStamp() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stamp++
	return s.stamp
}

// nameIn returns a path's name in a folder, with slashes.
func nameIn(root, p string) string {
	rel, err := filepath.Rel(root, p)
	if err != nil {
		return filepath.ToSlash(p)
	}
	return filepath.ToSlash(rel)
}

// overlay is a topology's folder with buffers over its files. It keeps nothing open: analyses stay, and every request has one.
type overlay struct {
	root    string
	buffers map[string]buffer
}

// newOverlay returns a topology's folder, or why it can't be read. As with source.Open, nothing outside it is read, whatever links say.
func newOverlay(root string, buffers map[string]buffer) (*overlay, error) {
	o := &overlay{root: root, buffers: buffers}
	_, err := onDisk(o, ".", fs.Stat)
	return o, err
}

// onDisk reads a name of the folder as it is on the disk.
func onDisk[T any](o *overlay, name string, read func(fs.FS, string) (T, error)) (out T, err error) {
	r, err := os.OpenRoot(o.root)
	if err != nil {
		return out, err
	}
	defer func() { _ = r.Close() }() // a file that was opened stays open
	return read(r.FS(), name)
}

// Open implements fs.FS.
func (o *overlay) Open(name string) (fs.File, error) {
	if b, ok := o.buffers[name]; ok {
		return &bufferFile{Reader: bytes.NewReader(b.data), info: bufferInfo{path.Base(name), b}}, nil
	}
	return onDisk(o, name, fs.FS.Open)
}

// ReadDir implements fs.ReadDirFS: files that are not saved yet are there as well.
func (o *overlay) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := onDisk(o, name, fs.ReadDir)
	for p, b := range o.buffers {
		if path.Dir(p) != name {
			continue
		}
		entry := fs.FileInfoToDirEntry(bufferInfo{path.Base(p), b})
		if i := slices.IndexFunc(entries, func(e fs.DirEntry) bool { return e.Name() == entry.Name() }); i >= 0 {
			entries[i] = entry
		} else {
			entries, err = append(entries, entry), nil
		}
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// Stat implements fs.StatFS.
func (o *overlay) Stat(name string) (fs.FileInfo, error) {
	if b, ok := o.buffers[name]; ok {
		return bufferInfo{path.Base(name), b}, nil
	}
	return onDisk(o, name, fs.Stat)
}

// Lstat implements fs.ReadLinkFS.
func (o *overlay) Lstat(name string) (fs.FileInfo, error) {
	if b, ok := o.buffers[name]; ok {
		return bufferInfo{path.Base(name), b}, nil
	}
	return onDisk(o, name, fs.Lstat)
}

// ReadLink implements fs.ReadLinkFS.
func (o *overlay) ReadLink(name string) (string, error) { return onDisk(o, name, fs.ReadLink) }

// bufferInfo is a buffer as a file.
type bufferInfo struct {
	name string
	buffer
}

func (i bufferInfo) Name() string    { return i.name }
func (i bufferInfo) Size() int64     { return int64(len(i.data)) }
func (bufferInfo) Mode() fs.FileMode { return 0o644 }
func (bufferInfo) IsDir() bool       { return false }
func (bufferInfo) Sys() any          { return nil }

// ModTime is another one for every text, so that what is remembered of a file goes by it.
func (i bufferInfo) ModTime() time.Time { return time.Unix(0, i.stamp) }

type bufferFile struct {
	*bytes.Reader
	info bufferInfo
}

func (f *bufferFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *bufferFile) Close() error               { return nil }

var _ io.ReaderAt = (*bufferFile)(nil)

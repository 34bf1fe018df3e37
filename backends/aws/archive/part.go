package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io/fs"
	"path"
	"slices"
	"strings"

	"espc.dev/schema"
)

// Part is a set of files, compressed. The zero value has none.
type Part struct{ entries []entry }

// entry is one compressed file.
type entry struct {
	path       string
	executable bool
	size       int64 // unpacked
	crc        uint32
	method     uint16
	data       []byte // packed
	line       []byte // what it is in the digest
}

// Without returns the part without the files that a function picks.
func (p Part) Without(pick func(path string) bool) Part {
	if !slices.ContainsFunc(p.entries, func(e entry) bool { return pick(e.path) }) {
		return p
	}
	return Part{slices.DeleteFunc(slices.Clone(p.entries), func(e entry) bool { return pick(e.path) })}
}

// Compressor compresses files. The zero value is ready; it is used by one goroutine at a time, and the more files go through
// one, the less each costs.
type Compressor struct {
	writer *flate.Writer
	buffer bytes.Buffer
}

// Compress compresses files in any order. The error says which path can't be packed.
func (c *Compressor) Compress(files []schema.SourceFile) (Part, error) {
	p := Part{make([]entry, 0, len(files))}
	paths := make(map[string]bool, len(files))
	for _, f := range files {
		if !fs.ValidPath(f.Path) || strings.Contains(f.Path, "\\") || path.Clean(f.Path) != f.Path || f.Path == "." {
			return Part{}, fmt.Errorf("%q is no path inside the folder", f.Path)
		}
		if paths[f.Path] {
			return Part{}, fmt.Errorf("%q is in the folder twice", f.Path)
		}
		paths[f.Path] = true
		e := entry{
			path: f.Path, executable: f.Executable, size: int64(len(f.Data)), crc: crc32.ChecksumIEEE(f.Data),
			method: zip.Store, data: f.Data,
			line: line(f),
		}
		packed, err := c.deflate(f.Data)
		if err != nil {
			return Part{}, fmt.Errorf("%s: %w", f.Path, err)
		}
		if len(packed) < len(f.Data) {
			e.method, e.data = zip.Deflate, bytes.Clone(packed)
		}
		p.entries = append(p.entries, e)
	}
	return p, nil
}

// deflate returns data compressed, until the next call.
func (c *Compressor) deflate(data []byte) ([]byte, error) {
	c.buffer.Reset()
	if c.writer == nil {
		w, err := flate.NewWriter(&c.buffer, flate.DefaultCompression)
		if err != nil {
			return nil, err
		}
		c.writer = w
	} else {
		c.writer.Reset(&c.buffer)
	}
	if _, err := c.writer.Write(data); err != nil {
		return nil, err
	}
	if err := c.writer.Close(); err != nil {
		return nil, err
	}
	return c.buffer.Bytes(), nil
}

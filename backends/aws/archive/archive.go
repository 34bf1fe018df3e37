// Package archive packs functions' folders into zip files whose bytes depend on the files alone: entries sorted by path, one
// fixed time, two modes, one level of compression.
//
// Files are compressed once, as a Part, and any number of zip files is made of the same parts: what is beside the code of a
// thousand functions costs as much as beside that of one.
package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"

	"espc.dev/schema"
)

// The time of every entry, in MS-DOS's form: the first of January 1980, the earliest that a zip file can say.
const (
	entryDate = 1<<5 | 1
	entryTime = 0
)

// Modes of entries: read by everybody, because Lambda runs a function as a user of its own.
const (
	plain      fs.FileMode = 0o644
	executable fs.FileMode = 0o755
)

// Fields of an entry's header, by the zip specification.
const (
	version  = 20      // 2.0, which deflate needs
	utf8Name = 1 << 11 // the general purpose bit that says that the name is UTF-8
	// overhead is how many bytes an entry takes at most besides its data and twice its name: the local header's 30 and the
	// directory's 46.
	overhead = 76
)

// Zip is a packed folder.
type Zip struct {
	// Digest is a SHA-256 of the files' paths, modes and contents in lower-case hexadecimal. It is not that of Data, so that
	// another version of the compressor names the same content the same.
	Digest string
	Data   []byte
	// Unpacked is how many bytes the files have.
	Unpacked int64
}

// Pack makes a zip file of parts. A path that several of them have is taken from the first.
func Pack(parts ...Part) (Zip, error) {
	entries := merge(parts)
	z, size := Zip{Digest: digest(entries)}, 0
	for _, e := range entries {
		z.Unpacked += e.size
		size += len(e.data) + 2*len(e.path) + overhead
	}
	var out bytes.Buffer
	out.Grow(size + overhead)
	w := zip.NewWriter(&out)
	for _, e := range entries {
		if err := add(w, e); err != nil {
			return Zip{}, fmt.Errorf("%s: %w", e.path, err)
		}
	}
	if err := w.Close(); err != nil {
		return Zip{}, err
	}
	z.Data = out.Bytes()
	return z, nil
}

// merge returns the entries of all parts, sorted by path.
func merge(parts []Part) []entry {
	var entries []entry
	for _, p := range parts {
		entries = append(entries, p.entries...)
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.path, b.path) })
	return slices.CompactFunc(entries, func(a, b entry) bool { return a.path == b.path })
}

// Digest returns the digest of a source's own files, without what stands beside them in a zip.
func Digest(source *schema.Source) string {
	files := slices.Clone(source.Files)
	slices.SortFunc(files, func(a, b schema.SourceFile) int { return cmp.Compare(a.Path, b.Path) })
	h := sha256.New()
	for _, f := range files {
		h.Write(line(f))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// line is what a file is in a digest: no two files have the same.
func line(f schema.SourceFile) []byte {
	return fmt.Appendf(nil, "%d %s %t %x\n", len(f.Path), f.Path, f.Executable, sha256.Sum256(f.Data))
}

// digest hashes entries in order, each as its path, its mode and the SHA-256 of its content, so that no two folders read
// alike.
func digest(entries []entry) string {
	h := sha256.New()
	for _, e := range entries {
		h.Write(e.line)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func add(w *zip.Writer, e entry) error {
	header := &zip.FileHeader{
		Name: e.path, Method: e.method, ReaderVersion: version, CRC32: e.crc,
		CompressedSize64: uint64(len(e.data)), UncompressedSize64: uint64(e.size),
	}
	header.SetMode(plain)
	if e.executable {
		header.SetMode(executable)
	}
	header.CreatorVersion |= version
	header.ModifiedDate, header.ModifiedTime = entryDate, entryTime //nolint:staticcheck // CreateRaw writes these, and not Modified
	if !ascii(e.path) {
		header.Flags |= utf8Name
	}
	raw, err := w.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = raw.Write(e.data)
	return err
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

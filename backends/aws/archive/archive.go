// Package archive packs a function's folder into a zip file whose bytes depend on the files alone: entries sorted by path,
// one fixed time, two modes, one method of compression.
package archive

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/flate"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
)

// epoch is the time of every entry: the earliest that a zip file can say.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Modes of entries: read by everybody, because Lambda runs a function as a user of its own.
const (
	plain      fs.FileMode = 0o644
	executable fs.FileMode = 0o755
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

// Pack packs a source's files and more files beside them, by path. A path that is in both is taken from the source, so
// that a folder can bring its own. The error says which path can't be packed.
func Pack(source *schema.Source, beside map[string][]byte) (Zip, error) {
	var files []schema.SourceFile
	own := map[string]bool{}
	if source != nil {
		files = slices.Clone(source.Files)
		for _, f := range files {
			own[f.Path] = true
		}
	}
	for name, data := range beside {
		if !own[name] {
			files = append(files, schema.SourceFile{Path: name, Data: data})
		}
	}
	slices.SortFunc(files, func(a, b schema.SourceFile) int { return cmp.Compare(a.Path, b.Path) })
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	z := Zip{}
	for i, f := range files {
		if !fs.ValidPath(f.Path) || strings.Contains(f.Path, "\\") || path.Clean(f.Path) != f.Path || f.Path == "." {
			return z, fmt.Errorf("%q is no path inside the folder", f.Path)
		}
		if i > 0 && files[i-1].Path == f.Path {
			return z, fmt.Errorf("%q is in the folder twice", f.Path)
		}
		z.Unpacked += int64(len(f.Data))
		if err := add(w, f); err != nil {
			return z, fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	if err := w.Close(); err != nil {
		return z, err
	}
	z.Data = out.Bytes()
	z.Digest = digest(files)
	return z, nil
}

// Digest returns the digest of a source's own files, without what stands beside them in a zip.
func Digest(source *schema.Source) string {
	files := slices.Clone(source.Files)
	slices.SortFunc(files, func(a, b schema.SourceFile) int { return cmp.Compare(a.Path, b.Path) })
	return digest(files)
}

// digest hashes files in order, each as its path, its mode, its length and its content, so that no two folders read alike.
func digest(files []schema.SourceFile) string {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%d %s %t %d\n", len(f.Path), f.Path, f.Executable, len(f.Data))
		h.Write(f.Data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func add(w *zip.Writer, f schema.SourceFile) error {
	header := &zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: epoch}
	header.SetMode(plain)
	if f.Executable {
		header.SetMode(executable)
	}
	entry, err := w.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = entry.Write(f.Data)
	return err
}

// Package output reads and writes compiled folders: the files that show a backend's objects. A folder is replaced whole
// or not at all, and only files that espc wrote are replaced or removed.
package output

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"slices"
	"strings"
)

// ManifestName is the file that lists what espc wrote.
const ManifestName = ".espc-manifest"

const manifestHeader = "# Files that espc wrote here, with their SHA-256. Only these are replaced or removed.\n"

// Manifest maps each file that espc wrote, by its path in the folder, to its digest.
type Manifest map[string]string

// Digest returns the digest of a file's content, as manifests hold it.
func Digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Bytes returns the manifest as sha256sum prints it: the digest, two spaces, the path; sorted by path.
func (m Manifest) Bytes() []byte {
	b := bytes.NewBufferString(manifestHeader)
	for _, name := range m.names() {
		fmt.Fprintf(b, "%s  %s\n", m[name], name)
	}
	return b.Bytes()
}

func (m Manifest) names() []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// ParseManifest reads a manifest. It refuses a line that is none, and a path that leaves the folder.
func ParseManifest(data []byte) (Manifest, error) {
	m := Manifest{}
	if !bytes.HasPrefix(data, []byte("#")) {
		return nil, fmt.Errorf("line 1 is not the heading of a manifest")
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if strings.HasPrefix(line, "#") {
			continue
		}
		digest, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		if _, err := hex.DecodeString(digest); !ok || err != nil || len(digest) != 2*sha256.Size || !strings.HasSuffix(line, "\n") {
			return nil, fmt.Errorf("line %d is not a digest and a path", n)
		}
		if name == "" || path.IsAbs(name) || path.Clean(name) != name || strings.HasPrefix(name, "../") || name == ".." {
			return nil, fmt.Errorf("line %d names no file in the folder", n)
		}
		m[name] = digest
	}
	return m, nil
}

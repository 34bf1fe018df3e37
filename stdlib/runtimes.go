// Package stdlib holds what espc brings along as files: the build folders of the runtime images, and the modules std/….
package stdlib

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed all:runtimes
var runtimes embed.FS

// runtimesRoot is the folder of the embedded files that has one build folder per runtime.
const runtimesRoot = "runtimes"

// digestLength is how many hex digits of a build folder's SHA-256 name its image.
const digestLength = 12

// Runtimes returns the names of all runtime images, sorted.
func Runtimes() []string {
	entries, err := runtimes.ReadDir(runtimesRoot)
	if err != nil {
		return nil // embedded: it cannot be missing from a program that was built
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names
}

// RuntimeFiles returns the build folder of a runtime: a Dockerfile and what it copies. The error says that
// no runtime has that name.
func RuntimeFiles(name string) (fs.FS, error) {
	if !slices.Contains(Runtimes(), name) {
		return nil, fmt.Errorf("no runtime is called %q", name)
	}
	return fs.Sub(runtimes, runtimesRoot+"/"+name)
}

// RuntimeImage returns the image of a runtime, `[<registry>/]espc-<runtime>:<digest of its build folder>`. The registry may
// be empty. The error says that no runtime has that name.
func RuntimeImage(registry, name string) (string, error) {
	files, err := RuntimeFiles(name)
	if err != nil {
		return "", err
	}
	digest, err := FolderDigest(files)
	if err != nil {
		return "", err
	}
	image := "espc-" + name + ":" + digest
	if registry != "" {
		image = registry + "/" + image
	}
	return image, nil
}

// FolderDigest returns the first 12 hex digits of a SHA-256 over a folder's files: their slash-separated paths, sorted, and
// their contents. Modes, times and empty folders do not count, so a copy on disk has the digest of the embedded
// folder. The error is that of reading a file.
func FolderDigest(files fs.FS) (string, error) {
	var paths []string
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return "", err
	}
	slices.Sort(paths)
	sum := sha256.New()
	for _, path := range paths {
		content, err := fs.ReadFile(files, path)
		if err != nil {
			return "", err
		}
		// A path has no NUL, and the length keeps a content from looking like the next path. A hash's Write never fails.
		fmt.Fprintf(sum, "%s\x00%d\x00", path, len(content))
		sum.Write(content)
	}
	return hex.EncodeToString(sum.Sum(nil))[:digestLength], nil
}

package kubernetes

import (
	"path"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// sourceVolume is the name of the volume that holds a function's or job's source, sourcePath where runtime images expect
// it, and runtimePort what they listen on.
const (
	sourceVolume = "espc-source"
	tmpVolume    = "espc-tmp"
	sourcePath   = "/app/function"
)

var (
	tmpPath = ruled(ruleReadOnly, tree.NewString("/tmp"))
	tmpSize = ruled(ruleReadOnly, tree.NewString("64Mi"))
)

var sourcePathNode = ruled(ruleSource, tree.NewString(sourcePath))

// sourceConfig returns the ConfigMap's content for a source folder.
func sourceConfig(s *schema.Source, from *tree.Node) config {
	if s == nil {
		return config{}
	}
	paths := make([]string, len(s.Files))
	for i, f := range s.Files {
		paths[i] = f.Path
	}
	files := make([]configFile, len(s.Files))
	for i, key := range keys(paths) {
		f := s.Files[i]
		files[i] = configFile{key: key, path: f.Path, data: f.Data, executable: f.Executable, node: from}
	}
	return newConfig(ruleSource, files)
}

// addSource makes a pod run a source by its runtime's image.
func (p *pod) addSource(c config, from *tree.Node) {
	p.runtime = true
	p.checksum = c.checksum(from)
	p.mounted = &mounted{sourceVolume, c}
	p.mounts = append(p.mounts, mount(sourceVolume, sourcePathNode, nil))
}

// tmpScratch is the scratch space of functions and jobs that run from source: what they may write, whatever the backend.
var (
	tmpScratch = tree.NewMap(tree.F("name", tree.NewString(tmpVolume)), tree.F("emptyDir", tree.NewMap(tree.F("sizeLimit", tmpSize))))
	tmpMount   = tree.NewMap(tree.F("name", tree.NewString(tmpVolume)), tree.F("mountPath", tmpPath))
)

func isPython(runtime string) bool { return strings.HasPrefix(runtime, "python") }

// splitHandler splits FILE.EXPORT at the first dot of its last path segment: the export may have dots of its own.
func splitHandler(handler string) (file, export string) {
	dir, name := path.Split(handler)
	file, export, _ = strings.Cut(name, ".")
	return dir + file, export
}

// entryExtensions are the extensions that a runtime's files may have, the usual one first.
func entryExtensions(runtime string) []string {
	if isPython(runtime) {
		return []string{".py"}
	}
	return []string{".js", ".mjs", ".cjs"}
}

// entryFile returns the file of a handler in its source folder, or "" where there is none.
func entryFile(s *schema.Source, runtime, file string) string {
	for _, extension := range entryExtensions(runtime) {
		name := file + extension
		if slices.ContainsFunc(s.Files, func(f schema.SourceFile) bool { return f.Path == name }) {
			return name
		}
	}
	return ""
}

// keys gives each path of a folder a key of a ConfigMap: the path itself where it is one, else the path with other
// characters replaced, and a digest where that is taken.
func keys(paths []string) []string {
	out := make([]string, len(paths))
	taken := make(map[string]bool, len(paths))
	for i, p := range paths {
		if dataKey(p) {
			out[i] = p
			taken[p] = true
		}
	}
	for i, p := range paths {
		if out[i] != "" {
			continue
		}
		key := replaceCharacters(p)
		if taken[key] || !dataKey(key) {
			key = "x" + key[:min(len(key), 200)] + "-" + digest(p)[:6]
		}
		out[i] = key
		taken[key] = true
	}
	return out
}

// replaceCharacters turns slashes into two underscores, so that lib/a.js is lib__a.js, and what else no key may hold into
// one.
func replaceCharacters(p string) string {
	b := []byte(strings.ReplaceAll(p, "/", "__"))
	for i, c := range b {
		if !alphanumeric(c) && c != '-' && c != '_' && c != '.' {
			b[i] = '_'
		}
	}
	return string(b)
}

func alphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

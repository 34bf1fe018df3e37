package aws

import (
	"context"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"espc.dev/backends"
	"espc.dev/backends/aws/archive"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// codeFolder holds the zip files, in the output and in the artifact bucket alike.
const codeFolder = "functions"

// code is the packed source of one or more functions.
type code struct {
	zip archive.Zip
	err error
}

// sourceKey tells zip files apart: a source with the adapter of a runtime.
type sourceKey struct {
	source  *schema.Source
	runtime string
}

// packAll packs every source that a function or job here has, each with a runtime's adapter once, and the workspaces'
// projects. An adapter is compressed once.
func (r *render) packAll(ctx context.Context) {
	r.packWorkspaces()
	r.identifyJobs()
	r.packKeepers()
	packed := map[sourceKey]*code{}
	var keys []sourceKey
	adapters := map[string]archive.Part{}
	var c archive.Compressor
	needs := func(a schema.Address, source, runtime schema.Value[string]) {
		k := sourceKey{r.t.Source(source), runtime.V}
		if _, known := adapters[k.runtime]; !known {
			// A runtime without an adapter is reported by Check, and so is a path that can't be packed.
			adapters[k.runtime], _ = c.Compress(adapterFiles(r.req.Adapters[k.runtime]))
		}
		if packed[k] == nil {
			packed[k] = &code{}
			keys = append(keys, k)
		}
		r.code[a] = packed[k]
	}
	for _, f := range r.t.Functions {
		if r.here(f.Address) && f.Source.IsSet() {
			needs(f.Address, f.Source, f.Runtime)
		}
	}
	for _, j := range r.jobs {
		needs(j.Address, j.Source, j.Runtime)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(keys)) {
		wg.Go(func() {
			var c archive.Compressor
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(keys) {
					return
				}
				out := packed[keys[i]]
				out.zip, out.err = pack(&c, keys[i].source, adapters[keys[i].runtime])
			}
		})
	}
	wg.Wait()
}

// adapterFiles returns an adapter's files, sorted by path.
func adapterFiles(a backends.Adapter) []schema.SourceFile {
	files := make([]schema.SourceFile, 0, len(a.Files))
	for _, name := range sorted(a.Files) {
		files = append(files, schema.SourceFile{Path: name, Data: a.Files[name]})
	}
	return files
}

// pack packs a source with the adapter beside it. A package that the source brings is not mixed with the adapter's own of
// the same name.
func pack(c *archive.Compressor, s *schema.Source, adapter archive.Part) (archive.Zip, error) {
	if s == nil {
		return archive.Pack(adapter)
	}
	own := map[string]bool{}
	for _, f := range s.Files {
		if p := packageOf(f.Path); p != "" {
			own[p] = true
		}
	}
	part, err := c.Compress(s.Files)
	if err != nil {
		return archive.Zip{}, err
	}
	return archive.Pack(part, adapter.Without(func(path string) bool { return own[packageOf(path)] }))
}

// packageOf returns the folder of the Node package that a file of node_modules belongs to, or "".
func packageOf(name string) string {
	rest, ok := strings.CutPrefix(name, "node_modules/")
	if !ok {
		return ""
	}
	parts := strings.SplitN(rest, "/", 3)
	if strings.HasPrefix(rest, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// codeNode says where a function's code is.
func (r *render) codeNode(a schema.Address, from ...*tree.Node) *tree.Node {
	digest := ""
	if c := r.code[a]; c != nil {
		digest = c.zip.Digest
	}
	return tree.NewMap(
		tree.F("S3Bucket", ref(parameterBucket)),
		tree.F("S3Key", str(codeFolder+"/"+digest+".zip")),
	).With(tree.DeriveFrom(ruleCode, from...))
}

// files returns the zip files, each once, sorted by path.
func (r *render) files() []backends.Artifact {
	var out []backends.Artifact
	seen := map[string]bool{}
	for _, c := range r.code {
		if p := codeFolder + "/" + c.zip.Digest + ".zip"; c.err == nil && c.zip.Data != nil && !seen[p] {
			seen[p] = true
			out = append(out, backends.Artifact{Path: p, Data: c.zip.Data})
		}
	}
	slices.SortFunc(out, func(a, b backends.Artifact) int { return strings.Compare(a.Path, b.Path) })
	return out
}

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

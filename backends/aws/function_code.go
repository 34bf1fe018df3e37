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

// packAll packs every source that a function here has, each with a runtime's adapter once.
func (r *render) packAll(ctx context.Context) {
	r.packWorkspaces()
	type key struct {
		source  *schema.Source
		runtime string
	}
	packed := map[key]*code{}
	var keys []key
	for _, f := range r.t.Functions {
		if !r.here(f.Address) || !f.Source.IsSet() {
			continue
		}
		k := key{r.t.Source(f.Source), f.Runtime.V}
		if packed[k] == nil {
			packed[k] = &code{}
			keys = append(keys, k)
		}
		r.code[f.Address] = packed[k]
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(keys)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= len(keys) {
					return
				}
				c := packed[keys[i]]
				c.zip, c.err = pack(keys[i].source, r.req.Adapters[keys[i].runtime])
			}
		})
	}
	wg.Wait()
}

// pack packs a source with the adapter beside it. A package that the source brings is not mixed with the adapter's own of
// the same name.
func pack(s *schema.Source, adapter backends.Adapter) (archive.Zip, error) {
	beside := map[string][]byte{}
	own := map[string]bool{}
	if s != nil {
		for _, f := range s.Files {
			if p := packageOf(f.Path); p != "" {
				own[p] = true
			}
		}
	}
	for name, data := range adapter.Files {
		if p := packageOf(name); p == "" || !own[p] {
			beside[name] = data
		}
	}
	return archive.Pack(s, beside)
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
func (r *render) codeNode(a schema.Address, from *tree.Node) *tree.Node {
	digest := ""
	if c := r.code[a]; c != nil {
		digest = c.zip.Digest
	}
	return ruled(ruleCode, from, tree.NewMap(
		tree.F("S3Bucket", ref(parameterBucket)),
		tree.F("S3Key", str(codeFolder+"/"+digest+".zip")),
	))
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

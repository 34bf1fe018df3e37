package aws

import (
	_ "embed" // what starts the workspace's runtime
	"strings"

	"espc.dev/backends/aws/archive"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// runWorkspace starts the runtime's server on the project beside it.
//
//go:embed workspace_run.sh
var runWorkspace []byte

// projectFolder is the project's folder in the function's zip.
const projectFolder = "project"

// packWorkspaces makes and packs the project of every workspace.
func (r *render) packWorkspaces() {
	var c archive.Compressor
	for _, w := range r.workspaces {
		w.project = loopback.New(r.t, w.models, w.own.node)
		r.code[w.address] = packProject(&c, w.project)
	}
}

// packProject packs a project with what starts the runtime on it.
func packProject(c *archive.Compressor, p loopback.Project) *code {
	files := []schema.SourceFile{{Path: workspaceHandler, Data: runWorkspace, Executable: true}}
	for _, f := range p.Files {
		files = append(files, schema.SourceFile{Path: projectFolder + "/" + f.Path, Data: []byte(f.Text.Str())})
	}
	out := &code{}
	part, err := c.Compress(files)
	if err != nil {
		out.err = err
		return out
	}
	out.zip, out.err = archive.Pack(part)
	return out
}

// codeNodes are what a workspace's code is made of.
func (w *workspace) codeNodes() []*tree.Node {
	nodes := []*tree.Node{w.own.node}
	for _, f := range w.project.Files {
		nodes = append(nodes, f.Text)
	}
	return nodes
}

// layerKey returns where the runtime's layer is in the artifact bucket. It is named by the digest of the runtime's build
// folder, as its image is.
func (r *render) layerKey() string {
	_, digest, _ := strings.Cut(r.req.Runtimes[loopback.Runtime], ":")
	return layersFolder + "/" + loopback.Runtime + "-" + digest + ".zip"
}

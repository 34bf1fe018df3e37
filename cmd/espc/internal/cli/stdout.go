package cli

import (
	"bufio"
	"fmt"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/tree"
)

// documentList is what compile --stdout prints as JSON.
type documentList struct {
	FormatVersion string            `json:"format_version"`
	Outputs       []documentsOutput `json:"outputs"`
}

// documentsOutput is what one backend made of an environment: objects, or templates. Files has for each document the file that
// it would be in.
type documentsOutput struct {
	Environment string       `json:"environment"`
	Backend     string       `json:"backend"`
	Documents   []*tree.Node `json:"documents"`
	Files       []string     `json:"files"`
}

// printObjects prints the documents that show objects, without what only a folder needs (kustomization.yaml, zip files). A
// comment names the file of each, as other tools that render do: it tells nested templates apart, backends and environments.
func (a *app) printObjects(all []*built) error {
	if a.output == "json" {
		return a.printDocuments(all)
	}
	w := bufio.NewWriterSize(a.io.Out, 1<<20)
	first := true
	for _, b := range all {
		for _, r := range b.outputs {
			for _, artifact := range r.shownArtifacts() {
				if !first {
					fmt.Fprintln(w, "---")
				}
				first = false
				fmt.Fprintf(w, "# Source: %s/%s\n", r.folder, artifact.Path)
				if _, err := w.Write(artifact.Bytes()); err != nil {
					return err
				}
			}
		}
	}
	return w.Flush()
}

func (a *app) printDocuments(all []*built) error {
	result := documentList{FormatVersion: "1", Outputs: []documentsOutput{}}
	for _, b := range all {
		for _, r := range b.outputs {
			o := documentsOutput{Environment: b.env, Backend: r.backend.Info().Name, Documents: []*tree.Node{}, Files: []string{}}
			for _, artifact := range r.shownArtifacts() {
				for _, document := range artifact.Docs {
					o.Documents, o.Files = append(o.Documents, document), append(o.Files, r.folder+"/"+artifact.Path)
				}
			}
			result.Outputs = append(result.Outputs, o)
		}
	}
	return view.JSON(a.io.Out, result)
}

// shownArtifacts returns the artifacts that hold objects.
func (r *rendered) shownArtifacts() []backends.Artifact {
	var out []backends.Artifact
	for _, artifact := range r.artifacts {
		if len(artifact.Docs) > 0 && (artifact.Path != r.backend.Info().Entry || len(r.backend.Objects(artifact.Path, artifact.Docs)) > 0) {
			out = append(out, artifact)
		}
	}
	return out
}
